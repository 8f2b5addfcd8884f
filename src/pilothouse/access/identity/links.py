"""Links with a token, as mail carries them."""

import hashlib
import secrets

LONGEST_TOKEN = 100  # characters that are taken; ours have 43


def make_token() -> str:
    """Return 256 random bits, as an address can hold them."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """Return what is stored of a token, and looked up: its SHA-256, in hexadecimal. There is nothing to guess."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


class Links:
    """Writes links to pages of the dashboard.

    The base comes from settings, never from a request: whoever asks for a letter must not choose where it leads.
    """

    def __init__(self, public_url: str) -> None:
        self._base = public_url.rstrip("/")

    def to(self, page: str, token: str) -> str:
        """Return the link to a page. The token stands behind "#": browsers keep that to themselves."""
        return f"{self._base}/{page}#token={token}"
