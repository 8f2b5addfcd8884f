"""A text's characters: one byte for each, in lower case, and those beyond ASCII apart from the rest.

Rules and detectors ask the same of every text, so it is worked out once (`Text` in detector.py). Most texts are ASCII
but for a few quotes and dashes; those are found in one pass, and the rest is handled as if it were ASCII.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import TypeGuard

import numpy as np

# Handled at once where a text has many such letters, so that one costs its neighbourhood and no more.
PIECE_CHARS = 1000
_FEW, _SOME = 64, 8  # characters on each one beyond ASCII
_MOST_KNOWN = 4096
_LAST_ASCII = 127
_ASCII = bytes(range(128))
NO_PLACE = 255  # stands for all characters that have no byte of their own
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_SIGMA = "\u03a3"  # its small letter depends on its neighbours
_LATIN_BLOCKS = (range(0xC0, 0x250), range(0x1E00, 0x1F00))
_ACCENTED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
_NO_ACCENT = {"ł": "l", "đ": "d", "ø": "o", "ß": "s", "\u0131": "i"}  # letters that Unicode does not take apart


def narrow(text: str) -> bytes:
    """Write each character as one byte: itself, or 255 for all that have no place."""
    if text.isascii():
        return text.encode("ascii")
    return b"".join(_narrow_piece(text[start : start + PIECE_CHARS]) for start in range(0, len(text), PIECE_CHARS))


def _narrow_piece(piece: str) -> bytes:
    if piece.isascii():
        return piece.encode("ascii")
    codes = np.frombuffer(piece.encode("utf-32-le", "surrogatepass"), np.uint32)
    return np.minimum(codes, NO_PLACE).astype(np.uint8).tobytes()


def foreign_places(letters: bytes) -> list[int] | None:
    """Return where characters beyond ASCII stand in a text that is written narrow; None where there are many."""
    places = (np.frombuffer(letters, np.uint8) > _LAST_ASCII).nonzero()[0]
    return places.tolist() if places.size * _SOME <= len(letters) else None


def are_few(places: list[int] | None, text: str) -> TypeGuard[list[int]]:
    """Say whether so few characters are beyond ASCII that each is best handled for itself."""
    return places is not None and len(places) * _FEW <= len(text)


def foreign(text: str, places: list[int] | None) -> str:
    """Return the characters beyond ASCII, one after the other, given what `foreign_places` says of a text."""
    if places is not None:
        return "".join(map(text.__getitem__, places))
    return text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")


def is_letter_without_place(letter: str) -> bool:
    """Say whether a character is a letter or digit beyond Latin-1."""
    return ord(letter) >= NO_PLACE and letter.isalnum()


def foreign_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield the characters beyond ASCII, each with its place."""
    for start in range(0, len(text), PIECE_CHARS):
        piece = text[start : start + PIECE_CHARS]
        for found in () if piece.isascii() else _NOT_ASCII.finditer(piece):
            yield start + found.start(), found[0]


def fold(text: str) -> str:
    """Put a text in lower case and take accents from Latin letters, letter by letter, so that places agree."""
    return text.lower() if text.isascii() else _fold_pieces(text)


def fold_at(text: str, letters: bytes, places: list[int] | None) -> str:
    """Fold a text, given how it is written narrow and what `foreign_places` says of it."""
    if not are_few(places, text) or _SIGMA in text:
        return _fold_pieces(text)
    low = letters.lower()
    pieces: list[str] = []
    last = 0
    for place in places:
        pieces += (low[last:place].decode("ascii"), _FOLDED[text[place]])
        last = place + 1
    pieces.append(low[last:].decode("ascii"))
    return "".join(pieces)


def _fold_pieces(text: str) -> str:
    if len(text) > PIECE_CHARS and _SIGMA not in text:
        pieces = (text[start : start + PIECE_CHARS] for start in range(0, len(text), PIECE_CHARS))
        return "".join(piece.lower() if piece.isascii() else _fold_foreign(piece) for piece in pieces)
    return _fold_foreign(text)


def _fold_foreign(text: str) -> str:
    folded = text.lower()
    if len(folded) != len(text):  # the few letters that become two stay as they are
        folded = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return _ACCENTED.sub(lambda letter: plain_letters().get(ord(letter[0]), letter[0]), folded)


class _Folded(dict[str, str]):
    """Each character's folded form, worked out when it is first met."""

    def __missing__(self, letter: str) -> str:
        folded = _fold_foreign(letter)
        if len(self) < _MOST_KNOWN:
            self[letter] = folded
        return folded


_FOLDED = _Folded()


@cache
def plain_letters() -> dict[int, str]:
    """Map each accented Latin letter in lower case to its plain letter."""
    table = {ord(letter): plain for letter, plain in _NO_ACCENT.items()}
    for code in (code for block in _LATIN_BLOCKS for code in block):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and base.islower():
            table[code] = base
    return table
