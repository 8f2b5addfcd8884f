"""A text as numbers: hashed words, pairs and triples of words, runs of four bytes. All in numpy, no loop over letters.

Training (scripts/train_injection.py) and scanning share this file, so they cannot disagree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Indices: TypeAlias = NDArray[np.uint32]

WORD_BITS = 18  # 262,144 places for words and runs of words
RUN_BITS = 17  # 131,072 places for four bytes
LONGEST_BYTES = 1 << 17  # read at once; a longer text is read in parts

_PRIME = np.uint32(0x9E3779B1)  # 2**32 divided by the golden ratio, Knuth 6.4: spreads neighbours over all high bits
_FACTOR = np.uint32(0x01000193)  # odd, so it has an inverse modulo 2**32
# Made once: making them takes as long as the sums of a short text.
_THREE, _FIVE, _SEVEN, _ELEVEN, _THIRTEEN, _SEVENTEEN = map(np.uint32, (3, 5, 7, 11, 13, 17))
_BYTE_BITS, _PAIR_BITS, _HALF_BITS = map(np.uint32, (8, 16, 15))
_WORD_SHIFT, _RUN_SHIFT = np.uint32(32 - WORD_BITS), np.uint32(32 - RUN_BITS)


def _letter_table() -> bytes:
    """Map each byte: letters and bytes of other alphabets to themselves, the rest to 0 (a gap): numbers say nothing."""
    ascii_letters = (byte if chr(byte).isalpha() else 0 for byte in bytes(range(128)).lower())
    return bytes([*ascii_letters, *range(128, 256)])


def _powers(base: int, count: int) -> NDArray[np.uint32]:
    steps = np.full(count, base, np.uint32)
    steps[0] = 1
    return np.multiply.accumulate(steps, dtype=np.uint32)


_LETTERS = _letter_table()
_UP = _powers(int(_FACTOR), LONGEST_BYTES)
_DOWN = _powers(pow(int(_FACTOR), -1, 1 << 32), LONGEST_BYTES)


@dataclass(frozen=True, slots=True)
class Features:
    """The features of one text, in order of place, so that any stretch of it can be added up.

    Attributes:
        words: uint32, shape (4, n_words): for each word the place of itself, of the pair and the triple that it ends,
            and of the pair around the word before it. A pair that begins before the text counts as one with a gap.
        runs: uint32, shape (n_runs,): the place of each four bytes.
        first_run: int64, shape (n_words,): the first run that begins in or after each word.
    """

    words: Indices
    runs: Indices
    first_run: NDArray[np.int64]


def features_of(text: bytes) -> Features:
    """Compute the features of at most LONGEST_BYTES bytes of UTF-8."""
    letters, starts, ends = _words_in(text[:LONGEST_BYTES])
    runs = _hash_runs(letters)
    return Features(_hash_phrases(_hash_words(letters, starts, ends)), runs, np.minimum(starts, runs.size))


def features_of_all(texts: Sequence[bytes]) -> list[Features]:
    """Compute the features of some texts at once: many short ones cost little more than one as long as all."""
    if sum(map(len, texts)) + len(texts) > LONGEST_BYTES:
        return [features_of(text) for text in texts]
    letters, starts, ends = _words_in(b"\0".join(texts))
    runs = _hash_runs(letters)
    begins = np.array([0, *accumulate(len(text) + 1 for text in texts)])
    cuts = starts.searchsorted(begins)
    phrases = _hash_phrases(_hash_words(letters, starts, ends), cuts[1:-1])
    return [
        _part_of(phrases[:, first:last], runs[begin : begin + max(0, len(text) - 3)], starts[first:last] - begin)
        for text, begin, first, last in zip(texts, begins[:-1], cuts[:-1], cuts[1:], strict=True)
    ]


def _part_of(phrases: Indices, runs: Indices, starts: NDArray[np.int64]) -> Features:
    return Features(phrases, runs, np.minimum(starts, runs.size))


def _words_in(text: bytes) -> tuple[Indices, NDArray[np.int64], NDArray[np.int64]]:
    """Return the letters of a text, and where its words begin and end."""
    padded = np.frombuffer(b"\0%b\0" % text.translate(_LETTERS), np.uint8)  # gaps, so that each word has two edges
    is_letter = padded != 0
    edges = (is_letter[1:] != is_letter[:-1]).nonzero()[0]
    return padded[1:-1].astype(np.uint32), edges[::2], edges[1::2]


def without_repeats(features: Features) -> Features:
    """Keep each triple of words and each run of bytes where it comes first."""
    words = np.sort(np.unique(features.words[2], return_index=True)[1])
    runs = np.sort(np.unique(features.runs, return_index=True)[1])
    return Features(features.words[:, words], features.runs[runs], np.searchsorted(runs, features.first_run[words]))


def _hash_words(letters: Indices, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Indices:
    """Give each word a number of 32 bits: a polynomial over its bytes, from running sums."""
    sums = np.zeros(letters.size + 1, np.uint32)
    np.cumsum(letters * _UP[: letters.size], dtype=np.uint32, out=sums[1:])
    return (sums[ends] - sums[starts]) * _DOWN[starts]


def _hash_phrases(words: Indices, cuts: NDArray[np.int64] | None = None) -> Indices:
    """Give words and runs of words their places; the words behind a cut know nothing of those before it."""
    padded = np.zeros(words.size + 2, np.uint32)
    np.multiply(words, _PRIME, out=padded[2:])
    last, before, first = padded[2:], padded[1:-1], padded[:-2]
    if cuts is not None:
        before, first = before.copy(), first.copy()
        before[cuts[cuts < words.size]] = 0
        first[cuts[cuts < words.size]] = 0
        first[cuts[cuts < words.size - 1] + 1] = 0
    phrases = np.empty((4, words.size), np.uint32)
    phrases[0] = last
    pair = np.add(last * _THREE, before * _FIVE, out=phrases[1])
    np.add(pair * _SEVEN, first * _ELEVEN, out=phrases[2])
    np.add(last * _THIRTEEN, first * _SEVENTEEN, out=phrases[3])
    phrases ^= phrases >> _HALF_BITS
    phrases *= _PRIME
    phrases >>= _WORD_SHIFT
    return phrases


def _hash_runs(letters: Indices) -> Indices:
    if letters.size < 4:
        return np.zeros(0, np.uint32)
    pairs = letters[:-1] << _BYTE_BITS
    pairs |= letters[1:]
    fours = pairs[:-2] << _PAIR_BITS
    fours |= pairs[2:]
    fours *= _PRIME
    fours >>= _RUN_SHIFT
    return fours
