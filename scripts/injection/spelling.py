"""Texts as they are typed in haste, or past a filter: letters lost or swapped, chat's short forms, digits for letters.

Attacks and ordinary texts are misspelled alike, so that neither the right spelling nor the wrong one tells anything.
"""

import random
import re
from collections.abc import Callable

_WORD = re.compile(r"[A-Za-z]+")
_RATES = (0.15, 0.3, 0.5)  # of the words
_FEWEST_LETTERS = 4  # of a word that is mistyped or spelled apart
_LOOKALIKES = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7"}
_SHORT = {
    "you": "u",
    "your": "ur",
    "are": "r",
    "please": "pls",
    "what": "wut",
    "because": "cuz",
    "to": "2",
    "for": "4",
    "be": "b",
    "and": "n",
    "people": "ppl",
    "really": "rly",
    "instructions": "instrs",
    "with": "w",
    "about": "abt",
    "want": "wanna",
    "the": "da",
    "them": "em",
}


def misspelled(text: str, chance: random.Random) -> str:
    """Return a text with some of its words spelled otherwise."""
    way, rate = chance.choice(_WAYS), chance.choice(_RATES)
    return _WORD.sub(lambda found: way(found[0], chance) if chance.random() < rate else found[0], text)


def _mistyped(word: str, chance: random.Random) -> str:
    if len(word) < _FEWEST_LETTERS:
        return word
    place = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    swapped, lost, doubled = after[0] + letter + after[1:], after, letter + letter + after
    wrong = chance.choice("abcdefghijklmnopqrstuvwxyz") + after
    return before + chance.choice((swapped, swapped, lost, lost, doubled, wrong))


def _shortened(word: str, chance: random.Random) -> str:
    return _SHORT.get(word.lower()) or _mistyped(word, chance)


def _with_digits(word: str, chance: random.Random) -> str:
    return "".join(chance.choice((letter, chance.choice(_LOOKALIKES.get(letter.lower(), letter)))) for letter in word)


def _apart(word: str, chance: random.Random) -> str:
    return chance.choice((" ", "-", ".")).join(word) if len(word) >= _FEWEST_LETTERS else word


_WAYS: tuple[Callable[[str, random.Random], str], ...] = (
    _mistyped,
    _mistyped,
    _mistyped,
    _shortened,
    _shortened,
    _with_digits,
    _apart,
)
