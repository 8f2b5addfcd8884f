"""The official clients' own tests, fetched at run time: their files are never part of this repository."""

import os
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

_UV = Path(sys.executable).with_name("uv")
# What their tests import beside the client itself.
_TOOLS = (
    "pytest",
    "pytest-asyncio",
    "pytest-xdist",
    "inline-snapshot",
    "http-snapshot[httpx]",
    "respx",
    "dirty-equals",
    "aiohttp",
)


def make_environment(place: Path, *packages: str) -> Path:
    """Make a virtual environment with packages in it; return its Python."""
    python = place / "bin" / "python"
    subprocess.run([_UV, "venv", "--quiet", "--python", sys.executable, place], check=True, timeout=120)
    subprocess.run([_UV, "pip", "install", "--quiet", "--python", python, *packages], check=True, timeout=600)
    return python


def fetch(package: str, place: Path) -> Path:
    """Download the source of a client in the version that is installed here, and unpack it; return its folder."""
    name = f"{package}-{version(package)}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    subprocess.run([*command, f"{package}=={version(package)}", "--dest", str(place)], check=True, timeout=300)
    with tarfile.open(place / f"{name}.tar.gz") as archive:
        archive.extractall(place, filter="data")
    return place / name


class Suite:
    """One client's own tests, with an environment to run them in."""

    def __init__(self, package: str, place: Path) -> None:
        """Fetch the tests and what they need."""
        self._folder = fetch(package, place)
        self._python = make_environment(place / f"{package}-environment", str(self._folder), *_TOOLS)

    def run(self, base_url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run some of the tests against an address."""
        return subprocess.run(
            [self._python, "-m", "pytest", "-q", "-x", "--no-header", "-n", "0", "-p", "no:cacheprovider", *arguments],
            cwd=self._folder,
            env={**os.environ, "TEST_API_BASE_URL": base_url},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
