"""E-mail addresses as people enter them."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

# What tells a slip from an address; whether it exists only a message can tell. `admin@localhost` is one.
_SHAPE = re.compile(
    r"[^@\s\x00-\x1f\x7f<>,;:\"\\]{1,64}@[^@\s\x00-\x1f\x7f<>,;:\"\\.]+(\.[^@\s\x00-\x1f\x7f<>,;:\"\\.]+)*"
)


def checked_email(text: str) -> str:
    """Return an address, trimmed and in one spelling of its characters.

    Raises:
        ValueError: it is not shaped like an address.
    """
    address = unicodedata.normalize("NFC", text.strip())
    if len(address) > 254 or not _SHAPE.fullmatch(address):
        raise ValueError("this is not an e-mail address")
    return address


EmailAddress = Annotated[str, Field(max_length=300), AfterValidator(checked_email)]
