"""What was found out about a credential, for a short while."""

import hashlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pilothouse.core.clock import Clock
from pilothouse.core.principal import Principal
from pilothouse.core.single_flight import SingleFlight

_MOST_ENTRIES = 20_000


@dataclass(frozen=True, slots=True)
class Known:
    """A credential that was checked.

    Attributes:
        principal: who presents it.
        expires_at: when the credential itself ends; null when it does not.
        csrf_token: what a browser must repeat when it presents the credential as a cookie.
    """

    principal: Principal
    expires_at: datetime | None = None
    csrf_token: str | None = None


class CredentialCache:
    """Remembers checked credentials by their SHA-256, so that most requests ask the database nothing.

    A revocation in this process is felt at once (`forget`), one in another process when the entry ends.
    """

    def __init__(self, lifetime_s: float, clock: Clock) -> None:
        self._lifetime = timedelta(seconds=lifetime_s)
        self._clock = clock
        self._entries: dict[bytes, tuple[datetime, Known]] = {}
        self._flights: SingleFlight[bytes, Known] = SingleFlight(self._put)

    async def get(self, credential: str, check: Callable[[str], Coroutine[Any, Any, Known]]) -> Known:
        """Return what is known of a credential, by `check` when nothing is; what `check` raises is not remembered."""
        digest = hashlib.sha256(credential.encode()).digest()
        ends_at, known = self._entries.get(digest, (None, None))
        if ends_at and known and self._clock.now() < ends_at:
            return known
        return await self._flights.get(digest, lambda: check(credential))

    def forget(self, applies: Callable[[Principal], bool]) -> None:
        """Drop every entry whose principal is meant. Call it after the commit of what made it stale."""
        self._flights.leave_all()  # what they read may be older than what made it stale
        stale = [digest for digest, (_, known) in self._entries.items() if applies(known.principal)]
        for digest in stale:
            del self._entries[digest]

    def _put(self, digest: bytes, known: Known) -> None:
        ends_at = self._clock.now() + self._lifetime
        self._entries.pop(digest, None)
        self._entries[digest] = (min(ends_at, known.expires_at or ends_at), known)
        if len(self._entries) > _MOST_ENTRIES:
            del self._entries[next(iter(self._entries))]
