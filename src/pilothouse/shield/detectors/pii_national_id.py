"""Numbers that states give their people, by form and check digits; those without either, after the word for them."""

from collections.abc import Iterator

from pilothouse.shield.detector import Candidate, Detector, Match, Rule, Text
from pilothouse.shield.findings import Severity
from pilothouse.shield.pii.context import REFERENCES, REMEDY, SIX_DIGITS, stands_alone
from pilothouse.shield.pii.national import NATIONAL_IDS, NationalId, compact

_NAMED, _BY_FORM, _BARE = 0.95, 0.85, 0.65
# A short word is also part of others, or a function's name: the number stands next to it.
_SHORT_WORD = 4  # letters
_NEXT_TO, _NEAR = r"(?:[ _-]?(?:no|nr|number|id))?[\"']?[ \t.:#=]{1,6}(?:is )?[\"']?", r"[^0-9\n]{0,40}?"
_BY_RULE: dict[str, NationalId] = {}


def _rules() -> Iterator[Rule]:
    for place, each in enumerate(NATIONAL_IDS):
        name = f"{each.country}-{place}"
        _BY_RULE[name] = each
        if not each.words:
            yield Rule(each.pattern, name, gate=SIX_DIGITS)
        for word in each.words:
            gap = _NEXT_TO if len(word) <= _SHORT_WORD else _NEAR
            yield Rule(rf"\b{word}{gap}(?P<number>{each.pattern.lower()})", name, ignore_case=True)


def _judge(text: Text, match: Match) -> Candidate | None:
    kind = _BY_RULE[match.rule.name]
    group = "number" if kind.words else 0
    number = match.group(group)
    if not stands_alone(text, match, group) or not kind.check(compact(number)):
        return None
    start, end = match.span(group)
    by_form = _BY_FORM if len(compact(number)) < len(number) else _BARE
    return Candidate(start, end, confidence=_NAMED if kind.words else by_form, title=f"Looks like {kind.title}")


pii_national_id = Detector(
    id="pii_national_id",
    title="National identity number",
    severity=Severity.HIGH,
    explanation="A number of the form and with the check digits that a state gives its people, for life.",
    remedy=REMEDY,
    references=(*REFERENCES, "GDPR Art. 87"),
    is_secret=True,
    rules=tuple(_rules()),
    judge=_judge,
)
