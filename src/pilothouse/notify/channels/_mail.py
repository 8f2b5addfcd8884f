"""What the channels of e-mail have in common."""

import re

from pilothouse.notify.errors import AddressNotUsable

# What tells a slip from an address, and keeps line breaks out of headers; whether it exists only a message can tell.
_ADDRESS = re.compile(r"[^@\s\x00-\x1f\x7f<>,;:\"\\]{1,64}@[^@\s\x00-\x1f\x7f<>,;:\"\\]{1,255}")


def check_email(address: str) -> str:
    """Return an e-mail address.

    Raises:
        AddressNotUsable: it is not shaped like one.
    """
    trimmed = address.strip()
    if len(trimmed) > 254 or not _ADDRESS.fullmatch(trimmed):
        raise AddressNotUsable(f"{address[:100]!r} is not an e-mail address.")
    return trimmed
