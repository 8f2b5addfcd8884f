"""What to try next when an attempt failed before its first content: the same route after a pause, or another one."""

import asyncio
import random
from collections import deque
from collections.abc import Sequence

from pilothouse.core.errors import ErrorKind, PilothouseError
from pilothouse.gateway.routing.service import Route
from pilothouse.gateway.settings import GatewaySettings


class RetryPlan:
    """Walks through the routes of one call within its deadline."""

    def __init__(self, routes: Sequence[Route], settings: GatewaySettings, ends_at: float) -> None:
        """Begin at the best route. `ends_at` is a moment of the event loop's clock."""
        self._left = deque(routes)
        self._settings = settings
        self._ends_at = ends_at
        self._failures = 0

    @property
    def route(self) -> Route:
        """The route to try now."""
        return self._left[0]

    async def move_on(self, error: PilothouseError) -> None:
        """Wait for the next try of this route, or go to the next one.

        Raises:
            PilothouseError: `error` itself, when nothing is left to try or trying would not help.
        """
        self._failures += 1
        pause_s = self._pause_s(error.retry_after_s)
        now = asyncio.get_running_loop().time()
        if error.retryable and self._failures <= self._settings.retries and now + pause_s < self._ends_at:
            await asyncio.sleep(pause_s)
            return
        self._left.popleft()
        self._failures = 0
        if not self._left or error.kind is ErrorKind.INVALID:
            raise error

    def _pause_s(self, retry_after_s: float | None) -> float:
        """Return the provider's own wish, else a random part of an exponentially growing pause.

        Source: "full jitter", https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
        """
        longest_s = min(self._settings.retry_cap_s, self._settings.retry_base_s * 2 ** (self._failures - 1))
        jittered_s = random.uniform(0, longest_s)  # noqa: S311 - spreads load, guards no secret
        return jittered_s if retry_after_s is None else retry_after_s
