import itertools
from collections import Counter
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.core.errors import UpstreamFailed
from pilothouse.gateway.catalog.rates import FREE
from pilothouse.gateway.catalog.service import ModelCard
from pilothouse.gateway.routing.breaker import Breaker, BreakerRules
from pilothouse.gateway.routing.errors import ModelsResting
from pilothouse.gateway.routing.plan import Plan, Route, Tier

RULES = BreakerRules(failures_in_a_row=1, cool_down_s=60)


def route(name: str) -> Route:
    card = ModelCard("m", "m", "M", FREE)
    return Route(cast("Any", None), name, "m", card, Breaker(RULES), None, "openai")


def names(routes: list[Route]) -> list[str]:
    return [each.connection for each in routes]


def fail(failing: Route, rounds: int = 1) -> None:
    for _ in range(rounds):
        ticket = failing.breaker.begin()
        assert ticket
        ticket.failed(UpstreamFailed(f"{failing.connection} answered 503: overloaded."))


@given(st.lists(st.integers(1, 20), min_size=2, max_size=6))
def test_routes_take_turns_by_their_weights(weights: list[int]) -> None:
    tier = Tier([(route(str(place)), weight) for place, weight in enumerate(weights)])
    turns = Counter(int(tier.ordered()[0].connection) for _ in range(3 * sum(weights)))
    for place, weight in enumerate(weights):
        assert abs(turns[place] - 3 * weight) <= len(weights)


def test_turns_are_smooth() -> None:
    tier = Tier([(route("a"), 1), (route("b"), 1)])
    turns = [tier.ordered()[0].connection for _ in range(10)]
    assert all(one != other for one, other in itertools.pairwise(turns))


def test_different_processes_begin_at_different_places() -> None:
    firsts = {Tier([(route(name), 1) for name in "abc"]).ordered()[0].connection for _ in range(100)}
    assert firsts == {"a", "b", "c"}


def test_every_route_is_offered_once() -> None:
    tier = Tier([(route(name), 2) for name in "abc"])
    assert sorted(names(tier.ordered())) == ["a", "b", "c"]


def test_an_open_route_is_skipped() -> None:
    broken, well = route("broken"), route("well")
    fail(broken)
    plan = Plan("m", [Tier([(broken, 100), (well, 1)])])
    assert all(names(plan.candidates()) == ["well"] for _ in range(5))


def test_a_route_that_failed_of_late_comes_last() -> None:
    shaky = Route(cast("Any", None), "shaky", "m", route("x").card, Breaker(BreakerRules()), None, "openai")
    fail(shaky)
    tier = Tier([(shaky, 100), (route("well"), 1)])
    assert all(names(tier.ordered()) == ["well", "shaky"] for _ in range(5))


def test_fallbacks_come_after() -> None:
    first, second = route("first"), route("second")
    plan = Plan("m", [Tier([(first, 1)]), Tier([(second, 1)])])
    assert names(plan.candidates()) == ["first", "second"]
    fail(first)
    assert names(plan.candidates()) == ["second"]


def test_when_all_are_open_the_caller_hears_since_when_and_until_when() -> None:
    routes = [route("a"), route("b")]
    for each in routes:
        fail(each)
    with pytest.raises(ModelsResting, match=r"since .* UTC.* answered 503\. It will be tried again in") as raised:
        Plan("m", [Tier([(each, 1) for each in routes])]).candidates()
    assert 0 < (raised.value.retry_after_s or 0) <= 60
    assert "overloaded" not in raised.value.message
