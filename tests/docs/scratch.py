"""Does what a page says, block by block, in a folder that looks like a checkout."""

import gc
import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

from tests.docs.pages import ROOT, Block, Page

_TIME_LIMIT_S = 60


def _collect_sockets() -> None:
    """Let go of sockets that `asyncio.run` of a page left to the garbage collector, here and not in another test."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


# What a person's machine may hold and a page's words must not depend on.
_NOT_OURS = ("PILOTHOUSE_", "DATABASE_", "OPENAI_", "ANTHROPIC_", "TOGETHER_")


class Scratch:
    """A folder with the parts of a checkout that pages name. Packages that a page installs stay in it.

    Each block begins in the folder that the shell block before it ended in.
    """

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder = folder
        self._here = folder
        (folder / ".venv").symlink_to(ROOT / ".venv")
        shutil.copytree(ROOT / "examples", folder / "examples")
        self._environment = self._make_environment(variables)
        self._names: dict[str, Any] = {"__name__": "__main__"}
        self._said = ""

    def follow(self, page: Page) -> None:
        """Do everything that a page says."""
        for block in page.blocks():
            self._do(block, f"{page.name}:{block.line}")

    def _do(self, block: Block, place: str) -> None:
        if block.mark.startswith("file="):
            path = self._here / block.mark.removeprefix("file=")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.mark == "run":
            left = self.folder / ".left"
            self._said = self._run(
                ["/bin/bash", "-euo", "pipefail", "-c", f"trap 'pwd > {left}' EXIT\n{block.text}"], place
            )
            self._here = Path(left.read_text(encoding="utf-8").strip())
        elif block.mark == "expect":
            said = " ".join(self._said.split())
            assert " ".join(block.text.split()) in said, f"{place} is not what is printed:\n{self._said}"
        elif block.language == "python":
            os.chdir(self._here)  # the test sees to it that this ends with the page
            exec(compile(block.text, place, "exec"), self._names)  # our own pages
            _collect_sockets()

    def _run(self, command: list[str], place: str) -> str:
        done = subprocess.run(
            command,
            cwd=self._here,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_TIME_LIMIT_S,
            check=False,
        )
        assert done.returncode == 0, f"{place} exits with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def _make_environment(self, variables: dict[str, str]) -> dict[str, str]:
        installed = self.folder / "installed"
        settings = self.folder / "uv.toml"
        settings.write_text(f'offline = true\n[pip]\ntarget = "{installed}"\n', encoding="utf-8")
        ours = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_OURS)}
        return ours | {
            "UV_CONFIG_FILE": str(settings),
            "PYTHONPATH": str(installed),
            "PATH": f"{_curl(self.folder)}{Path(sys.executable).parent}:{os.environ['PATH']}",
            "COLUMNS": "120",
            **variables,
        }


def _curl(folder: Path) -> str:
    """Give machines without curl something that knows the few options our pages use."""
    if shutil.which("curl"):
        return ""
    programs = folder / "programs"
    programs.mkdir()
    program = programs / "curl"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "tests/docs/curl.py"}" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return f"{programs}:"
