"""Blank what a program does not do: its comments. Places stay where they are."""

import re

_HASH = re.compile(
    r"(?m)(?P<text>'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")|(?P<comment>(?:^|(?<=[\s;]))#(?!!)[^\n]*)"
)
_SLASH = re.compile(  # it begins with letters, not with a choice: `re` is twice as fast where it knows the first
    r"['\"`/](?:(?<=')(?:[^'\\\n]|\\.)*'|(?<=\")(?:[^\"\\\n]|\\.)*\"|(?<=`)(?:[^`\\]|\\.)*`"
    r"|(?<=/)(?P<comment>(?<![:\\]/)/[^\n]*|\*[\s\S]*?\*/))"
)
_REM = re.compile(
    r"(?im)(?P<text>'[^'\n]*'|\"[^\"\n]*\")|(?P<comment><#[\s\S]*?#>|(?:^|(?<=[\s;]))#[^\n]*|^\s*(?:rem\b|::)[^\n]*)"
)


def without_hash_comments(text: str) -> str:
    """Blank the comments of shell and Ruby; none goes on in the next line, and no text does."""
    return "\n".join(_HASH.sub(_blank, line) if "#" in line else line for line in text.split("\n"))


def without_slash_comments(text: str) -> str:
    """Blank the comments of JavaScript and Go."""
    return _SLASH.sub(_blank, text)


def without_powershell_comments(text: str) -> str:
    """Blank the comments of PowerShell and batch files."""
    return _REM.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return match[0] if match["comment"] is None else re.sub(r"[^\n]", " ", match[0])
