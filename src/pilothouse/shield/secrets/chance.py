"""Figures about a string of characters: how even, how mixed, how orderly."""

import math
import re
from collections import Counter
from itertools import pairwise

_CLASSES = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "a" * 26 + "A" * 26 + "0" * 10
)
# Rows of keys, and the alphabet: what fingers type when a value is made up.
_ORDERLY = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_STEPS = frozenset(row[place : place + 2] for row in _ORDERLY for place in range(len(row) - 1))
_BACK = frozenset(step[::-1] for step in _STEPS)
_SAME = re.compile(r"([A-Za-z0-9*#.])\1{4,}")


def entropy(value: str) -> float:
    """Return Shannon's entropy of the characters that occur, in bits per character; 0 for an empty string."""
    if not value:
        return 0.0
    size = len(value)
    return math.log2(size) - sum(count * math.log2(count) for count in Counter(value).values()) / size


def evenness(value: str) -> float:
    """Return the entropy as a share of the most that a string of this length and alphabet can have: 0 to 1."""
    most = math.log2(max(2, min(len(value), alphabet_size(value))))
    return min(1.0, entropy(value) / most)


def alphabet_size(value: str) -> int:
    """Return how many characters the smallest usual alphabet of a value has: 10, 16, 26, 36, 52, 62 or 64."""
    kinds = set(value.translate(_CLASSES))
    if kinds <= {"0"}:
        return 10
    if set(value.lower()) <= set("0123456789abcdef-"):
        return 16
    letters = 26 * ("a" in kinds) + 26 * ("A" in kinds)
    return letters + 10 * ("0" in kinds) + 2 * bool(kinds - {"a", "A", "0"})


def changes(value: str) -> float:
    """Return how often neighbours are of different classes (small, capital, digit, other), 0 to 1.

    A capital that begins a word is no change: `camelCase` is not mixed.
    """
    kinds = value.translate(_CLASSES).replace("Aa", "aa")
    return sum(one != two for one, two in pairwise(kinds)) / max(1, len(kinds) - 1)


def order(value: str) -> float:
    """Return the share of neighbours that follow each other in the alphabet, the digits or on a keyboard, 0 to 1."""
    folded = value.lower()
    pairs = len(folded) - 1
    if pairs < 1:
        return 0.0
    steps = [folded[place : place + 2] for place in range(pairs)]
    return sum(step in _STEPS or step in _BACK for step in steps) / pairs


def sameness(value: str) -> float:
    """Return the share of a value that stands in runs of one letter or digit, five and more: 0 to 1."""
    return sum(found.end() - found.start() for found in _SAME.finditer(value)) / max(1, len(value))


def longest_order(value: str) -> int:
    """Return the length of the longest run that follows the alphabet, the digits or a row of keys."""
    folded = value.lower()
    longest = run = 1
    for place in range(len(folded) - 1):
        run = run + 1 if folded[place : place + 2] in _STEPS else 1
        longest = max(longest, run)
    return longest if folded else 0
