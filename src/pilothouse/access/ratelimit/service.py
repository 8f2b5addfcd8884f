"""Decide whether a request comes too soon."""

import ipaddress
from collections.abc import Iterator

from pilothouse.access.ratelimit.counter import Counter
from pilothouse.access.ratelimit.errors import TooManyRequests
from pilothouse.access.ratelimit.fallback import FallbackCounter
from pilothouse.access.ratelimit.leases import LeasedCounter
from pilothouse.access.ratelimit.limit import Limit, Standing
from pilothouse.access.ratelimit.memory import MemoryCounter
from pilothouse.access.ratelimit.redis import RedisCounter
from pilothouse.access.ratelimit.settings import RateLimitSettings
from pilothouse.core.errors import InvalidInput
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database

_IPV6_NETWORK = 64  # a household or a server has all of such a network, so one address of it says nothing


class RateLimiter:
    """Counts what principals ask and what addresses attempt.

    Args:
        settings: the limits.
        counter: what counts; `open_counter` chooses it.
    """

    def __init__(self, settings: RateLimitSettings, counter: Counter) -> None:
        self._settings = settings
        self._endpoints = settings.endpoint_limits()
        self._counter = counter

    async def take(self, who: Principal, method: str, route: str) -> Standing | None:
        """Count a request of a principal under every limit that holds for it.

        Args:
            who: asks.
            method: of the request.
            route: its path as the route declares it, so that no spelling of an address is a way around.

        Returns:
            The standing with the least left, None where nothing is limited.

        Raises:
            TooManyRequests: a limit is reached. Wider limits than that one have not counted the request.
        """
        tightest: Standing | None = None
        for subject, scope, limit in self._limits(who, method, route):
            standing = await self._one(subject, scope, limit)
            if tightest is None or standing.remaining < tightest.remaining:
                tightest = standing
        return tightest

    async def take_key(self, who: Principal) -> None:
        """Count a call on the wires, where only a limit of the key itself holds.

        Raises:
            TooManyRequests: it is reached.
        """
        if who.rate_limit_per_minute is not None:
            await self._one("key", f"key:{who.api_key_id}", Limit(who.rate_limit_per_minute))

    async def take_attempt(self, address: str | None) -> Standing | None:
        """Count an attempt to get in.

        Args:
            address: of the caller; None, inside this process, is never limited.

        Raises:
            TooManyRequests: too many came from there.
        """
        if not self._settings.attempts_per_minute or address is None:
            return None
        return await self._one("address", f"address:{network_of(address)}", Limit(self._settings.attempts_per_minute))

    async def aclose(self) -> None:
        """Give back connections."""
        await self._counter.aclose()

    def _limits(self, who: Principal, method: str, route: str) -> Iterator[tuple[str, str, Limit]]:
        """Yield what holds, the narrowest first."""
        settings = self._settings
        if who.api_key_id is not None:
            per_minute = who.rate_limit_per_minute or settings.key_per_minute
            if per_minute:
                yield "key", f"key:{who.api_key_id}", Limit(per_minute)
        for endpoint in self._endpoints:
            if endpoint.applies_to(method, route):
                yield "endpoint", f"endpoint:{endpoint.name}:{who.user_id}", endpoint.limit
        if settings.user_per_minute:
            yield "user", f"user:{who.user_id}", Limit(settings.user_per_minute)
        if settings.organization_per_minute:
            yield "organization", f"organization:{who.organization_id}", Limit(settings.organization_per_minute)

    async def _one(self, subject: str, scope: str, limit: Limit) -> Standing:
        standing = await self._counter.take(scope, limit)
        if standing.is_refused:
            raise TooManyRequests(subject, limit, standing)
        return standing


def network_of(address: str) -> str:
    """Return what is counted of an address: itself, or of IPv6 the network that one subscriber has."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address  # a Unix socket, or a name in tests
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, _IPV6_NETWORK), strict=False))


def open_counter(settings: RateLimitSettings, database: Database, redis_url: str | None, *, is_alone: bool) -> Counter:
    """Choose where requests are counted.

    Args:
        settings: whose `store` decides.
        database: for leases.
        redis_url: of Redis, if there is one.
        is_alone: whether one process answers for the whole installation.

    Raises:
        InvalidInput: Redis is wanted and has no address.
    """
    store = settings.store
    if store == "auto":
        store = "redis" if redis_url else "memory" if is_alone else "postgres"
    if store == "memory":
        return MemoryCounter()
    if store == "postgres":
        return FallbackCounter(LeasedCounter(database))
    if not redis_url:
        raise InvalidInput("PILOTHOUSE_RATE_LIMITS_STORE is redis; set REDIS_URL too.")
    return FallbackCounter(RedisCounter(redis_url))
