"""E-mail addresses as people enter them."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

# Handles of service accounts. Nothing is delivered to `.invalid`; nobody signs in there. Source: RFC 2606, section 2.
SERVICE_DOMAIN = "service.invalid"
# What tells a slip from an address; whether it exists only a message can tell. `admin@localhost` is one.
_SHAPE = re.compile(
    r"[^@\s\x00-\x1f\x7f<>,;:\"\\]{1,64}@[^@\s\x00-\x1f\x7f<>,;:\"\\.]+(\.[^@\s\x00-\x1f\x7f<>,;:\"\\.]+)*"
)


def checked_email(text: str) -> str:
    """Return an address, trimmed and in one spelling of its characters.

    Raises:
        ValueError: it is not shaped like an address, or is the handle of a service account.
    """
    address = unicodedata.normalize("NFC", text.strip())
    if len(address) > 254 or not address.isprintable() or not _SHAPE.fullmatch(address):
        raise ValueError("this is not an e-mail address")
    if email_key(address).endswith(f"@{SERVICE_DOMAIN}"):
        raise ValueError("this is the handle of a service account, which has no e-mail")
    return address


def email_key(address: str) -> str:
    """Return what accounts are told apart by: addresses that read the same have the same key.

    Letters of one meaning (full width, ligatures, the Kelvin sign) and of either case become one spelling.

    Source: toNFKC_Casefold, Unicode Standard 3.13, without its removal of invisible characters: an address has none.
    """
    key = unicodedata.normalize("NFKC", address).casefold()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", key).casefold())


EmailAddress = Annotated[str, Field(max_length=300), AfterValidator(checked_email)]
