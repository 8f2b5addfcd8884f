"""Encodings: base64, hexadecimal digits, URL and HTML escapes. What does not decode to text is let be."""

import base64
import binascii
import html
import re
import struct
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from urllib.parse import unquote_to_bytes

from pilothouse.shield.decoding.runs import has_capital
from pilothouse.shield.decoding.spans import Derived, replaced_near, whole
from pilothouse.shield.detector import Match, Text

MOST_RUNS = 16  # of one encoding in one text
MOST_SIGNS = 20_000  # that stand for one character each
_NEAR = 400  # characters around such a sign that are read again
_SHORTEST = 6  # characters of a decoded text that are worth a look
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}(?:\r?\n[A-Za-z0-9+/_-]{8,}){0,4000}={0,2}")
_STANDARD = str.maketrans("-_", "+/", "\r\n=")  # the URL alphabet's two letters, and what is no digit
_BASE32 = re.compile(r"[A-Z2-7]{16,}={0,6}")
_BASE85 = re.compile(r"<~[!-u\s]+~>|[0-9A-Za-z!#$%&()*+;<=>?@^_`{|}~-]{30,}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}(?:[ :,]|, )?){8,}|(?:\\x[0-9a-fA-F]{2}){4,}")
_URL = re.compile(r"[^\s\"'<>]*(?:%[0-9a-fA-F]{2}[^\s\"'<>%]*){3,}")
_HTML = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\u\{([0-9a-fA-F]{1,6})\}")
_READABLE_SHARE = 0.9


def undo_base64(text: Text, matches: Sequence[Match]) -> Iterator[Derived]:
    """Decode runs of the standard and the URL alphabet (RFC 4648), wrapped lines joined."""
    likely = [each for each in matches if has_capital(each.value)]
    for start, run in islice(_runs(_BASE64, text, likely), MOST_RUNS):
        digits = run.translate(_STANDARD)
        if len(set(digits)) < 8 or len(digits) % 4 == 1:
            continue
        try:
            data = base64.b64decode(digits + "=" * (-len(digits) % 4))
        except binascii.Error:
            continue
        if (value := _readable(data)) is not None:
            yield whole(value, start, start + len(run))


def undo_base32(text: Text, matches: Sequence[Match]) -> Iterator[Derived]:
    """Decode runs of base32 (RFC 4648)."""
    for start, run in islice(_runs(_BASE32, text, matches), MOST_RUNS):
        digits = run.rstrip("=")
        with suppress(binascii.Error):
            if (value := _readable(base64.b32decode(digits + "=" * (-len(digits) % 8)))) is not None:
                yield whole(value, start, start + len(run))


def undo_base85(text: Text, matches: Sequence[Match]) -> Iterator[Derived]:
    """Decode Ascii85 between its brackets, and runs of base85 as in RFC 1924."""
    likely = [each for each in matches if has_capital(each.value) or each.value.startswith("<~")]
    for start, run in islice(_runs(_BASE85, text, likely), MOST_RUNS):
        with suppress(ValueError, struct.error):
            data = base64.a85decode(run, adobe=True) if run.startswith("<~") else base64.b85decode(run)
            if (value := _readable(data)) is not None:
                yield whole(value, start, start + len(run))


def undo_hex(text: Text, matches: Sequence[Match]) -> Iterator[Derived]:
    r"""Decode runs of hexadecimal bytes: 69676e, 69 67 6e, \x69\x67\x6e."""
    for start, run in islice(_runs(_HEX, text, matches), MOST_RUNS):
        digits = re.sub(r"[^0-9a-fA-F]", "", run.replace("\\x", ""))
        if (value := _readable(bytes.fromhex(digits[: len(digits) & ~1]))) is not None:
            yield whole(value, start, start + len(run))


def undo_url(text: Text, matches: Sequence[Match]) -> Iterator[Derived]:
    """Decode percent escapes (RFC 3986), `+` as a space."""
    for start, run in islice(_runs(_URL, text, matches), MOST_RUNS):
        if (value := _readable(unquote_to_bytes(run.replace("+", " ")))) is not None:
            yield whole(value, start, start + len(run))


def undo_html(text: Text, matches: Sequence[Match]) -> Iterator[Derived]:
    """Replace character references of HTML by their characters."""
    if matches:
        found = islice(_HTML.finditer(text.value), MOST_SIGNS)
        yield replaced_near(text.value, [(*each.span(), html.unescape(each[0])) for each in found], _NEAR)


def undo_escapes(text: Text, matches: Sequence[Match]) -> Iterator[Derived]:
    r"""Replace \\u0069 by its character."""
    if matches:
        found = islice(_ESCAPE.finditer(text.value), MOST_SIGNS)
        yield replaced_near(text.value, [(*each.span(), _character(each[1] or each[2])) for each in found], _NEAR)


def _character(digits: str) -> str:
    number = int(digits, 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


def _runs(pattern: re.Pattern[str], text: Text, matches: Sequence[Match]) -> Iterator[tuple[int, str]]:
    """Yield each run that a match lies in, once: where it begins, and the run."""
    end = 0
    for match in matches:
        if match.start < end:
            continue
        begin = _begin_of_word(text.value, match.start, end)
        if (found := pattern.search(text.value, begin)) is None:
            return  # nor will there be one further on
        end = found.end()
        yield found.start(), found[0]


def _begin_of_word(value: str, place: int, floor: int) -> int:
    """Step back over what is not a space, at most 200 characters."""
    before = value[max(floor, place - 200) : place]
    return place if not before or before[-1].isspace() else place - len(before.rsplit(None, 1)[-1])


def _readable(data: bytes) -> str | None:
    """Return the text in some bytes, or None when they are something else."""
    try:
        value = data.decode()
    except UnicodeDecodeError as error:
        if error.start < _READABLE_SHARE * len(data):
            return None
        value = data[: error.start].decode()
    if len(value) < _SHORTEST or not any(letter.isalpha() for letter in value):
        return None
    fine = sum(letter.isprintable() or letter in "\n\r\t" for letter in value)
    return value if fine >= _READABLE_SHARE * len(value) else None
