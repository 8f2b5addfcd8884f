import pytest

from pilothouse.access.ratelimit.errors import TooManyRequests
from pilothouse.access.ratelimit.fallback import FallbackCounter
from pilothouse.access.ratelimit.memory import MemoryCounter
from pilothouse.access.ratelimit.service import RateLimiter, network_of, open_counter
from pilothouse.access.ratelimit.settings import RateLimitSettings
from pilothouse.core.errors import InvalidInput
from pilothouse.core.ids import ApiKeyId, OrganizationId, UserId, new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from tests.access.ratelimit.conftest import Ticks

ROUTE = "/api/v1/missions/{mission_id}"
ORGANIZATION = OrganizationId(new_id())


def person(organization_id: OrganizationId = ORGANIZATION) -> Principal:
    return Principal(organization_id, UserId(new_id()))


def with_key(who: Principal, per_minute: int | None = None) -> Principal:
    return Principal(
        who.organization_id, who.user_id, "api_key", api_key_id=ApiKeyId(new_id()), rate_limit_per_minute=per_minute
    )


class Limited:
    """A limiter of given settings, and how many requests it lets pass."""

    def __init__(self, ticks: Ticks, **settings: object) -> None:
        none = {"user_per_minute": 0, "organization_per_minute": 0, "attempts_per_minute": 0}
        self.limiter = RateLimiter(RateLimitSettings(**{**none, **settings}), MemoryCounter(ticks))

    async def passed(self, who: Principal, asked: int, method: str = "GET", route: str = ROUTE) -> int:
        for number in range(asked):
            try:
                await self.limiter.take(who, method, route)
            except TooManyRequests:
                return number
        return asked


class TestTake:
    async def test_limits_a_user_over_all_keys_and_sessions(self, ticks: Ticks) -> None:
        limited, ada = Limited(ticks, user_per_minute=10), person()
        ways = [ada, with_key(ada), with_key(ada)]
        assert [await limited.passed(each, 4) for each in ways] == [4, 4, 2]

    async def test_limits_an_organization_over_all_its_users(self, ticks: Ticks) -> None:
        limited = Limited(ticks, organization_per_minute=5)
        assert [await limited.passed(person(), 3) for _ in range(2)] == [3, 2]
        assert await limited.passed(person(OrganizationId(new_id())), 3) == 3

    async def test_a_keys_own_limit_comes_before_the_general_one(self, ticks: Ticks) -> None:
        limited, ada = Limited(ticks, key_per_minute=6), person()
        assert await limited.passed(with_key(ada), 9) == 6
        assert await limited.passed(with_key(ada, per_minute=2), 9) == 2
        assert await limited.passed(ada, 9) == 9

    async def test_limits_groups_of_routes_for_each_user(self, ticks: Ticks) -> None:
        limited, ada = Limited(ticks, endpoints=["GET /api/v1/missions 2/minute"]), person()
        assert await limited.passed(ada, 9) == 2
        assert await limited.passed(ada, 9, method="POST") == 9
        assert await limited.passed(ada, 9, route="/api/v1/missions") == 0
        assert await limited.passed(person(), 9) == 2

    async def test_who_is_refused_does_not_use_up_what_others_have(self, ticks: Ticks) -> None:
        limited, greedy = Limited(ticks, user_per_minute=2, organization_per_minute=4), person()
        for _ in range(9):
            await limited.passed(greedy, 1)
        assert await limited.passed(person(), 9) == 2

    async def test_answers_with_what_is_left_of_the_tightest(self, ticks: Ticks) -> None:
        limited = Limited(ticks, user_per_minute=10, organization_per_minute=5)
        standing = await limited.limiter.take(person(), "GET", ROUTE)
        assert (standing.amount, standing.remaining) == (5, 4)

    async def test_says_who_may_do_what_and_when_to_come_back(self, ticks: Ticks) -> None:
        limited, ada = Limited(ticks, user_per_minute=1), person()
        await limited.passed(ada, 1)
        with pytest.raises(
            TooManyRequests, match=r"You may make 1 request per minute\. Try again in \d+ second"
        ) as raised:
            await limited.limiter.take(ada, "GET", ROUTE)
        assert raised.value.details == {"subject": "user", "limit": 1, "window_s": 60}
        assert raised.value.retry_after_s >= 1

    async def test_nothing_is_counted_where_nothing_is_limited(self, ticks: Ticks) -> None:
        assert await Limited(ticks).limiter.take(person(), "GET", ROUTE) is None


class TestTakeKey:
    async def test_only_a_limit_of_the_key_itself_holds_on_the_wires(self, ticks: Ticks) -> None:
        limiter, ada = Limited(ticks, user_per_minute=1, key_per_minute=1).limiter, person()
        for _ in range(5):
            await limiter.take_key(with_key(ada))
        own = with_key(ada, per_minute=1)
        await limiter.take_key(own)
        with pytest.raises(TooManyRequests, match="This API key"):
            await limiter.take_key(own)


class TestTakeAttempt:
    async def test_limits_an_address(self, ticks: Ticks) -> None:
        limiter = Limited(ticks, attempts_per_minute=1).limiter
        await limiter.take_attempt("198.51.100.7")
        await limiter.take_attempt("198.51.100.8")
        with pytest.raises(TooManyRequests, match="Your address"):
            await limiter.take_attempt("198.51.100.7")

    @pytest.mark.parametrize(
        ("address", "counted"),
        [
            ("198.51.100.7", "198.51.100.7"),
            ("::ffff:198.51.100.7", "198.51.100.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
            ("fe80::1%eth0", "fe80::/64"),
            ("unix", "unix"),
        ],
    )
    def test_a_subscriber_of_ipv6_is_one_however_many_addresses_it_has(self, address: str, counted: str) -> None:
        assert network_of(address) == counted


class TestOpenCounter:
    def test_chooses_by_what_there_is(self, database: Database) -> None:
        auto = RateLimitSettings()
        assert isinstance(open_counter(auto, database, None, is_alone=True), MemoryCounter)
        assert isinstance(open_counter(auto, database, None, is_alone=False), FallbackCounter)
        assert isinstance(open_counter(auto, database, "redis://127.0.0.1:1", is_alone=True), FallbackCounter)
        in_memory = RateLimitSettings(store="memory")
        assert isinstance(open_counter(in_memory, database, "redis://127.0.0.1:1", is_alone=False), MemoryCounter)

    def test_wants_an_address_for_redis(self, database: Database) -> None:
        with pytest.raises(InvalidInput, match="REDIS_URL"):
            open_counter(RateLimitSettings(store="redis"), database, None, is_alone=True)
