"""Short names for addresses and handles."""

import re
import secrets

_LONGEST = 40  # characters, before its random end


def slug_of(name: str, otherwise: str) -> str:
    """Return a short name with a random end that makes it the only one: "night-watch-1f3a9c02".

    Args:
        name: as people write it.
        otherwise: stands for a name without a Latin letter or digit.
    """
    words = re.sub(r"[^a-z0-9]+", "-", name.lower())[:_LONGEST].strip("-") or otherwise
    return f"{words}-{secrets.token_hex(4)}"
