import asyncio
from typing import Any, cast

import pytest

from pilothouse.core.errors import InvalidInput, PilothouseError, RateLimited, UpstreamFailed
from pilothouse.gateway.calls.retry import RetryPlan
from pilothouse.gateway.catalog.rates import FREE
from pilothouse.gateway.catalog.service import ModelCard
from pilothouse.gateway.routing.breaker import Breaker
from pilothouse.gateway.routing.service import Route
from pilothouse.gateway.settings import GatewaySettings


def route(connection: str, model: str) -> Route:
    return Route(cast("Any", None), connection, model, ModelCard(model, model, model, FREE), Breaker(), None, "openai")


ROUTES = [route("a", "first"), route("b", "second")]


class TestRetryPlan:
    @pytest.fixture
    def pauses(self, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        pauses: list[float] = []

        async def sleep(delay_s: float) -> None:
            pauses.append(delay_s)

        monkeypatch.setattr("pilothouse.gateway.calls.retry.asyncio.sleep", sleep)
        return pauses

    def _plan(self, seconds: float = 60, routes: list[Route] = ROUTES) -> RetryPlan:
        settings = GatewaySettings(retries=3, retry_base_s=1, retry_cap_s=3)
        return RetryPlan(routes, settings, asyncio.get_running_loop().time() + seconds)

    async def test_tries_a_route_again_then_the_next_one(self, pauses: list[float]) -> None:
        plan, tried = self._plan(), []
        for _ in range(7):
            tried.append(plan.route.model)
            await plan.move_on(UpstreamFailed("no"))
        tried.append(plan.route.model)
        with pytest.raises(UpstreamFailed):
            await plan.move_on(UpstreamFailed("no"))
        assert tried == ["first"] * 4 + ["second"] * 4

    async def test_waits_at_random_up_to_a_doubling_and_capped_pause(self, pauses: list[float]) -> None:
        plan = self._plan()
        for _ in range(3):
            await plan.move_on(UpstreamFailed("no"))
        assert all(pause_s <= longest_s for pause_s, longest_s in zip(pauses, (1, 2, 3), strict=True))

    async def test_waits_as_long_as_the_provider_asks(self, pauses: list[float]) -> None:
        await self._plan(routes=ROUTES[:1]).move_on(RateLimited("later", retry_after_s=7))
        assert pauses == [7]

    async def test_asks_another_model_rather_than_wait_long(self, pauses: list[float]) -> None:
        plan = self._plan()
        await plan.move_on(RateLimited("later", retry_after_s=7))
        assert (plan.route.model, pauses) == ("second", [])

    async def test_deployments_of_a_model_take_turns_without_a_pause(self, pauses: list[float]) -> None:
        plan, tried = self._plan(routes=[route("a", "first"), route("b", "first"), route("c", "second")]), []
        for _ in range(5):
            tried.append(plan.route.connection)
            await plan.move_on(UpstreamFailed("no"))
        assert tried == ["a", "b", "a", "b", "c"]
        assert len(pauses) == 2, "one when both have failed, one for the next model"

    async def test_leaves_out_what_cannot_be_tried_at_all(self, pauses: list[float]) -> None:
        plan = self._plan()
        plan.skip(UpstreamFailed("resting"))
        assert (plan.route.model, pauses) == ("second", [])
        with pytest.raises(UpstreamFailed, match="resting"):
            plan.skip(UpstreamFailed("resting"))

    async def test_goes_elsewhere_rather_than_wait_past_the_deadline(self, pauses: list[float]) -> None:
        plan = self._plan(seconds=5)
        await plan.move_on(RateLimited("later", retry_after_s=7))
        assert (plan.route.model, pauses) == ("second", [])

    async def test_does_not_repeat_what_waiting_cannot_help(self, pauses: list[float]) -> None:
        class KeyRefused(PilothouseError):
            pass

        plan = self._plan()
        await plan.move_on(KeyRefused("no"))
        assert (plan.route.model, pauses) == ("second", [])

    async def test_asks_nobody_else_about_a_request_that_is_wrong(self) -> None:
        with pytest.raises(InvalidInput):
            await self._plan().move_on(InvalidInput("no"))
