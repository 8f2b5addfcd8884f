"""Going on when the shared place is away: each process counts by itself, and the log says so."""

import time

from pilothouse.access.ratelimit.counter import Counter
from pilothouse.access.ratelimit.limit import Limit, Standing
from pilothouse.access.ratelimit.memory import MemoryCounter
from pilothouse.core.telemetry import get_logger

log = get_logger(__name__)

_PAUSE_S = 5.0  # how long the shared place is left alone after a failure


class FallbackCounter:
    """Counts in a shared place, and in memory while that fails. A request is never refused for its being away.

    Args:
        shared: where all processes count.
    """

    def __init__(self, shared: Counter) -> None:
        self._shared = shared
        self._own = MemoryCounter()
        self._away_until_s = 0.0

    async def take(self, scope: str, limit: Limit) -> Standing:
        if time.monotonic() >= self._away_until_s:
            try:
                return await self._shared.take(scope, limit)
            except Exception as error:  # noqa: BLE001  # whatever a driver raises: counting must not cost an answer
                self._away_until_s = time.monotonic() + _PAUSE_S
                log.warning("rate_limits_not_shared", error=type(error).__name__, again_in_s=_PAUSE_S)
        return await self._own.take(scope, limit)

    async def aclose(self) -> None:
        await self._shared.aclose()
