"""What an API key looks like and how it is kept."""

import hashlib
import re
import secrets
import string

PREFIX = "ph_"
LENGTH = 40  # base-62 characters: 238 random bits, so a plain hash is enough; there is nothing to guess
SHAPE = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{LENGTH}}}")
_SHOWN = 10  # characters of the key that lists show: the prefix and seven more
_ALPHABET = string.digits + string.ascii_letters


def make_key() -> str:
    """Return a new random key."""
    return PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))


def hash_of(key: str) -> str:
    """Return what is stored of a key: its SHA-256, in hexadecimal."""
    return hashlib.sha256(key.encode()).hexdigest()


def visible_part(key: str) -> str:
    """Return the beginning of a key, enough to recognise it by."""
    return key[:_SHOWN]
