import asyncio

import httpx2
import pytest
from fastapi import FastAPI

from pilothouse.core.errors import Unavailable
from pilothouse.ops import health
from pilothouse.ops.health import run_checks


async def well() -> None:
    pass


async def ill() -> None:
    raise Unavailable("The lease is lost.")


class TestRunChecks:
    async def test_is_well_when_every_check_is(self) -> None:
        found = await run_checks({"one": well, "two": well})
        assert found.status == "ok"
        assert [check.name for check in found.checks] == ["one", "two"]

    async def test_names_what_is_wrong_and_looks_at_the_rest(self) -> None:
        found = await run_checks({"lease": ill, "database": well})
        assert found.status == "failing"
        assert [(check.name, check.ok, check.problem) for check in found.checks] == [
            ("lease", False, "The lease is lost."), ("database", True, None),
        ]  # fmt: skip

    async def test_does_not_wait_for_a_check_without_end(self, monkeypatch) -> None:
        monkeypatch.setattr(health, "_CHECK_S", 0.01)
        found = await run_checks({"database": asyncio.Event().wait})
        assert found.checks[0].problem == "No answer within 0.01 s."


class TestProbes:
    @pytest.fixture
    def app(self) -> FastAPI:
        app = FastAPI()
        app.include_router(health.router)
        app.state.started, app.state.checks = True, {"lease": well}
        return app

    async def ask(self, app: FastAPI, probe: str) -> tuple[int, str]:
        client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://pilothouse.test")
        answer = await client.get(f"/health/{probe}")
        return answer.status_code, answer.json()["status"]

    async def test_a_running_process_is_live_started_and_ready(self, app) -> None:
        assert [await self.ask(app, probe) for probe in ("live", "startup", "ready")] == [(200, "ok")] * 3

    async def test_one_that_lost_its_lease_lives_on_but_is_not_ready(self, app) -> None:
        app.state.checks = {"lease": ill}
        assert await self.ask(app, "ready") == (503, "failing")
        assert await self.ask(app, "live") == (200, "ok")

    async def test_one_that_stops_is_not_ready(self, app) -> None:
        app.state.started = False
        assert await self.ask(app, "ready") == (503, "failing")
        assert await self.ask(app, "startup") == (503, "failing")
