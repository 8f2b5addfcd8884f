"""Identifiers in the vendors' shapes."""

import re
import secrets
from hashlib import sha256

_PLAIN = re.compile(r"[A-Za-z0-9_-]+")


def fresh_id(prefix: str) -> str:
    """Make an identifier such as "msg_5f0c…": 96 random bits behind a prefix."""
    return prefix + secrets.token_hex(12)


def derived_id(prefix: str, source: str) -> str:
    """Make an identifier that is the same each time it is made from the same text."""
    return prefix + sha256(source.encode(errors="surrogatepass")).hexdigest()[:24]


def fitting_id(identifier: str, prefix: str, max_chars: int) -> str:
    """Return an id of another vendor if a wire takes it, else one derived from it.

    A call and its answer are written at different times, so both have to come to the same id.
    """
    if len(identifier) <= max_chars and _PLAIN.fullmatch(identifier):
        return identifier
    return derived_id(prefix, identifier)
