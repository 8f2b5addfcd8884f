"""Endless runs of letters and digits, found by arithmetic over all bytes at once.

An automaton for such a run goes through every byte of every text one by one, and costs more than hundreds of rules that
have a word to start from. Each function returns in which stretches matches of a rule may end (`Rule.stretches`): an
array of two columns, their first and their last place.
"""

import string
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Stretches: TypeAlias = NDArray[np.intp]
_Flags: TypeAlias = NDArray[np.bool_]

BASE64_CHARS, HEX_CHARS, SPACED_LETTERS = 24, 32, 7  # the shortest runs that a layer is called for
_MOST_GAP = 3  # characters between two letters that are written apart


def _table(letters: str) -> bytes:
    return bytes(chr(byte) in letters for byte in range(256))


_IS_BASE64 = _table(string.ascii_letters + string.digits + "+/_-")
_IS_HEX, _IS_BETWEEN = _table(string.digits + "abcdef"), _table(" :,")


def runs_of_base64(data: bytes) -> Stretches:
    """Find where the first 24 characters of each run of base64 end."""
    inside = _flags(data, _IS_BASE64)
    full = _all_of(inside, BASE64_CHARS)
    begins = (full[1:] & ~inside[: max(0, full.size - 1)]).nonzero()[0]
    return np.column_stack((begins, begins)) + BASE64_CHARS


def runs_of_hex(data: bytes) -> Stretches:
    """Find runs of hexadecimal digits with at most one space, colon or comma between two of them."""
    digits = _flags(data, _IS_HEX)
    inside = digits[1:] | (digits[:-1] & _flags(data, _IS_BETWEEN)[1:])
    return _streaks(_all_of(inside, HEX_CHARS)) + HEX_CHARS


def letters_apart(data: bytes) -> Stretches:
    """Find where seven small letters end that stand alone, each near the one before."""
    is_letter = np.zeros(len(data) + 2, np.bool_)
    np.less(np.frombuffer(data, np.uint8) - np.uint8(ord("a")), 26, out=is_letter[1:-1])
    places = (is_letter[1:-1] & ~(is_letter[:-2] | is_letter[2:])).nonzero()[0]
    steps = SPACED_LETTERS - 1
    return places[steps:][_streaks(places[steps:] - places[:-steps] <= steps * (1 + _MOST_GAP))] + 1


def _flags(data: bytes, table: bytes) -> _Flags:
    """Say of each byte whether a table has it, after one before the first that it has not."""
    return np.frombuffer(b"\0" + data.translate(table), np.bool_)


def _streaks(flags: _Flags) -> Stretches:
    """Return the first and the last place of each streak of flags that are set."""
    padded = np.zeros(flags.size + 2, np.bool_)
    padded[1:-1] = flags
    edges = (padded[1:] != padded[:-1]).nonzero()[0].reshape(-1, 2)
    edges[:, 1] -= 1
    return edges


def _all_of(flags: _Flags, count: int) -> _Flags:
    """Say of each place whether it and those behind it, as many as `count`, are all set."""
    done = 1
    while done < count and flags.size:
        step = min(done, count - done)
        flags = flags[:-step] & flags[step:]
        done += step
    return flags
