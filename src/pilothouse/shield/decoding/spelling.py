"""Spelling that a model reads and a rule does not: 1gn0r3, i g n o r e, vtaber, erongi."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from string import ascii_letters, ascii_lowercase, ascii_uppercase

from pilothouse.shield.decoding.spans import Derived, excerpts, replaced_within
from pilothouse.shield.detector import Match, Text

_NEAR = 600  # characters around a sign of such spelling that are read again
_NEAR_WORDS = 40  # characters between words in odd spelling that belong together
_MOST_STRETCHES = 8
_LINE = re.compile(r"[^\n]+")
_LONG = 4  # letters: a word that is turned around is another one by chance, but seldom if it is as long
# 1 and ! stand for l as well as for i, so a text is read both ways.
_LEET = (str.maketrans("01345789@$!|+€£", "oieastbgasiltel"), str.maketrans("01345689@$!|+€£", "oleasgbgaslltel"))
_LEET_WORD = re.compile(r"[A-Za-z0-9@$!|+€£]{2,24}")
_FEWEST_LEET_WORDS = 3
_TURNED = str.maketrans(
    ascii_letters, "".join(each[13:] + each[:13] for each in (ascii_lowercase, ascii_uppercase))
)  # rot13
_SPACED = re.compile(r"\b[A-Za-z](?:[ ._*/|-]{1,4}[A-Za-z]\b){5,}")
_GAP = re.compile(r"[ ._*/|-]+")
_SLASHED = re.compile(r"\\(.)")
_MORSE = re.compile(r"[.-]{1,6}(?:[ /|]{1,3}[.-]{1,6}){7,}")
_MORSE_LETTERS = dict(
    zip(
        [
            ".-",
            "-...",
            "-.-.",
            "-..",
            ".",
            "..-.",
            "--.",
            "....",
            "..",
            ".---",
            "-.-",
            ".-..",
            "--",
            "-.",
            "---",
            ".--.",
            "--.-",
            ".-.",
            "...",
            "-",
            "..-",
            "...-",
            ".--",
            "-..-",
            "-.--",
            "--..",
        ],
        "abcdefghijklmnopqrstuvwxyz",
        strict=True,
    )
)  # ITU-R M.1677-1


def undo_leetspeak(text: Text, matches: Sequence[Match]) -> Iterator[Derived]:
    """Put letters back where digits stand in words, where several words near each other are written so."""
    for span in _around(text, matches, _NEAR_WORDS):
        found = (each for each in _LEET_WORD.finditer(text.value[slice(*span)]) if _is_leet(each[0]))
        words = list(islice(found, 5_000))
        if len(words) >= _FEWEST_LEET_WORDS:
            readings = [[each[0].rstrip("!").translate(letters) for each in words] for letters in _LEET]
            for reading in readings if readings[0] != readings[1] else readings[:1]:
                if text.is_language(" ".join(reading)):
                    changes = ((each.start(), each.end(), word) for each, word in zip(words, reading, strict=True))
                    yield replaced_within(text.value, span, changes)


def _around(text: Text, matches: Sequence[Match], margin: int) -> list[tuple[int, int]]:
    """Return the first few stretches of a text around matches."""
    places = ((each.start, each.end) for each in matches)
    return list(islice(excerpts(text.value, places, margin), _MOST_STRETCHES))


def _is_leet(word: str) -> bool:
    if word.isalpha() or word.isdigit():  # as almost all are
        return False
    letters = sum(map(str.isalpha, word))
    return 0 < letters < len(word.rstrip("!")) and letters * 3 >= len(word)


def undo_spacing(text: Text, matches: Sequence[Match]) -> Iterator[Derived]:
    """Join single letters to words; a wider gap than the usual one parts two words."""
    for span in _around(text, matches, _NEAR):
        runs = _SPACED.finditer(text.value[slice(*span)])
        yield replaced_within(text.value, span, ((each.start(), each.end(), _joined(each[0])) for each in runs))


def _joined(run: str) -> str:
    usual = len(_GAP.findall(run)[0])
    return _GAP.sub(lambda gap: " " if len(gap[0]) > usual else "", run)


def undo_slashes(text: Text, matches: Sequence[Match]) -> Iterator[Derived]:
    r"""Take away the backslash before every letter, as in \i\g\n\o\r\e."""
    for span in _around(text, matches, _NEAR):
        found = _SLASHED.finditer(text.value[slice(*span)])
        yield replaced_within(text.value, span, ((each.start(), each.end(), each[1]) for each in found))


def undo_morse(text: Text, matches: Sequence[Match]) -> Iterator[Derived]:
    """Read Morse code; a slash or a wide gap parts words."""
    for span in _around(text, matches, _NEAR):
        runs = _MORSE.finditer(text.value[slice(*span)])
        yield replaced_within(text.value, span, ((each.start(), each.end(), _morse(each[0])) for each in runs))


def _morse(run: str) -> str:
    words = re.split(r" ?[/|] ?| {2,3}", run)
    return " ".join("".join(_MORSE_LETTERS.get(sign, "") for sign in word.split()) for word in words)


def undo_rot13(text: Text, matches: Sequence[Match]) -> Iterator[Derived]:
    """Turn the alphabet by half, near where a text speaks of such a cipher."""
    for start, end in _around(text, matches, _NEAR):
        turned = text.value[start:end].translate(_TURNED)
        if text.is_language(turned, _LONG):
            yield replaced_within(text.value, (start, end), [(0, end - start, turned)])


def undo_reversed(text: Text, matches: Sequence[Match]) -> Iterator[Derived]:
    """Read lines backwards, near where a text speaks of it."""
    for span in _around(text, matches, _NEAR):
        passage = text.value[slice(*span)]
        if text.is_language(passage[::-1], _LONG):
            lines = ((each.start(), each.end(), each[0][::-1]) for each in _LINE.finditer(passage))
            yield replaced_within(text.value, span, lines)
