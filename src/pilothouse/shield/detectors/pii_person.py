"""What the words around it make personal: a date of birth, a passport, a home, a name."""

import re

from pilothouse.shield.detector import Candidate, Detector, Match, Rule, Text
from pilothouse.shield.findings import Severity
from pilothouse.shield.pii.checksums import mrz
from pilothouse.shield.pii.context import REFERENCES, REMEDY

_SURE, _LIKELY = 0.9, 0.7
_LEAST_DIGITS = 4  # of a passport's number
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DATE = (
    r"(?P<date>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})\b"
    rf"|{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th|\.)? (?:of )?{_MONTH}\.?,? \d{{4}})"
)
_BORN = (
    "born on", "born", "birthday", "birthdate", "birth date", "birth_date", "date of birth", "date_of_birth", "dob",
    "geboren am", "geburtsdatum", "né le", "née le", "date de naissance", "fecha de nacimiento", "nato il", "nata il",
    "data di nascita", "data de nascimento", "geboortedatum",
)  # fmt: skip
_STREET = "Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Parkway|Pkwy"
_MAYBE_STREET = "Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Terrace|Way|Close|Crescent"  # also ordinary words
_HOUSE = r"\b(?P<address>\d{1,5}[A-Z]? (?:[NSEW]\.? )?(?:[A-Z][a-z]{2,16} |\d{1,3}(?:st|nd|rd|th) ){1,3}"
_UNIT = r"(?:,? (?:Apt|Suite|Unit|#) ?[0-9A-Z-]{1,6})?"
_CITY = r",? [A-Z][a-z]{2,16}(?: [A-Z][a-z]{2,16})?,? [A-Z]{2} \d{5}(?:-\d{4})?"
_TOWN = r"[a-z][a-z'-]{2,24}"
_SECOND_LINE = re.compile(r"([A-Z0-9<]{9})(\d)([A-Z<]{3})(\d{6})(\d)[MFX<](\d{6})(\d)")
_NO_NAME = frozenset(
    {
        "the",
        "this",
        "that",
        "your",
        "our",
        "a",
        "an",
        "i",
        "we",
        "it",
        "here",
        "there",
        "user",
        "test",
        "not",
        "just",
        "called",
    }
)
_INTRODUCTIONS = (
    "my name is", "full name", "full_name", "patient name", "customer name", "cardholder", "patient", "ich heiße",
    "je m'appelle", "me llamo", "mi chiamo",
)  # fmt: skip
_NAME = r"[a-z][a-z'-]{1,24}"


def _judge_group(group: str):  # noqa: ANN202
    def judge(_: Text, match: Match) -> Candidate | None:
        return Candidate.of(match, group, confidence=_LIKELY)

    return judge


def _judge_address(text: Text, match: Match) -> Candidate | None:
    """Names of streets are capitalized: the German one at its beginning, the French one after `rue de la`."""
    start, end = match.span("address")
    words = text.value[start:end].split()
    proper = words[:1] if match.rule.name == "german" else words[2:]
    capitals = [word for word in proper if word[0].isupper() or word[:2] in {"d'", "l'"}]
    return Candidate(start, end, confidence=_LIKELY) if capitals else None


def _judge_passport(_: Text, match: Match) -> Candidate | None:
    number = match.group("number")
    is_number = sum(map(str.isdigit, number)) >= _LEAST_DIGITS and not any(map(str.islower, number))
    return Candidate.of(match, "number", confidence=_LIKELY) if is_number else None


def _judge_zone(_: Text, match: Match) -> Candidate | None:
    """Check number, birth and expiry of the second line of a passport's machine-readable zone."""
    fields = _SECOND_LINE.match(match.group("second"))
    if fields is None:
        return None
    pairs = ((fields[1], fields[2]), (fields[4], fields[5]), (fields[6], fields[7]))
    return Candidate.of(match, confidence=_SURE) if all(mrz(field) == int(check) for field, check in pairs) else None


