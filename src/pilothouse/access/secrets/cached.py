"""Secrets of a place that is slow to ask, believed for a while, and used on while it cannot be asked."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import SecretStr

from pilothouse.access.secrets.backend import SecretsBackend
from pilothouse.core.errors import Unavailable
from pilothouse.core.telemetry import get_logger

log = get_logger(__name__)

_MISSING_S = 30.0  # a secret that was not there is often being entered at this moment
_PAUSE_S = 10.0  # between questions to a place that did not answer


@dataclass(frozen=True, slots=True)
class _Known:
    value: SecretStr | None
    read_at: float


class CachedSecrets:
    """Remembers what another backend said. A value changed there is seen after `fresh_s`, or at once by `refresh`."""

    def __init__(
        self,
        backend: SecretsBackend,
        *,
        fresh_s: float,
        stale_s: float,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Put a cache before a backend.

        Args:
            backend: asked once per secret and while.
            fresh_s: how long a value is believed; 0 asks every time.
            stale_s: age up to which a value is used while the backend is unavailable.
            now: seconds that never run backwards.
        """
        self._backend = backend
        self._fresh_s = fresh_s
        self._stale_s = stale_s
        self._now = now
        self._known: dict[str, _Known] = {}
        self._asks_again_at: dict[str, float] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def get(self, name: str) -> SecretStr | None:
        """Return a secret as it is known; of many who ask at once, one asks the backend.

        Raises:
            Unavailable: the backend does not answer, and nothing recent enough is known.
        """
        if (known := self._fresh(name)) is not None:
            return known.value
        async with self._turns[name]:
            if (known := self._fresh(name)) is not None:
                return known.value
            return await self._ask(name)

    async def create(self, name: str, value: SecretStr) -> SecretStr:
        stored = await self._backend.create(name, value)
        self._remember(name, stored)
        return stored

    async def replace(self, name: str, value: SecretStr) -> None:
        await self._backend.replace(name, value)
        self._remember(name, value)

    def refresh(self, name: str | None = None) -> None:
        """Ask anew for one secret, or for all, when they are wanted next. While that fails, the known ones stay."""
        for each in [name] if name is not None else list(self._known):
            if (known := self._known.get(each)) is not None:
                self._known[each] = _Known(known.value, min(known.read_at, self._now() - self._fresh_s))
                self._asks_again_at.pop(each, None)

    async def _ask(self, name: str) -> SecretStr | None:
        try:
            value = await self._backend.get(name)
        except Unavailable as error:
            known = self._known.get(name)
            if known is None or self._now() - known.read_at > self._fresh_s + self._stale_s:
                raise
            log.warning("secrets_stale", name=name, error=error.message)
            self._asks_again_at[name] = self._now() + _PAUSE_S
            return known.value
        self._remember(name, value)
        return value

    def _remember(self, name: str, value: SecretStr | None) -> None:
        self._known[name] = _Known(value, self._now())
        self._asks_again_at.pop(name, None)

    def _fresh(self, name: str) -> _Known | None:
        known = self._known.get(name)
        if known is None:
            return None
        if self._now() < self._asks_again_at.get(name, 0.0):
            return known  # its place did not answer a moment ago
        fresh_s = self._fresh_s if known.value is not None else min(self._fresh_s, _MISSING_S)
        return known if self._now() - known.read_at < fresh_s else None
