"""Parse as much of a Python file as is Python: one broken line must not hide the rest."""

import ast
import re
import warnings
from dataclasses import dataclass

_MOST_CHARS = 2_000_000
_MOST_ISLANDS = 400
_PRINT = re.compile(r"(?m)^(\s*)print ([^(=\n].*)$")
_EXCEPT = re.compile(r"(?m)^(\s*except [\w.]+), (\w+):")


@dataclass(frozen=True, slots=True)
class Island:
    """A part of a file that parsed.

    Attributes:
        line: line of the file that its first line is, from 0.
    """

    tree: ast.Module
    line: int


def parse_islands(text: str) -> list[Island]:
    """Parse a file whole, else as written for Python 2, else every block of it that parses."""
    text = text[:_MOST_CHARS]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes are the author's matter
        if tree := _parse_any_version(text):
            return [Island(tree, 0)]
        blocks = ((line, _parse_any_version(block)) for line, block in _blocks(text)[:_MOST_ISLANDS])
        return [Island(tree, line) for line, tree in blocks if tree]


def _parse_any_version(text: str) -> ast.Module | None:
    if tree := _parse(text):
        return tree
    return _parse(modern) if (modern := _modernized(text)) != text else None


def _blocks(text: str) -> list[tuple[int, str]]:
    """Cut a text where a line begins at the margin after an empty one, and at lines that are only a triple quote."""
    blocks: list[tuple[int, list[str]]] = [(0, [])]
    is_after_gap = False
    for number, line in enumerate(text.splitlines()):
        if line.strip() in {'"""', "'''"}:
            blocks.append((number + 1, []))
            continue
        if is_after_gap and line[:1].strip() and blocks[-1][1]:
            blocks.append((number, []))
        blocks[-1][1].append(line)
        is_after_gap = not line.strip()
    return [(line, "\n".join(lines)) for line, lines in blocks if any(each.strip() for each in lines)]


def _modernized(text: str) -> str:
    if "print " in text:
        text = _PRINT.sub(r"\1print(\2)", text)
    return _EXCEPT.sub(r"\1 as \2:", text) if "except " in text else text


def _parse(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
