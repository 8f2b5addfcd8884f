"""Everything that can be said about the source without running it, side by side: `./scripts/dev.sh check`."""

import asyncio
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = ROOT / ".venv" / "bin"


@dataclass(frozen=True)
class Check:
    """One tool with its question. `fix` is the form that repairs what it can."""

    name: str
    command: tuple[str | Path, ...]
    fix: tuple[str | Path, ...] = ()


# Longest first, so that the last one to begin is a short one.
CHECKS = (
    Check("types", (BIN / "pyright",)),
    Check("page", ("npm", "--prefix", "web", "run", "--silent", "check")),
    Check("imports", (BIN / "lint-imports",)),
    Check("lint", (BIN / "ruff", "check"), fix=(BIN / "ruff", "check", "--fix")),
    Check("format", (BIN / "ruff", "format", "--check"), fix=(BIN / "ruff", "format")),
    Check("secrets", (BIN / "python", "-m", "scripts.find_secrets")),
)


async def run(command: tuple[str | Path, ...]) -> tuple[int, str]:
    """Run a command in the repository and return its exit code and what it said."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode(errors="replace")


async def ask(check: Check, turns: asyncio.Semaphore) -> str:
    """Run one check and print its line. Returns what it said if it failed, else nothing."""
    async with turns:
        began = time.monotonic()
        code, output = await run(check.command)
    print(f"  {'ok    ' if code == 0 else 'FAILED'} {check.name:<8} {time.monotonic() - began:5.1f} s", flush=True)
    return f"\n── {check.name} ──\n{output}" if code else ""


async def main(*, fix: bool) -> int:
    """Run every check, as many at a time as there are processors. Returns the exit code."""
    for check in CHECKS if fix else ():
        if check.fix:
            await run(check.fix)
    turns = asyncio.Semaphore(os.cpu_count() or 1)
    complaints = await asyncio.gather(*(ask(check, turns) for check in CHECKS))
    print("".join(complaints), end="")
    return int(any(complaints))


if __name__ == "__main__":
    sys.exit(asyncio.run(main(fix="--fix" in sys.argv[1:])))
