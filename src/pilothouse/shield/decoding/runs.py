"""Endless runs of letters and digits, found by arithmetic over all bytes at once.

An automaton for such a run goes through every byte of every text one by one, and costs more than hundreds of rules that
have a word to start from.
"""

import numpy as np
from numpy.typing import NDArray

_BASE64_CHARS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-"
_IS_BASE64 = bytes(byte in _BASE64_CHARS for byte in range(256))
_MOST_GAP = 3  # characters between two letters that are written apart


def ends_of_base64(data: bytes) -> NDArray[np.intp]:
    """Return where the first 24 characters of each run of base64 end."""
    inside = np.frombuffer(b"\0" + data.translate(_IS_BASE64), np.bool_)
    two = inside[:-1] & inside[1:]
    four = two[:-2] & two[2:]
    eight = four[:-4] & four[4:]
    begins = eight[1:-16] & eight[9:-8] & eight[17:]
    begins &= ~inside[: begins.size]
    return begins.nonzero()[0] + 24


def ends_of_spaced(data: bytes) -> NDArray[np.intp]:
    """Return where seven small letters end that stand alone, each near the one before."""
    is_letter = np.zeros(len(data) + 2, np.bool_)
    np.less(np.frombuffer(data, np.uint8) - np.uint8(ord("a")), 26, out=is_letter[1:-1])
    alone = is_letter[1:-1] & ~(is_letter[:-2] | is_letter[2:])
    places = alone.nonzero()[0]
    is_near = places[6:] - places[:-6] <= 6 * (1 + _MOST_GAP)
    return places[6:][is_near] + 1
