"""Going from one process to the next, which a load balancer does for everybody: a limit is one for all of them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from pilothouse.db.embedded import Cluster
from tests.access.conftest import Member
from tests.access.ratelimit.conftest import redis_server  # noqa: F401 - a fixture
from tests.house import House, open_house

ME = "http://pilothouse.test/api/v1/auth/me"
# With one request per minute the next one passes a minute later at the earliest, however slow the machine is.
ONE = {"user_per_minute": 1, "organization_per_minute": 0}


@pytest.fixture(params=["postgres", "redis"])
async def two(cluster: Cluster, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[list[House]]:
    """Two processes of one installation; without a word about it they share PostgreSQL, with REDIS_URL Redis."""
    storage = {"redis_url": request.getfixturevalue("redis_server")} if request.param == "redis" else {}
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(open_house(cluster, tmp_path, rate_limits=ONE, storage=storage))
            for _ in range(2)
        ]


async def test_is_no_way_around_a_limit(two: list[House], member: Member) -> None:
    clients = [await house.client(member) for house in two]
    answers = [await client.get(ME) for client in clients * 2]
    assert [answer.status_code for answer in answers] == [200, 429, 429, 429]
    assert answers[0].headers["RateLimit-Limit"] == answers[1].headers["RateLimit-Limit"] == "1"
