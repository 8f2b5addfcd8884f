"""Telephone numbers: international ones, those of North America, and any after a word such as "phone"."""

import re

from pilothouse.shield.detector import Candidate, Detector, Match, Rule, Text
from pilothouse.shield.findings import Severity
from pilothouse.shield.pii.context import REFERENCES, REMEDY, SIX_DIGITS, stands_alone

_SURE, _LIKELY, _NAMED = 0.85, 0.7, 0.75
# Calling codes; 1 and 7 stand alone. Source: ITU-T E.164, list of assigned country codes.
_CODE = re.compile(
    r"[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]"
    r"|2[1-9]\d|3[578]\d|42\d|5[09]\d|6[789]\d|8[0578]\d|9[679]\d"
)
_LEAST, _MOST = 8, 15  # digits, the country's code included. Source: ITU-T E.164, 6.2
_NOT_PHONE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}")
_NAMES = (
    "phone",
    "mobile",
    "telephone",
    "whatsapp",
    "fax",
    "telefon",
    "téléphone",
    "teléfono",
    "handy",
    "call me at",
    "cell",
)


def _judge(text: Text, match: Match) -> Candidate | None:
    start, end = match.span("number")
    number = text.value[start:end]
    digits = re.sub(r"\D", "", number)
    if _NOT_PHONE.search(number) or len(set(digits)) < 3 or not _ends_there(text, end):
        return None
    if match.rule.name == "international":
        return Candidate(start, end, _SURE) if _is_international(text, start, digits) else None
    if match.rule.name == "american":
        return Candidate(start, end, _LIKELY) if stands_alone(text, match, "number") else None
    return Candidate(start, end, _NAMED) if 7 <= len(digits) <= _MOST else None


def _is_international(text: Text, start: int, digits: str) -> bool:
    before = text.before(start, 1)
    is_long = len(digits) == 11 if digits[0] in "17" else _LEAST <= len(digits) <= _MOST
    return _CODE.match(digits) is not None and is_long and not (before.isalnum() or before in {"+", ")", "_"})


def _ends_there(text: Text, end: int) -> bool:
    following = text.after(end, 2)
    return not following[:1].isalnum() and not (following[:1] in {"-", "."} and following[1:].isdigit())


pii_phone = Detector(
    id="pii_phone",
    title="Telephone number",
    severity=Severity.LOW,
    explanation="A telephone number tells how to reach somebody, and often who they are.",
    remedy=REMEDY,
    references=REFERENCES,
    rules=(
        *(
            Rule(pattern, name, gate=SIX_DIGITS)
            for pattern, name in (
                (r"(?P<number>\+[1-9][0-9]{0,3}[ ./-]{0,2}\(?[0-9](?:[ ./()-]{0,2}[0-9]){5,13})", "international"),
                (r"(?P<number>\([2-9]\d{2}\) ?[2-9]\d{2}[-. ]\d{4})", "american"),
                (r"\b(?P<number>(?:1[-.])?[2-9]\d{2}[-.][2-9]\d{2}[-.]\d{4})\b", "american"),
            )
        ),
        *(
            Rule(
                name + r"[^0-9\n+(]{0,16}(?P<number>\(?0?[0-9](?:[ ./()-]{0,2}[0-9]){6,13})", "named", ignore_case=True
            )
            for name in _NAMES
        ),
    ),
    judge=_judge,
)
