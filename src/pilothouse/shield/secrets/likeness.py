"""How much a value looks like a secret: a small logistic model over its characters and its name.

Trained by scripts/train_secrets.py, which says on what; the weights and the table of letter pairs are in likeness.json.
"""

import math
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import msgspec

from pilothouse.shield.secrets.chance import changes, entropy, evenness, order
from pilothouse.shield.secrets.naming import Naming, is_public

FEATURES = (
    "length", "entropy", "evenness", "changes", "digits", "capitals", "order", "strange", "wordy", "marks",
    "is_hex", "is_hash_size", "is_uuid", "is_number", "named_secret", "named_key", "named_maker", "named_public",
    "is_quoted", "is_loose", "hex_and_public", "hex_and_named", "wordy_and_unquoted",
)  # fmt: skip
_PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HEX = re.compile(r"(?:0x)?[0-9a-f]{12,}|(?:0x)?[0-9A-F]{12,}")
_LEAST_WORD = 4  # letters
_NEITHER = 3.2  # nats: strangeness of what has no letters
_UNIT = 64  # characters: lengths are told in it
_SCALE = 16  # a letter of the table is a sixteenth of a nat


@dataclass(frozen=True, slots=True)
class Sighting:
    """A value and how it is written.

    Attributes:
        words: of its name, in lower case; () without one.
        naming: what the name calls it.
        has_maker: a maker of keys is named beside it.
        is_quoted: it stands in quotes.
        is_loose: no sign of assignment is between name and value.
    """

    value: str
    words: tuple[str, ...]
    naming: Naming
    has_maker: bool
    is_quoted: bool
    is_loose: bool


class _Model(msgspec.Struct, frozen=True):
    pairs: str
    common: float
    bias: float
    weights: dict[str, float]


def likeness(seen: Sighting) -> float:
    """Return how likely a value is a secret, 0 to 1."""
    model = _model()
    weighed = zip(features(seen), model.weights.values(), strict=True)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, model.bias + sum(value * weight for value, weight in weighed)))))


def features(seen: Sighting) -> list[float]:
    """Return the figures of a value, in the order of FEATURES, most of them between 0 and 1."""
    value = seen.value
    size = max(1, len(value))
    is_hex = _HEX.fullmatch(value) is not None
    public = is_public(list(seen.words))
    named = seen.naming in {"secret", "password"}
    strange, wordy = strangeness(value), wordiness(value)
    marks = sum(not letter.isalnum() for letter in value.strip("=")) / size
    return [
        min(size, 2 * _UNIT) / _UNIT,
        entropy(value) / 6,
        evenness(value),
        changes(value),
        sum(map(str.isdigit, value)) / size,
        sum(map(str.isupper, value)) / size,
        order(value),
        strange,
        wordy,
        marks,
        is_hex,
        is_hex and size in {32, 40, 64, 96, 128},
        _UUID.fullmatch(value) is not None,
        value.replace(".", "").isdigit(),
        named,
        seen.naming == "key",
        seen.has_maker,
        public,
        seen.is_quoted,
        seen.is_loose,
        is_hex and public,
        is_hex and (named or seen.has_maker),
        wordy * (not seen.is_quoted),
    ]


def strangeness(value: str) -> float:
    """Return how unlike words the letter pairs of a value are, in nats: some 2.4 as in words, above 4 as by chance."""
    table = _model().pairs
    pairs = letter_pairs(value)
    if not pairs:
        return _NEITHER
    return sum(ord(table[pair]) - ord("!") for pair in pairs) / _SCALE / len(pairs)


def wordiness(value: str) -> float:
    """Return the share of a value that is made of pieces that read like words of four letters and more."""
    table, common = _model().pairs, _model().common
    letters = 0
    for piece in _PIECE.findall(value):
        if len(piece) < _LEAST_WORD:
            continue
        pairs = letter_pairs(piece)
        if sum(ord(table[pair]) - ord("!") for pair in pairs) / _SCALE / len(pairs) < common:
            letters += len(piece)
    return letters / max(1, len(value))


def letter_pairs(value: str) -> list[int]:
    """Return the neighbouring letters of a value as places in a table of 26 times 26."""
    codes = [ord(letter) - 97 for letter in value.lower()]
    return [one * 26 + two for one, two in pairwise(codes) if 0 <= one < 26 and 0 <= two < 26]


@cache
def _model() -> _Model:
    data = files("pilothouse.shield.secrets").joinpath("likeness.json").read_bytes()
    return msgspec.json.decode(data, type=_Model)
