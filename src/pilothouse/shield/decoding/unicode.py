"""Letters that are not what they seem: compatibility forms, look-alikes, invisible characters, tags.

Sources: Unicode Standard Annex 15 (NFKC); Technical Standard 39 (confusables: the letters of Greek, Cyrillic, Armenian
and Cherokee that are drawn like Latin ones); the Tags block U+E0000 (ASCII shifted up), which no screen shows.
"""
# ruff: noqa: RUF001 (look-alike letters are what this is about)

import re
import unicodedata
from collections.abc import Iterator, Sequence

from pilothouse.shield.decoding.spans import Derived, excerpts, replaced_near, replaced_within, whole
from pilothouse.shield.detector import Match, Text

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
_HIDDEN = re.compile(f"[{INVISIBLE}\U000e0000-\U000e01ef]+")
_TAG = re.compile("[\U000e0020-\U000e007e]")
_MARKS = re.compile(r"[\u0300-\u036f\u0489]+")
_LONGEST_WORD = 40
_MIXED = "mixed_words"  # a text's note
_NEAR = 400  # characters around a change that are read again
_MOST_STRETCHES = 8  # more are read as one text
_MOST_KNOWN = 1 << 14  # characters whose plain form is remembered
_TAGS_START = 0xE0000
_TYPOGRAPHY = "…™²³¼½¾"  # what any editor writes; nobody reads it for letters

# Letter by letter: what is drawn alike, in the Latin alphabet.
_LOOK = {
    **dict(zip("абвгеіјкмнорстухѕԁһӏԛԝԍѵѡ", "a6bгeijkmhopcтyxsdhlqwgvw", strict=True)),
    **dict(zip("АВЕЅІЈКМНОРСТУХԌԚԜ", "ABESIJKMHOPCTYXGQW", strict=True)),
    **dict(zip("αβγεηικνορτυχωϲϳ", "aByenikvoptuxwcj", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
    **dict(zip("օոսցհյզԼՕՍ", "onughjqLOU", strict=True)),
    **dict(zip("ᎪᏴᏟᎠᎬᎻᎫᏦᏞᎷᏢᏒᏚᎢᏙᎳᏃ", "ABCDEHJKLMPRSTVWZ", strict=True)),
    **dict(zip("ıȷɑɡɩɪʀʟɴʏᴀʙᴄᴅᴇɢʜᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜰꜱ", "ijagiirlnyabcdeghjkmoptuvwzfs", strict=True)),
}
_LATIN = str.maketrans(_LOOK)
_WITHOUT_TYPOGRAPHY = str.maketrans("", "", _TYPOGRAPHY)
_SMALL_CAPITALS = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ"
_LOOKS_LATIN = re.compile(f"[{''.join(_LOOK)}]+")
_SIDE_BY_SIDE = re.compile(f"[A-Za-z][{''.join(_LOOK)}]|[{''.join(_LOOK)}][A-Za-z]")


class _Plain(dict[str, str]):
    """Each character's plain form, worked out when it is first met: nothing for what no screen shows."""

    def __missing__(self, letter: str) -> str:
        if _HIDDEN.match(letter):
            plain = ""
        elif letter in _TYPOGRAPHY:
            plain = letter
        else:
            plain = letter.translate(_LATIN) if letter in _SMALL_CAPITALS else unicodedata.normalize("NFKC", letter)
        if len(self) < _MOST_KNOWN:
            self[letter] = plain
        return plain


_PLAIN = _Plain()


def is_for(text: Text) -> bool:
    """Say whether a text has anything but ordinary letters: fast for what is all ASCII, and for plain foreign text."""
    foreign = text.foreign.translate(_WITHOUT_TYPOGRAPHY)
    if not foreign or "unicode" in text.layers:
        return False
    if not unicodedata.is_normalized("NFKC", foreign) or _HIDDEN.search(foreign) or _MARKS.search(foreign):
        return True
    return bool(mixed_words(text))


def mixed_words(text: Text) -> list[tuple[int, int]]:
    """Find words in which Latin letters and letters of other alphabets that look like them stand side by side."""
    if (words := text.notes.get(_MIXED)) is None:
        words = text.notes[_MIXED] = list(_mixed_words(text))
    return words


def _mixed_words(text: Text) -> Iterator[tuple[int, int]]:
    value = text.value
    if _LOOKS_LATIN.search(text.foreign) is None or _SIDE_BY_SIDE.search(value) is None:  # as in plain text
        return
    done = 0
    for run in _LOOKS_LATIN.finditer(value):
        start, end = run.span()
        if start >= done and (_is_latin(value[start - 1 : start]) or _is_latin(value[end : end + 1])):
            while start > done and value[start - 1].isalpha() and run.start() - start < _LONGEST_WORD:
                start -= 1
            while end < len(value) and value[end].isalpha() and end - run.end() < _LONGEST_WORD:
                end += 1
            done = end
            yield start, end


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


def undo(text: Text, _: Sequence[Match]) -> Iterator[Derived]:
    """Yield the text as it is read, where it differs, and each message in invisible letters."""
    changes = _changes(text)
    stretches = list(excerpts(text.value, ((start, end) for start, end, _ in changes), _NEAR))
    if len(stretches) > _MOST_STRETCHES:
        yield replaced_near(text.value, changes, _NEAR)
        stretches = []
    for first, last in stretches:
        inside = ((start - first, end - first, word) for start, end, word in changes if first <= start < last)
        yield replaced_within(text.value, (first, last), inside)
    for run in _HIDDEN.finditer(text.value if _TAG.search(text.foreign) else ""):
        if len(message := _tagged(run[0])) >= 4:
            yield whole(message, run.start(), run.end())


def _tagged(run: str) -> str:
    """Read the letters of the Tags block as the ASCII they stand for."""
    tags = (ord(letter) - _TAGS_START for letter in run)
    return "".join(chr(tag) for tag in tags if 0x20 <= tag < 0x7F)


def _changes(text: Text) -> list[tuple[int, int, str]]:
    """Find what to replace, in order of place."""
    value = text.value
    plain = {letter: _PLAIN[letter] for letter in set(text.foreign)}
    changes = {place: plain[letter] for place, letter in text.foreign_letters() if plain[letter] != letter}
    for start, end in mixed_words(text):
        changes.update((place, value[place].translate(_LATIN)) for place in range(start, end) if value[place] in _LOOK)
    for run in _MARKS.finditer(value if _MARKS.search(text.foreign) else ""):
        if _is_latin(value[run.start() - 1 : run.start()]):
            changes.update(dict.fromkeys(range(*run.span()), ""))
    return [(place, place + 1, changes[place]) for place in sorted(changes)]
