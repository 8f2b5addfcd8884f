"""Look for keys and passwords in files: `python -m scripts.find_secrets [FILE…]`, without files in all that git knows.

A line that only looks like one says so at its end: `not a secret`.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

# Shapes that nothing else has. Keys of our own (`ph_…`) among them.
PATTERNS = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "an AWS key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "an OpenAI or Anthropic key": r"\bsk-(?:proj-|ant-|svcacct-)?[A-Za-z0-9_-]{32,}",
    "a GitHub token": r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})",
    "a Slack token": r"\bxox[abeoprs]-[A-Za-z0-9-]{20,}",
    "a Google key": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "a Stripe key": r"\b[rs]k_live_[0-9A-Za-z]{20,}",
    "a Pilothouse key": r"\bph_[A-Za-z0-9]{6}[A-Za-z0-9_-]{26,}",
    "a signed token": r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}",
    "a password in a URL": r"\b[a-z][a-z0-9+.-]*://[^\s:/@{}$<'\"]+:[^\s/@{}$<'\"…]{12,}@",
}
_ANY = re.compile("|".join(f"(?P<p{number}>{pattern})" for number, pattern in enumerate(PATTERNS.values())))
_NAMES = tuple(PATTERNS)
_EXCUSE = "not a secret"
_LOCK_FILES = (".lock", "package-lock.json")


def find_secrets(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line number, from 1, and the kind of everything in a text that looks like a secret."""
    for number, line in enumerate(text.splitlines(), start=1):
        match = _ANY.search(line)
        if match is not None and _EXCUSE not in line:
            yield number, _NAMES[int(str(match.lastgroup)[1:])]


def main(names: list[str]) -> int:
    """Print what was found. Returns the exit code: 1 when something was."""
    found = 0
    for name in names or _known_to_git():
        path = Path(name)
        if path.name.endswith(_LOCK_FILES) or not path.is_file():
            continue
        for number, kind in find_secrets(path.read_text(errors="replace")):
            print(f"{name}:{number}: this looks like {kind}. Take it out, and change it where it is in use.")
            found += 1
    return int(found > 0)


def _known_to_git() -> list[str]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
