"""What to try next when an attempt failed before its first content: another deployment, a pause, another model."""

import asyncio
import random
from collections import deque
from collections.abc import Sequence
from itertools import groupby

from pilothouse.core.errors import ErrorKind, PilothouseError
from pilothouse.gateway.routing.service import Route
from pilothouse.gateway.settings import GatewaySettings

# Another provider would say the same.
_FINAL = frozenset({ErrorKind.INVALID, ErrorKind.TOO_LARGE, ErrorKind.BLOCKED})


class RetryPlan:
    """Walks through the routes of one call within its deadline.

    Deployments of one model take turns; a pause comes when each of them has failed. A model that has failed once more
    than `settings.retries` gives way to the next one of the fallback chain.
    """

    def __init__(self, routes: Sequence[Route], settings: GatewaySettings, ends_at: float) -> None:
        """Begin at the best route. `ends_at` is a moment of the event loop's clock."""
        self._models = deque(deque(routes) for _, routes in groupby(routes, key=lambda route: route.listed_as))
        self._settings = settings
        self._ends_at = ends_at
        self._failures = 0

    @property
    def route(self) -> Route:
        """The route to try now."""
        return self._models[0][0]

    def skip(self, error: PilothouseError) -> None:
        """Leave out a route that cannot be tried at all.

        Raises:
            PilothouseError: `error` itself, when it was the last one.
        """
        self._models[0].popleft()
        if not self._models[0]:
            self._next_model(error)

    async def move_on(self, error: PilothouseError) -> None:
        """Go to the next try, after a pause where one is due.

        Raises:
            PilothouseError: `error` itself, when nothing is left to try or trying would not help.
        """
        if error.kind in _FINAL:
            raise error
        if not error.retryable:
            self.skip(error)
            return
        self._failures += 1
        deployments = self._models[0]
        deployments.rotate(-1)
        if self._failures > self._settings.retries:
            self._next_model(error)
        elif self._failures % len(deployments) == 0:
            await self._pause(error)

    async def _pause(self, error: PilothouseError) -> None:
        pause_s = self._pause_s(error.retry_after_s)
        left_s = self._ends_at - asyncio.get_running_loop().time()
        is_long = pause_s > self._settings.retry_cap_s and len(self._models) > 1
        if is_long or pause_s >= left_s:
            self._next_model(error)
        else:
            await asyncio.sleep(pause_s)

    def _next_model(self, error: PilothouseError) -> None:
        self._models.popleft()
        self._failures = 0
        if not self._models:
            raise error

    def _pause_s(self, retry_after_s: float | None) -> float:
        """Return the provider's own wish, else a random part of an exponentially growing pause.

        Source: "full jitter", https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
        """
        rounds = self._failures // len(self._models[0])
        longest_s = min(self._settings.retry_cap_s, self._settings.retry_base_s * 2 ** (rounds - 1))
        jittered_s = random.uniform(0, longest_s)  # noqa: S311 - spreads load, guards no secret
        return jittered_s if retry_after_s is None else retry_after_s
