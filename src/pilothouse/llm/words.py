"""Words of a text, brought to one form, so that "Prices" meets "price" and "temp_max" meets "max temp"."""

import re
from collections.abc import Iterator

_WORD = re.compile(r"[^\W_]+")
_CAMEL_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_VOWEL = re.compile(r"[aeiouy]")
_UNCHANGED_TEXT = "was has does series species news always less gas bus class this"
_UNCHANGED = frozenset(_UNCHANGED_TEXT.split())
_STOP_TEXT = "a an and are at be by do for from how i in is it its me my of on or the this to with"
STOP_WORDS = frozenset(_STOP_TEXT.split())
_REQUEST_TEXT = """
a about an and any are at be but by can could did do does find for from get give had has have he here how i in into is
it its make me my need no not of on or our out please shall she should show so some tell than that the their them then
there they this to up us want was we were what when where which who will with would you your
"""
REQUEST_WORDS = frozenset(_REQUEST_TEXT.split())  # they stand in every request, and say nothing of what is meant


def split_identifier(name: str) -> str:
    """Write an identifier as words: "petalLength" becomes "petal Length", "temp_max" "temp max"."""
    return _CAMEL_HUMP.sub(" ", name).replace("_", " ").replace("-", " ").replace(".", " ").strip()


def raw_words(text: str) -> Iterator[str]:
    """Yield the words of a text in lower case, as they stand there."""
    return (match[0].lower() for match in _WORD.finditer(text))


def stem(word: str) -> str:
    """Cut common English endings off a lower-case word.

    Only what brings forms of one word together is cut ("prices", "priced" and "pricing" meet "price"); the result
    need not be a word. This is lighter than Porter's algorithm, which also joins words of different meaning.
    """
    if len(word) <= 3 or word in _UNCHANGED:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-2] if word.endswith(("ches", "shes", "xes", "sses", "zes")) else word[:-1]
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) >= 3 and _VOWEL.search(base):
            word = base[:-1] if base[-1] == base[-2] and base[-1] not in "lse" else base
            break
    return word.removesuffix("e") if len(word) > 3 else word


def words_of(text: str) -> list[str]:
    """Return the stems of a text's words, stop words left out."""
    return [stem(word) for word in raw_words(text) if word not in STOP_WORDS]


def content_of(text: str) -> str:
    """Return a text without the words that any request could hold; the text itself when nothing else is in it."""
    return " ".join(word for word in raw_words(text) if word not in REQUEST_WORDS) or text
