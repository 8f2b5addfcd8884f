"""The official clients' own tests, fetched at run time: their files are never part of this repository."""

import importlib.metadata
import os
import subprocess
import sys
import tarfile
from pathlib import Path


def fetch(package: str, into: Path) -> Path:
    """Download and unpack the source of a client in the version that is installed here; return its folder."""
    version = importlib.metadata.version(package)
    folder = into / f"{package}-{version}"
    if not folder.exists():
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        subprocess.run([*command, f"{package}=={version}", "--dest", str(into)], check=True, timeout=300)
        with tarfile.open(into / f"{package}-{version}.tar.gz") as archive:
            archive.extractall(into, filter="data")
    return folder


def run_suite(folder: Path, base_url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run some of a client's own tests against an address."""
    environment = {**os.environ, "TEST_API_BASE_URL": base_url}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=600, check=False
    )
