"""Access tokens that a vendor's own library fetches: kept until they are nearly over, fetched once for many calls."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from pilothouse.core.errors import TimedOut
from pilothouse.llm.errors import ProviderRefusedKey

_MARGIN_S = 300.0  # a token that ends sooner is replaced
_FETCH_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and how long it holds."""

    text: str
    lasts_s: float


class TokenSource:
    """Hands out a token that holds."""

    def __init__(self, name: str, fetch: Callable[[], Token]) -> None:
        """Take how a token is fetched. It may block: it runs in a thread."""
        self._name = name
        self._fetch = fetch
        self._text = ""
        self._fresh_until = 0.0
        self._fetching = asyncio.Lock()

    async def get(self) -> str:
        """Return a token.

        Raises:
            ProviderRefusedKey: the vendor's library could not get one; its words are in the message.
            TimedOut: it took too long.
        """
        if time.monotonic() < self._fresh_until:
            return self._text
        async with self._fetching:
            if time.monotonic() >= self._fresh_until:
                token = await self._fetched()
                self._text = token.text
                self._fresh_until = time.monotonic() + max(0.0, token.lasts_s - _MARGIN_S)
        return self._text

    async def _fetched(self) -> Token:
        try:
            async with asyncio.timeout(_FETCH_TIMEOUT_S):
                return await asyncio.to_thread(self._fetch)
        except TimeoutError as error:
            raise TimedOut(f"Signing in to {self._name} took too long.") from error
        except ProviderRefusedKey:
            raise
        except Exception as error:  # each library has a hierarchy of its own
            words = " ".join(str(error).split())[:300].rstrip(".")
            raise ProviderRefusedKey(f"Signing in to {self._name} failed: {words}.") from error
