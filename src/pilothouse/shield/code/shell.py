"""What commands do: shell, and the PowerShell and batch commands that are called from everywhere.

A text is cut into logical lines; variables that are assigned a constant are put in; what is only printed or searched
for is left alone. Few lines are worth that: all are asked at once what may match in them.
"""

import re
from collections.abc import Collection
from functools import cache, cached_property

from pilothouse.shield.code.blanking import without_hash_comments
from pilothouse.shield.code.commands import DOWNLOADS, RULES, judge_download, names_kept
from pilothouse.shield.code.pieces import Piece, Pieces, lines_of
from pilothouse.shield.code.sightings import Sighting
from pilothouse.shield.rules.prefilter import Prefilter

_MOST_LINES = 20_000
_MOST_LINE_CHARS = 8_000
_ASSIGNED = re.compile(r"(?<![^;&\s])([A-Za-z_]\w*)=(?:\"([^\"\n$`]*)\"|'([^'\n]*)'|([^\s;&|\"'$`()]+))")
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


class _Script:
    """The logical lines of a script, their continuations joined."""

    def __init__(self, text: str) -> None:
        blanked = without_hash_comments(text)
        joined = blanked.replace("\\\r\n", "   ").replace("\\\n", "  ").replace("^\n", "  ").replace("`\n", "  ")
        self._lines = joined.split("\n")
        self._pieces = Pieces(joined, lines_of(joined, most=_MOST_LINES), _prefilter(), most_chars=_MOST_LINE_CHARS)

    def lines_to_judge(self, names: Collection[str] = ()) -> list[Piece]:
        """Return the lines in which something may match, a variable may stand or one of some names does."""
        words = [*names, "$"] if self._variables else names
        numbers = sorted({*self._pieces.asked_for(), *self._pieces.with_words(words)})
        return [line for number in numbers if (line := self._line(number)) is not None]

    def _line(self, number: int) -> Piece | None:
        """Return a line with variables put in and without a prompt, None for one that prints or searches."""
        written = self._lines[number]
        if _PRINTS.match(written) or _SEARCHES.match(written):
            return None
        piece = self._pieces[number]
        text = _PROMPT.sub("", self._expanded(piece.text))
        return piece if text == piece.text else Piece(text, piece.start, piece.end, _prefilter().might_match(text))

    def _expanded(self, line: str) -> str:
        if "$" not in line or not self._variables:
            return line
        return _USED.sub(lambda match: self._variables.get(match[1], match[0]), line)[:_MOST_LINE_CHARS]

    @cached_property
    def _variables(self) -> dict[str, str]:
        """The last constant that each variable is assigned."""
        assigned = (match for line in self._lines if "=" in line for match in _ASSIGNED.finditer(line))
        return {match[1]: next(value for value in match.groups()[1:] if value is not None) for match in assigned}


def analyse_commands(text: str) -> list[Sighting]:
    """Return what the commands of a text do."""
    script = _Script(text)
    found: list[Sighting] = []
    lines = script.lines_to_judge()
    for line in lines:
        for rule in RULES if line.might_match else ():
            if id(rule.pattern) not in line.might_match or rule.pattern.search(line.text) is None:
                continue
            if rule.unless is None or rule.unless.search(line.text) is None:
                found.append(
                    Sighting(rule.detector, rule.severity, rule.confidence, line.start, line.end, rule.why, rule.layers)
                )
    if names := names_kept(lines):
        lines = script.lines_to_judge(names)
    found.extend(judge_download(lines))
    return found


@cache
def _prefilter() -> Prefilter:
    return Prefilter([*(rule.pattern for rule in RULES), *DOWNLOADS, _PROMPT])
