"""Characters that no reader sees and every model reads: tags, zero-width letters, turned writing direction."""

import re
import unicodedata
from collections.abc import Iterator

from pilothouse.shield.decoding.unicode import mixed_words
from pilothouse.shield.detector import Candidate, Detector, Text
from pilothouse.shield.findings import Severity

_TAGS = re.compile("[\U000e0001-\U000e007f]{2,}")
_FLAG = "\U0001f3f4"  # flags of England, Scotland and Wales are written with tags
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{4,}")  # one chooses a glyph; many carry bytes
_ZERO_WIDTH = re.compile("[\u200b\u2060\u2061-\u2064\u180e\ufeff\u00ad]")
_JOINED = re.compile("[A-Za-z][\u200b-\u200f\u2060-\u2064\u180e\ufeff]+[A-Za-z]")
_NO_WIDTH = re.compile("[\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MANY = 8  # zero-width signs: typography has its reasons for a few
_SCRIPTS = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")


def _inspect(text: Text) -> Iterator[Candidate]:
    foreign = text.foreign
    if _TAGS.search(foreign) or _SELECTORS.search(foreign):
        yield from _invisible_runs(text.value)
    if _NO_WIDTH.search(foreign):
        yield from _zero_width(text.value)
    if _BIDI.search(foreign):
        yield from _turned(text.value)


def _invisible_runs(value: str) -> Iterator[Candidate]:
    for run in _TAGS.finditer(value):
        if value[run.start() - 1 : run.start()] != _FLAG:
            said = "".join(chr(ord(letter) - 0xE0000) for letter in run[0] if 0x20 <= ord(letter) - 0xE0000 < 0x7F)
            yield Candidate(*run.span(), 0.98, severity=Severity.HIGH, evidence=f"invisible: {said}")
    for run in _SELECTORS.finditer(value):
        yield Candidate(
            *run.span(), 0.9, severity=Severity.HIGH, evidence=f"{len(run[0])} invisible selectors in a row"
        )


def _zero_width(value: str) -> Iterator[Candidate]:
    inside = [*_JOINED.finditer(value)]
    count = len(_ZERO_WIDTH.findall(value)) if not inside else len(inside)
    if len(inside) >= 2 or count >= _MANY:
        first = inside[0] if inside else _ZERO_WIDTH.search(value)
        assert first is not None
        sure = 0.9 if len(inside) >= 2 else 0.6
        yield Candidate(*first.span(), sure, evidence=f"{count} zero-width characters")


def _turned(value: str) -> Iterator[Candidate]:
    if (sign := _BIDI.search(value)) is None:
        return
    if any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in value):
        return  # a text that is written from right to left needs them
    name = unicodedata.name(sign[0], "direction").lower()
    yield Candidate(*sign.span(), 0.8, evidence=f"{name} in a text without right-to-left letters")


def _inspect_look_alikes(text: Text) -> Iterator[Candidate]:
    if not text.foreign:
        return
    words = [(start, end) for start, end in mixed_words(text) if _is_disguised(text.value[start:end])]
    if len(words) >= 2:
        shown = " ".join(text.value[start:end] for start, end in words[:6])
        yield Candidate(words[0][0], words[-1][1], 0.8, evidence=shown)


def _is_disguised(word: str) -> bool:
    """Whether letters of another alphabet stand inside a Latin word."""
    latin = sum(letter.isascii() for letter in word)
    foreign = sum(unicodedata.name(letter, "").startswith(_SCRIPTS) for letter in word)
    return foreign > 0 and latin + foreign == len(word) and len(word) >= 4


hidden_unicode = Detector(
    id="hidden_unicode",
    title="Hidden characters",
    severity=Severity.MEDIUM,
    explanation="The text holds characters that a person does not see and a model reads; they can carry orders.",
    remedy="Remove the invisible characters before a model reads the text, and look at what they say.",
    references=("OWASP LLM01:2025", "MITRE ATLAS AML.T0051", "CVE-2021-42574"),
    inspect=_inspect,
    in_layers=False,
)

hidden_look_alikes = Detector(
    id="hidden_look_alikes",
    title="Look-alike letters",
    severity=Severity.MEDIUM,
    explanation="Words mix letters of several alphabets that look the same, which hides them from filters.",
    remedy="Read the text in one alphabet; nobody writes so by accident.",
    references=("OWASP LLM01:2025", "Unicode TS 39"),
    inspect=_inspect_look_alikes,
    in_layers=False,
)
