"""Recovery codes: for the drawer, each good once."""

import hashlib
import secrets

COUNT = 10
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"  # base32: none of them is taken for another
_LENGTH = 24  # 120 random bits, so a plain hash is enough: there is nothing to guess
_GROUP = 4
_MISREAD = str.maketrans("018", "olb")


def make_codes() -> list[str]:
    """Return new codes as people write them down, such as "k3vd-q7ma-2xwz-hu5c-7rty-n4pe"."""
    return [_grouped("".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))) for _ in range(COUNT)]


def hash_of(code: str) -> str:
    """Return what is stored of a code, whichever way it is typed: its SHA-256, in hexadecimal."""
    plain = "".join(filter(str.isalnum, code.lower())).translate(_MISREAD)
    return hashlib.sha256(plain.encode()).hexdigest()


def _grouped(code: str) -> str:
    return "-".join(code[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))
