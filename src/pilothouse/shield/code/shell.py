"""What commands do: shell, and the PowerShell and batch commands that are called from everywhere.

A text is cut into logical lines; variables that are assigned a constant are put in; what is only printed or searched
for is left alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pilothouse.shield.code.blanking import without_hash_comments
from pilothouse.shield.code.commands import RULES, judge_download
from pilothouse.shield.code.sightings import Sighting
from pilothouse.shield.rules.prefilter import Prefilter

_MOST_LINES = 20_000
_MOST_LINE_CHARS = 8_000
_ASSIGNED = re.compile(
    r"(?m)(?:^|[;&\s])(?:export\s+|local\s+|readonly\s+|set\s+)?([A-Za-z_]\w*)=(?:\"([^\"\n$`]*)\""
    r"|'([^'\n]*)'|([^\s;&|\"'$`()]+))"
)
_USED = re.compile(r"\$\{?([A-Za-z_]\w*)\}?")
_PRINTS = re.compile(
    r"^\s*(?:sudo\s+)?(?:echo|printf|log\w*|warn|info|error|die|print_\w+|Write-(?:Host|Output))\b(?![^\n]*[|>])",
    re.IGNORECASE,
)
_SEARCHES = re.compile(
    r"^\s*(?:if\s+)?(?:!\s+)?(?:sudo\s+)?(?:git\s+grep|grep|egrep|fgrep|rg|ag|ack|semgrep|yara|sed"
    r"|awk(?!\s+'BEGIN\s*\{))\b(?![^\n]*\|\s*(?:ba|z)?sh\b)"
)
_PROMPT = re.compile(r"^\s*(?:\$|>|%|PS [^>]*>)\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line.

    Attributes:
        text: with continuations joined and variables put in.
        start, end: where it stands in the text.
    """

    text: str
    start: int
    end: int


def lines_of(text: str) -> Iterator[Line]:
    """Yield the logical lines of a script that do something."""
    blanked = without_hash_comments(text)
    joined = blanked.replace("\\\r\n", "   ").replace("\\\n", "  ").replace("^\n", "  ").replace("`\n", "  ")
    variables = {
        match[1]: next(value for value in match.groups()[1:] if value is not None)
        for match in _ASSIGNED.finditer(joined)
    }
    place = 0
    for number, line in enumerate(joined.split("\n")):
        if number >= _MOST_LINES:
            return
        if line.strip() and not _PRINTS.match(line) and not _SEARCHES.match(line):
            yield Line(_PROMPT.sub("", _expanded(line[:_MOST_LINE_CHARS], variables)), place, place + len(line))
        place += len(line) + 1


def analyse_commands(text: str) -> list[Sighting]:
    """Return what the commands of a text do."""
    found: list[Sighting] = []
    lines = list(lines_of(text))
    for line in lines:
        if not (possible := _prefilter().might_match(line.text)):
            continue
        for rule in RULES:
            if id(rule.pattern) not in possible or rule.pattern.search(line.text) is None:
                continue
            if rule.unless is None or rule.unless.search(line.text) is None:
                found.append(
                    Sighting(rule.detector, rule.severity, rule.confidence, line.start, line.end, rule.why, rule.layers)
                )
    found.extend(judge_download(lines))
    return found


@cache
def _prefilter() -> Prefilter:
    return Prefilter(rule.pattern for rule in RULES)


def _expanded(line: str, variables: dict[str, str]) -> str:
    if "$" not in line or not variables:
        return line
    return _USED.sub(lambda match: variables.get(match[1], match[0]), line)[:_MOST_LINE_CHARS]
