"""The table of forms that makers gave their keys, and the check of one match against its row."""

import re
import tomllib
from functools import cache
from importlib.resources import files

import msgspec

from pilothouse.shield.detector import Match, Text
from pilothouse.shield.findings import Severity
from pilothouse.shield.secrets.chance import entropy, order
from pilothouse.shield.secrets.checksums import CHECKSUMS
from pilothouse.shield.secrets.placeholders import is_made_up

_SURE, _CHECKED, _DOUBTFUL, _ORDERLY = 0.95, 0.99, 0.75, 0.6
_MOST_ORDER = 0.5  # share of neighbours in the order of the alphabet, above which a value may be made up
_GOES_ON = re.compile(r"[A-Za-z0-9+/=_.-]*")
_MOST_CHARS = 8192


class Format(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of formats.toml, which says what each column means."""

    id: str
    title: str
    pattern: str
    gate: str = ""
    entropy: float = 2.5
    checksum: str = ""
    is_open: bool = False
    severity: str = "high"

    @property
    def level(self) -> Severity:
        return Severity[self.severity.upper()]


@cache
def formats() -> tuple[Format, ...]:
    """Read the table, once."""
    text = files("pilothouse.shield.secrets").joinpath("formats.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text)["format"], tuple[Format, ...])


def secret_span(form: Format, text: Text, match: Match) -> tuple[int, int] | None:
    """Return where the secret of a match stands, or None when a longer word, not a key, was cut out of its middle."""
    group = 1 if match.found.re.groups and match.span(1)[0] >= 0 else 0
    start, end = match.span(group)
    if form.is_open:
        going_on = _GOES_ON.match(text.value, end, end + _MOST_CHARS)
        end = going_on.end() if going_on else end
    before, after = text.before(start, 1), text.after(end, 1)
    if group == 0 and _is_word(before) and text.value[start].isalnum():
        return None
    return None if _is_word(after) or (after in "_-" and after and not _is_end(text, end)) else (start, end)


def confidence(form: Format, secret: str) -> float | None:
    """Return how sure it is that a string of a form is a key, 0 to 1; None when it is not."""
    if entropy(secret) < form.entropy or is_made_up(secret):
        return None
    if form.checksum:
        return _CHECKED if CHECKSUMS[form.checksum](secret) == "right" else _DOUBTFUL
    return _ORDERLY if order(secret) > _MOST_ORDER else _SURE


def _is_word(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _is_end(text: Text, place: int) -> bool:
    """A dash or underscore ends a key when no letter follows it: `key--`, `key_"`."""
    return not _is_word(text.after(place + 1, 1))
