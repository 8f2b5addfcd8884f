"""Cards and bank accounts."""

import re

from pilothouse.shield.detector import Candidate, Detector, Match, Rule, Text
from pilothouse.shield.findings import Severity
from pilothouse.shield.pii.checksums import luhn
from pilothouse.shield.pii.context import REFERENCES, REMEDY, SIX_DIGITS, has_word, stands_alone
from pilothouse.shield.pii.iban import is_iban
from pilothouse.shield.pii.national import compact

_SURE, _GROUPED, _BARE = 0.97, 0.9, 0.65
_CARD_WORDS = re.compile(r"card|visa|master|amex|american express|credit|debit|\bpan\b|\bcc\b|pay|karte|carte|tarjeta")
# Beginning and length of what the large schemes issue. Source: their published ranges, ISO/IEC 7812 issuer numbers.
_ISSUED = re.compile(
    r"4\d{12}(?:\d{3})?(?:\d{3})?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|4[4-9]\d|5\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17}|(?:50|5[6-9]|6[37])\d{14}"
)


def _judge_card(text: Text, match: Match) -> Candidate | None:
    digits = compact(match.value)
    if not _ISSUED.fullmatch(digits) or not luhn(digits) or len(set(digits)) < 2 or not stands_alone(text, match):
        return None
    if has_word(text, match.start, _CARD_WORDS):
        return Candidate.of(match, confidence=_SURE)
    return Candidate.of(match, confidence=_BARE if len(match.value) == len(digits) else _GROUPED)


def _judge_iban(_: Text, match: Match) -> Candidate | None:
    """The greedy match may have swallowed the next word: shorten it until the check holds."""
    value = match.value
    while value:
        if is_iban(compact(value)):
            return Candidate(match.start, match.start + len(value), confidence=_SURE)
        value = value[: value.rfind(" ")] if " " in value else ""
    return None


pii_card = Detector(
    id="pii_card",
    title="Payment card number",
    severity=Severity.HIGH,
    explanation="A number of the length, beginning and check digit of a payment card.",
    remedy=REMEDY + " Card numbers must not be stored outside systems made for them (PCI DSS).",
    references=(*REFERENCES, "PCI DSS 3.4"),
    is_secret=True,
    rules=(
        Rule(r"\b[2-6]\d{3}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,4}(?:[ -]?\d{3})?\b", gate=SIX_DIGITS),
        Rule(r"\b3\d{3}[ -]?\d{6}[ -]?\d{4,5}\b", gate=SIX_DIGITS),
    ),
    judge=_judge_card,
)
pii_iban = Detector(
    id="pii_iban",
    title="Bank account number (IBAN)",
    severity=Severity.MEDIUM,
    explanation="An international bank account number whose check digits are right.",
    remedy=REMEDY,
    references=REFERENCES,
    rules=(Rule(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b"),),
    judge=_judge_iban,
)