def _judge_name(text: Text, match: Match) -> Candidate | None:
    """Believe in two capitalized words after what introduces a name."""
    start, end = match.span("name")
    words = text.value[start:end].split()
    if len(words) < 2 or any(not word[0].isupper() or word.isupper() or word.lower() in _NO_NAME for word in words):
        return None
    return Candidate(start, end, confidence=_LIKELY)


pii_birth_date = Detector(
    id="pii_birth_date",
    title="Date of birth",
    severity=Severity.MEDIUM,
    explanation="A date that is called somebody's birth: with a name it identifies a person.",
    remedy=REMEDY,
    references=REFERENCES,
    rules=tuple(Rule(rf"\b{word}\b[^0-9\n]{{0,16}}?{_DATE}", "born", ignore_case=True) for word in _BORN),
    judge=_judge_group("date"),
)
pii_passport = Detector(
    id="pii_passport",
    title="Passport number",
    severity=Severity.HIGH,
    explanation="A number that is called a passport's: it identifies a person and opens doors in their name.",
    remedy=REMEDY,
    references=REFERENCES,
    is_secret=True,
    rules=(
        Rule(
            r"(?:pass(?:port|eport)|reisepass|pasaporte)(?:nummer|[ _-]?(?:no|number|num|id|nr))?"
            r"[ \t]{0,2}[.:#=\"' \t]{1,6}(?:is |of )?(?P<number>[a-z0-9]{6,9})\b",
            ignore_case=True,
        ),
    ),
    judge=_judge_passport,
)
pii_passport_zone = Detector(
    id="pii_passport_zone",
    title="Machine-readable zone of a passport",
    severity=Severity.HIGH,
    explanation="The two lines at the foot of a passport, their check digits right: name, number and birth.",
    remedy=REMEDY,
    references=(*REFERENCES, "ICAO Doc 9303"),
    is_secret=True,
    rules=(Rule(r"P[A-Z<][A-Z]{3}[A-Z<]{39}\s{1,4}(?P<second>[A-Z0-9<]{28,44})"),),
    judge=_judge_zone,
)
pii_address = Detector(
    id="pii_address",
    title="Postal address",
    severity=Severity.LOW,
    explanation="A street with a house's number: it tells where somebody lives or works.",
    remedy=REMEDY,
    references=REFERENCES,
    rules=(
        Rule(rf"{_HOUSE}(?:{_STREET})\b\.?{_UNIT}(?:{_CITY})?)"),
        Rule(rf"{_HOUSE}(?:{_MAYBE_STREET})\b\.?{_UNIT}{_CITY})"),
        Rule(
            r"\b(?P<address>[a-z]{2,24}(?:strasse|strase|str\.|weg|platz|gasse|allee) \d{1,4} ?[a-z]?\b"
            r"(?:, \d{5} [a-z]{3,25})?)",
            "german",
            ignore_case=True,
        ),
        Rule(
            r"\b(?P<address>\d{1,4}(?: bis| ter)?,? (?:rue|avenue|boulevard|place|allee|chemin|impasse|quai) "
            rf"(?:de |du |des |la |le |l'|d'){{0,3}}{_TOWN}(?: {_TOWN}){{0,2}})",
            "french",
            ignore_case=True,
        ),
    ),
    judge=_judge_address,
)
pii_name = Detector(
    id="pii_name",
    title="Name of a person",
    severity=Severity.INFO,
    explanation="Two capitalized words after what introduces a name. Names elsewhere are not looked for.",
    remedy=REMEDY,
    references=REFERENCES,
    rules=(
        *(
            Rule(rf"{intro}[\"' :=]{{1,4}}(?P<name>{_NAME}(?: [a-z]\.)? {_NAME})\b", "introduced", ignore_case=True)
            for intro in _INTRODUCTIONS
        ),
        Rule(
            r"\b(?:Mr|Mrs|Ms|Dr|Prof|Herr|Frau|Mme|Mlle)\.? "
            r"(?P<name>[A-Z][a-z'-]{1,24}(?: [A-Z]\.)? [A-Z][a-z'-]{1,24})\b"
        ),
    ),
    judge=_judge_name,
)
