"""Endless runs of letters and digits, found by arithmetic over all bytes at once.

An automaton for such a run goes through every byte of every text one by one, and costs more than hundreds of rules that
have a word to start from. Each function returns in which stretches matches of a rule may end (`Rule.stretches`): their
first and their last place.

A long run holds whole blocks of eight bytes that begin at multiples of eight. Those are looked for first, eight bytes
at a time, and only around them is anything looked at more closely.
"""

import string
from collections.abc import Iterator
from typing import AnyStr, TypeAlias

import numpy as np
from numpy.typing import NDArray

Stretch: TypeAlias = tuple[int, int]
_Flags: TypeAlias = NDArray[np.bool_]
_Places: TypeAlias = NDArray[np.intp]

BASE64_CHARS, BASE85_CHARS, HEX_CHARS, SPACED_LETTERS = 24, 40, 32, 7  # the shortest runs that a layer is called for
_MOST_GAP = 3  # characters between two letters that are written apart
_BLOCK = 8
_FULL = np.uint64(0x0101_0101_0101_0101)  # a block whose bytes are all of a run
_CAPITALS = np.uint64(0x0202_0202_0202_0202)  # marks that capitals have besides
_DIGIT, _BETWEEN = np.uint8(1), np.uint8(2)


def _table(letters: str) -> bytes:
    return bytes(chr(byte) in letters for byte in range(256))


def _table_with_capitals(letters: str) -> bytes:
    return bytes(inside | capital << 1 for inside, capital in zip(_table(letters), _CAPITAL, strict=True))


_ALPHANUMERIC = string.ascii_letters + string.digits
_CAPITAL = _table(string.ascii_uppercase)
_BASE64 = _table_with_capitals(_ALPHANUMERIC + "+/_-")
_BASE85 = _table_with_capitals(_ALPHANUMERIC + "!#$%&()*+;<=>?@^_`{|}~-")
_HEX = bytes(
    _DIGIT if digit else _BETWEEN if between else 0
    for digit, between in zip(_table("abcdef" + string.digits), _table(" :,"), strict=True)
)


def runs_of_base64(data: bytes) -> list[Stretch]:
    """Find where the first 24 characters of each run of base64 end, if there is a capital among them."""
    return [(end, end) for end in _ends_of_runs(data, _BASE64, BASE64_CHARS)]


def runs_of_base85(data: bytes) -> list[Stretch]:
    """Find where the first 40 characters of each run of base85 end, if there is a capital among them."""
    return [(end, end) for end in _ends_of_runs(data, _BASE85, BASE85_CHARS)]


def runs_of_hex(data: bytes) -> list[Stretch]:
    """Find runs of small hexadecimal digits with at most one space, colon or comma between two of them."""
    signs = np.frombuffer(data.translate(_HEX), np.uint8)
    inside = signs & _DIGIT
    inside[1:] |= (signs[1:] >> 1) & signs[:-1]  # what stands between, if a digit stands before it
    blocks = inside[: inside.size & -_BLOCK].view(np.uint64)
    firsts, lasts = _blocks_of_runs(blocks == _FULL, HEX_CHARS)
    return _stretches(firsts * _BLOCK + (HEX_CHARS - _BLOCK), (lasts + 1) * _BLOCK)


def letters_apart(data: bytes) -> list[Stretch]:
    """Find where seven small letters end that stand alone, each near the one before."""
    is_letter = np.zeros(len(data) + 2, np.bool_)
    np.less(np.frombuffer(data, np.uint8) - np.uint8(ord("a")), 26, out=is_letter[1:-1])
    places = (is_letter[1:-1] & ~(is_letter[:-2] | is_letter[2:])).nonzero()[0]
    steps = SPACED_LETTERS - 1
    ends = places[steps:] + 1
    firsts, lasts = _streaks(places[steps:] - places[:-steps] <= steps * (1 + _MOST_GAP))
    return _stretches(ends[firsts], ends[lasts - 1])


def _ends_of_runs(data: bytes, table: bytes, count: int) -> Iterator[int]:
    """Yield where the first `count` characters of each run end that is as long and has a capital among them."""
    signs = data.translate(table)
    blocks = np.frombuffer(signs, np.uint8, len(signs) & -_BLOCK).view(np.uint64)
    firsts, lasts = _blocks_of_runs((blocks & _FULL) == _FULL, count)
    if not firsts.size:
        return
    # The first characters lie in the block before the first whole one, and in some that follow.
    capitals = np.ones(blocks.size + count // _BLOCK + 1, np.bool_)
    capitals[0] = False
    np.not_equal(blocks & _CAPITALS, 0, out=capitals[1 : blocks.size + 1])
    likely = np.logical_or.reduce([capitals[firsts + step] for step in range(count // _BLOCK + 1)])
    for first, last in zip(firsts[likely].tolist(), lasts[likely].tolist(), strict=True):
        place = first * _BLOCK
        begin = signs.rfind(b"\0", max(0, place - _BLOCK), place) + 1
        first_chars = data[begin : begin + count]
        is_long = len(first_chars) == count and signs.find(b"\0", last * _BLOCK, begin + count) < 0
        if is_long and has_capital(first_chars):
            yield begin + count


def has_capital(run: AnyStr) -> bool:
    """Say whether the beginning of a run may be text in base64 or base85.

    There, so few letters are written without a capital that no text goes on so for six groups of them. Paths, words
    with dashes, lines and hashes have none, and are everywhere.
    """
    return run.lower() != run


def _blocks_of_runs(full: _Flags, count: int) -> tuple[_Places, _Places]:
    """Return the first block and the one behind the last of each run of whole blocks that may be as long as `count`."""
    fewest = (count - _BLOCK + 1) // _BLOCK
    blocks = full
    for step in range(1, fewest):
        blocks = blocks[:-1] & full[step:]
    firsts, lasts = _streaks(blocks)
    return firsts, lasts + (fewest - 1)


def _streaks(flags: _Flags) -> tuple[_Places, _Places]:
    """Return the first place of each streak of flags that are set, and the place behind its last."""
    padded = np.zeros(flags.size + 2, np.bool_)
    padded[1:-1] = flags
    edges = (padded[1:] != padded[:-1]).nonzero()[0]
    return edges[::2], edges[1::2]


def _stretches(firsts: _Places, lasts: _Places) -> list[Stretch]:
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))
