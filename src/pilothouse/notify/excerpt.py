"""What a receiver answered, as the log keeps it: short, storable, without secrets."""

import re

from pilothouse.core.telemetry import mask_secrets
from pilothouse.notify.message import Target

_LONGEST = 500
_SIGNING_SECRET = re.compile(r"whsec_[A-Za-z0-9+/=_-]+")


def excerpt(text: str, target: Target) -> str:
    """Return a receiver's words, in which neither its own address nor anything like a secret can be read."""
    words = text.replace(target.address, "***") if target.address else text
    words = _SIGNING_SECRET.sub("***", "".join(char if char.isprintable() else " " for char in words))
    return str(mask_secrets(None, "", {"words": words})["words"])[:_LONGEST].strip()
