"""Compute what constant expressions of a program are worth, without running any of it.

Only the operations that obfuscators use are known: concatenation, joining, reversing, character codes, replacing and
the codecs. Every result is bounded.
"""

import base64
import binascii
import codecs
import re
import zlib
from collections.abc import Callable
from contextlib import suppress

from pilothouse.shield.code.python.values import MOST_CHARS, UNKNOWN, Constant

_CODECS = {"base64", "hex", "rot13", "rot_13", "rot-13", "unicode_escape", "raw_unicode_escape", "utf_16", "utf_32"}
_CODEC_NAME = re.compile(
    r"^(?:cp\d{2,5}|rot[_-]?13|hex|base64|unicode_escape|utf[_-]?(?:16|32)\w*|zlib|zip|bz2)$", re.IGNORECASE
)


def add(left: Constant | None, right: Constant | None) -> Constant | None:
    """Fold `left + right`; an unknown part of a text is `UNKNOWN`."""
    if isinstance(left, str) or isinstance(right, str):
        return bounded((left if isinstance(left, str) else UNKNOWN) + (right if isinstance(right, str) else UNKNOWN))
    if isinstance(left, bytes) and isinstance(right, bytes):
        return bounded(left + right)
    if isinstance(left, int) and isinstance(right, int):
        return left + right if abs(left) < 1 << 40 and abs(right) < 1 << 40 else None
    if isinstance(left, list) and isinstance(right, list):
        return left + right if len(left) + len(right) <= MOST_CHARS else None
    return None


def arithmetic(operator: str, left: Constant | None, right: Constant | None) -> Constant | None:
    """Fold integer arithmetic, and the repetition of a text."""
    if operator == "Mult" and isinstance(left, str | bytes) and isinstance(right, int):
        return left * right if 0 <= right * max(len(left), 1) <= MOST_CHARS else None
    if not (isinstance(left, int) and isinstance(right, int)) or max(abs(left), abs(right)) > 1 << 32:
        return None
    known: dict[str, Callable[[int, int], int]] = {
        "Sub": int.__sub__, "Mult": int.__mul__, "BitXor": int.__xor__, "BitAnd": int.__and__, "BitOr": int.__or__,
        "RShift": lambda a, b: a >> min(max(b, 0), 64), "LShift": lambda a, b: a << b if 0 <= b <= 32 else 0,
        "Mod": lambda a, b: a % b if b else 0, "FloorDiv": lambda a, b: a // b if b else 0,
    }  # fmt: skip
    return known[operator](left, right) if operator in known else None


def bounded(value: Constant) -> Constant | None:
    """Return a value that is not too long, else None."""
    return value if not isinstance(value, str | bytes | list) or len(value) <= MOST_CHARS else None


def as_bytes(value: Constant | None) -> bytes | None:
    """Return a text or bytes as bytes, for a decoder."""
    if isinstance(value, bytes):
        return value
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) and UNKNOWN not in value else None


def decode_by(name: str, value: Constant | None) -> tuple[Constant | None, str]:
    """Decode a constant as a function of the standard library would.

    Args:
        name: dotted, without its parentheses, such as "base64.b64decode".

    Returns:
        The decoded constant, None where it is not known or does not decode, and the name of the layer.
    """
    data = as_bytes(value)
    layer = _layer_of(name)
    if data is None or len(data) > MOST_CHARS:
        return None, layer
    with suppress(binascii.Error, ValueError, zlib.error):
        return _decode(name, data), layer
    return None, layer


def _layer_of(name: str) -> str:
    if "decompress" in name:
        return "compressed"
    return "hex" if "hex" in name else "base64"


def _decode(name: str, data: bytes) -> Constant | None:
    if "decompress" in name:
        return inflate(data)
    if name.endswith(("fromhex", "unhexlify", "a2b_hex")):
        return binascii.unhexlify(b"".join(data.split()))
    if name.endswith(("b85decode", "a85decode", "b32decode", "b16decode")):
        return getattr(base64, name.rpartition(".")[2])(data)
    if "urlsafe" in name:
        data = data.translate(bytes.maketrans(b"-_", b"+/"))
    return base64.b64decode(data + b"=" * (-len(data) % 4)) if data else None


def inflate(data: bytes) -> bytes | None:
    """Decompress zlib or gzip data up to a bound."""
    with suppress(zlib.error):
        return zlib.decompressobj(wbits=47).decompress(data, MOST_CHARS)
    return None


def decode_codec(value: Constant | None, codec: str) -> tuple[Constant | None, str | None]:
    """Fold `value.decode(codec)` or `codecs.decode(value, codec)`; the layer is None for an ordinary encoding."""
    codec = codec.lower()
    layer = codec if _CODEC_NAME.match(codec) else None
    if codec in {"base64", "hex"}:
        return decode_by("base64.b64decode" if codec == "base64" else "binascii.unhexlify", value)[0], layer
    if codec.startswith("rot"):
        text = value.decode("latin-1") if isinstance(value, bytes) else value
        return (codecs.decode(text, "rot13") if isinstance(text, str) else None), layer
    if not isinstance(value, bytes):
        return (value if isinstance(value, str) and layer is None else None), layer
    with suppress(LookupError, UnicodeError, ValueError, TypeError):
        return value.decode(codec), layer
    return None, layer


def join_text(separator: Constant | None, parts: Constant | None) -> Constant | None:
    """Fold `separator.join(parts)`."""
    if isinstance(parts, str) and isinstance(separator, str):
        return bounded(separator.join(parts)) if len(parts) * (len(separator) + 1) <= MOST_CHARS else None
    if isinstance(parts, list) and isinstance(separator, str):
        texts = [part if isinstance(part, str) else UNKNOWN for part in parts]
        return bounded(separator.join(texts)) if len(texts) <= MOST_CHARS else None
    if isinstance(parts, list) and isinstance(separator, bytes) and all(isinstance(part, bytes) for part in parts):
        return bounded(separator.join(part for part in parts if isinstance(part, bytes)))
    return None
