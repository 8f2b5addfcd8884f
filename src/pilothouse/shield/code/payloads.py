"""Encoded programs inside of programs: find, decode, say which language they are in."""

import base64
import binascii
import re
from dataclasses import dataclass
from functools import cache

from pilothouse.shield.code.gates import Gate, gates_of
from pilothouse.shield.code.languages import Language, language_of
from pilothouse.shield.code.pieces import Pieces, Stretches
from pilothouse.shield.rules.prefilter import Prefilter

_BASE64 = re.compile(r"(?<![\w+/=])(?:[A-Za-z0-9+/]{24,}={0,2})(?![\w+/])")
_HEX = re.compile(r"(?<![\w])(?:[0-9a-fA-F]{2}){20,}(?![\w])|(?:\\x[0-9a-fA-F]{2}){8,}")
# How they begin, and how escapes end: once for each, while an engine names every place where a match may end.
_STARTS_BASE64 = re.compile(r"(?:^|[^\w+/=])[A-Za-z0-9+/]{24}")
_STARTS_HEX = re.compile(
    r"(?:^|\W)(?:[0-9a-fA-F]{2}){20}"
    r"|(?:\\x[0-9a-fA-F]{2}){8}(?:[^\\]|\\[^x]|\\x[^0-9a-fA-F]|\\x.[^0-9a-fA-F]|\\?x?.?$)"
)
_BLOCK_CHARS = 400  # and what is left of the line
_MOST = 20  # payloads of one text
_MOST_CHARS = 100_000
_CODE = re.compile(
    r"\b(?:import|exec|eval|require|function|const|curl|wget|bash|sh|powershell|subprocess|os\.system"
    r"|socket|IEX|Invoke|"
    r"process|http|child_process|console|puts|print|rm|chmod)\b|/bin/|https?:|=>|\(\)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Hidden:
    """A decoded text and where its envelope stands."""

    start: int
    end: int
    text: str
    language: Language
    layer: str


def hidden_in(text: str) -> list[Hidden]:
    """Return the encoded constants of a text that decode to something readable that looks like a program."""
    found: list[Hidden] = []
    if not gates_of(text) & {Gate.BASE64, Gate.HEXADECIMAL}:
        return found
    blocks = Pieces(text, _blocks_of(text), _prefilter(), most_chars=len(text))
    for start, pattern, layer in ((_STARTS_BASE64, _BASE64, "base64"), (_STARTS_HEX, _HEX, "hex")):
        for number in blocks.asked_for({id(start)}):
            block = blocks[number]
            for match in pattern.finditer(block.text):
                decoded = _decode(match[0][:_MOST_CHARS], layer)
                if decoded and _CODE.search(decoded):
                    first, last = block.start + match.start(), block.start + match.end()
                    found.append(Hidden(first, last, decoded, language_of(None, decoded), layer))
                if len(found) >= _MOST:
                    return found
    return found


@cache
def _prefilter() -> Prefilter:
    return Prefilter((_STARTS_BASE64, _STARTS_HEX))


def _blocks_of(text: str) -> Stretches:
    """Return where each block of some lines starts and ends: no constant goes on in the next line."""
    starts, ends = list[int](), list[int]()
    while (start := ends[-1] + 1 if ends else 0) < len(text):
        end = text.find("\n", start + _BLOCK_CHARS)
        starts.append(start)
        ends.append(len(text) if end < 0 else end)
    return starts, ends


def _decode(value: str, layer: str) -> str | None:
    try:
        data = (
            base64.b64decode(value + "=" * (-len(value) % 4))
            if layer == "base64"
            else bytes.fromhex(value.replace("\\x", ""))
        )
    except (binascii.Error, ValueError):
        return None
    return readable(data)


def readable(data: bytes) -> str | None:
    """Return data as text when it is one: UTF-8, or UTF-16 as PowerShell encodes its commands."""
    for encoding in ("utf-8", "utf-16-le"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(text) > 5 and text.isascii() and _printable(text) >= 0.97 * len(text):
            return text
    return None


def _printable(text: str) -> int:
    return sum(letter.isprintable() or letter in "\r\n\t" for letter in text)
