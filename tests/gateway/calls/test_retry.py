import asyncio
from typing import Any, cast

import pytest

from pilothouse.core.errors import InvalidInput, PilothouseError, RateLimited, UpstreamFailed
from pilothouse.gateway.calls.retry import RetryPlan
from pilothouse.gateway.catalog.rates import FREE
from pilothouse.gateway.routing.service import Route
from pilothouse.gateway.settings import GatewaySettings

ROUTES = [Route(cast("Any", None), name, name, FREE) for name in ("first", "second")]


class TestRetryPlan:
    @pytest.fixture
    def pauses(self, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        pauses: list[float] = []

        async def sleep(delay_s: float) -> None:
            pauses.append(delay_s)

        monkeypatch.setattr("pilothouse.gateway.calls.retry.asyncio.sleep", sleep)
        return pauses

    def _plan(self, seconds: float = 60) -> RetryPlan:
        settings = GatewaySettings(retries=3, retry_base_s=1, retry_cap_s=3)
        return RetryPlan(ROUTES, settings, asyncio.get_running_loop().time() + seconds)

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
        await self._plan().move_on(RateLimited("later", retry_after_s=7))
        assert pauses == [7]

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
