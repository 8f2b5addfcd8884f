"""Packages that are only needed to compare with: fetched on request, kept in a cache outside this repository."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import rmtree, which


def cache_folder() -> Path:
    """Return where they are kept."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "pilothouse-benchmarks"


def package_folder(requirement: str) -> Path:
    """Return a folder with one package and none of its dependencies, for the data in it."""
    folder = cache_folder() / "packages" / requirement
    if not folder.exists():
        _fill(folder, _uv("pip", "install", "--quiet", "--no-deps", "--target", str(folder), requirement))
    return folder


def peer_python(name: str, *requirements: str) -> Path:
    """Return the interpreter of an environment of its own with a peer installed."""
    folder = cache_folder() / "environments" / name
    python = folder / "bin" / "python"
    wanted = "\n".join(requirements)
    stamp = folder / "requirements.txt"
    if not stamp.exists() or stamp.read_text() != wanted:
        rmtree(folder, ignore_errors=True)
        _fill(folder, _uv("venv", "--quiet", "--python", sys.executable, str(folder)))
        _fill(folder, _uv("pip", "install", "--quiet", "--python", str(python), *requirements))
        stamp.write_text(wanted)
    return python


def _uv(*arguments: str) -> list[str]:
    beside = Path(sys.executable).with_name("uv")
    return [str(beside) if beside.exists() else which("uv") or "uv", *arguments]


def _fill(folder: Path, command: list[str]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    finished = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    if finished.returncode:
        rmtree(folder, ignore_errors=True)  # half of it would be taken for all of it the next time
        raise RuntimeError(f"{' '.join(command[:4])} failed:\n{finished.stderr[-2000:]}")
