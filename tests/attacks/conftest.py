"""The whole application with the limits and guards that an attacker meets, and a real socket to it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pilothouse.access.ratelimit.memory import MemoryCounter
from pilothouse.access.ratelimit.service import RateLimiter
from pilothouse.access.ratelimit.settings import RateLimitSettings
from pilothouse.db.embedded import Cluster
from tests.house import House, api, house, member, open_house, stranger  # noqa: F401 - fixtures

USER_PER_MINUTE, ATTEMPTS_PER_MINUTE = 6, 3
LISTED, PROXY = "https://desk.example", "10.0.0.9"


@pytest.fixture
async def guarded(cluster: Cluster, tmp_path: Path) -> AsyncIterator[House]:
    """Low limits under a clock that stands still, one listed origin, one trusted proxy."""
    limits = RateLimitSettings(user_per_minute=USER_PER_MINUTE, attempts_per_minute=ATTEMPTS_PER_MINUTE)
    edge = {"allowed_origins": [LISTED], "trusted_proxies": [PROXY]}
    async with open_house(cluster, tmp_path, server=edge) as house:
        house.app.state.rate_limits = RateLimiter(limits, MemoryCounter(lambda: 6000.0))
        yield house
