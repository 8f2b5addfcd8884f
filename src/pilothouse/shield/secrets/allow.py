"""What its owner says is no secret: a word at the end of its line, or a list of hashes."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

from pilothouse.shield.detector import Candidate, Match, Text
from pilothouse.shield.findings import Finding

Judge = Callable[[Text, Match], Candidate | None]

# Ours, and those that people already wrote for other scanners.
_PRAGMA = re.compile(
    r"not a secret|(?:pilothouse|gitleaks|trufflehog|kingfisher|betterleaks)[: ]{1,2}(?:allow|ignore)"
    r"|pragma: ?(?:allowlist|whitelist)|no(?:qa|sec)\b"
)
_LINE = "excused_line"
# A line of a file was reviewed with its excuse. What is said in a chat was not: there an excuse would be a way out.
_REVIEWED = frozenset({"code", "document"})


def excusing(judge: Judge) -> Judge:
    """Let a judge pass over what stands in a line of a file that says it is no secret."""

    def excused(text: Text, match: Match) -> Candidate | None:
        seen = judge(text, match)  # it says no to most, and a line may be a whole program
        return None if seen and text.kind in _REVIEWED and is_excused(text, match.end) else seen

    return excused


def is_excused(text: Text, place: int) -> bool:
    """Say whether the line around a place carries an excuse, such as `# not a secret`."""
    start, end, is_so = text.notes.get(_LINE, (0, -1, False))  # of the line that was asked about last
    if not start <= place <= end:
        start, end = text.line_at(place)
        is_so = _PRAGMA.search(text.folded, start, end) is not None
        text.notes[_LINE] = (start, end, is_so)
    return is_so


@dataclass(frozen=True, slots=True)
class AllowList:
    """Values that an organization knows and accepts, by their SHA-256: the list itself gives nothing away.

    Attributes:
        sha256: of the values in UTF-8, hexadecimal, in lower case.
    """

    sha256: frozenset[str]

    @classmethod
    def of_values(cls, values: Iterable[str]) -> "AllowList":
        return cls(frozenset(sha256(value.encode()).hexdigest() for value in values))

    def without(self, text: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return the findings of a text whose values are not on the list."""
        return tuple(each for each in findings if not self._has(text[each.start : each.end]))

    def _has(self, value: str) -> bool:
        return sha256(value.encode("utf-8", "surrogatepass")).hexdigest() in self.sha256
