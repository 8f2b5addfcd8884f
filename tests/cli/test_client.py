import asyncio
import json
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from pilothouse.cli.client import Api, open_api
from pilothouse.core.errors import InvalidInput, Unauthenticated, Unavailable


def api_that(answer) -> Api:
    """An API whose server answers like this."""
    return Api(httpx2.AsyncClient(transport=httpx2.MockTransport(answer), base_url="http://pilothouse.test"))


class TestApi:
    async def test_asks_for_what_the_client_does_not_know(self) -> None:
        api = api_that(
            lambda request: httpx2.Response(200, json={"success": True, "data": request.url.path, "meta": {}})
        )
        assert await api.call("GET", "/newer") == "/api/v1/newer"

    async def test_says_which_file_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidInput, match="There is no file"):
            await api_that(lambda _request: httpx2.Response(500)).upload(tmp_path / "nothing.csv")


class TestOpenApi:
    async def test_talks_to_the_server_that_is_named(self, monkeypatch) -> None:
        monkeypatch.setenv("PILOTHOUSE_URL", "http://127.0.0.1:1/")
        monkeypatch.setenv("PILOTHOUSE_API_KEY", "ph_x")
        async with open_api(None) as api:
            with pytest.raises(Unavailable, match=r"127\.0\.0\.1:1.* cannot be reached"):
                await api.call("GET", "/missions")

    async def test_wants_a_key_for_it(self, monkeypatch) -> None:
        monkeypatch.setenv("PILOTHOUSE_URL", "http://127.0.0.1:1")
        monkeypatch.delenv("PILOTHOUSE_API_KEY", raising=False)
        with pytest.raises(Unauthenticated, match="PILOTHOUSE_API_KEY"):
            async with open_api(None):
                pass

    @pytest.mark.parametrize("works", [False, True])
    async def test_takes_missions_only_for_a_command_that_waits_for_them(
        self, monkeypatch, cluster, tmp_path: Path, works
    ) -> None:
        for name in ("PILOTHOUSE_URL", "PILOTHOUSE_API_KEY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("DATABASE_URL", cluster.app_url)
        monkeypatch.setenv("DATABASE_OWNER_URL", cluster.owner_url)
        monkeypatch.chdir(tmp_path)
        async with open_api(tmp_path / "data", works=works):
            claiming = [task for task in asyncio.all_tasks() if "_claim_forever" in repr(task.get_coro())]
            assert bool(claiming) == works


def test_a_client_of_another_server_needs_no_server_code() -> None:
    names = ("chat", "agents", "tools", "approvals", "missions", "keys", "budgets", "models", "spend", "new")
    modules = ", ".join(f"pilothouse.cli.commands.{name}" for name in names)
    script = f"import json, sys, {modules}; print(json.dumps(sorted({{each.split('.')[0] for each in sys.modules}})))"
    loaded = json.loads(subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout)
    assert not {"fastapi", "starlette", "sqlalchemy", "asyncpg", "polars", "prompt_toolkit"} & set(loaded)
