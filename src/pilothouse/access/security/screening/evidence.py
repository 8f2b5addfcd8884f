"""What may be stored of a finding: of a value its outline, of other words what holds no value."""

from collections.abc import Callable, Iterable

from pilothouse.access.security.kinds import VALUES, family_of
from pilothouse.access.security.screening.seen import Findings
from pilothouse.shield.findings import Finding, cut_evidence, mask

_LONGEST_SPAN = 2_000  # characters of a finding that are shown from the text itself; of a longer one its evidence is
_AROUND = 200  # characters beside a finding that are read too, for a value that only begins in it


def shown(text: str, finding: Finding, values_in: Callable[[str], Findings]) -> str:
    """Return evidence of at most 120 characters in which nothing is secret in clear.

    Args:
        values_in: finds secrets and personal data in a text.
    """
    if family_of(finding.detector) in VALUES:
        return mask(text[finding.start : finding.end])
    is_decoded = bool(finding.layers) or finding.end - finding.start > _LONGEST_SPAN
    source = finding.evidence if is_decoded else text[max(0, finding.start - _AROUND) : finding.end + _AROUND]
    start = 0 if is_decoded else min(finding.start, _AROUND)
    end = len(source) if is_decoded else start + finding.end - finding.start
    return cut_evidence(_without(source, start, end, [(each.start, each.end) for each in values_in(source)]))


def _without(text: str, start: int, end: int, spans: Iterable[tuple[int, int]]) -> str:
    """Return a part of a text with an ellipsis in the place of each span that reaches into it."""
    pieces: list[str] = []
    place = start
    for first, last in sorted(spans):
        if last > place and first < end:
            pieces += [text[place : max(place, first)], "…"]
            place = last
    return "".join([*pieces, text[place:end]])
