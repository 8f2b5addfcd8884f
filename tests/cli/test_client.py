import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from pilothouse.cli.client import data_folder, open_api, upload_file
from pilothouse.client import AsyncPilothouse
from pilothouse.core.errors import InvalidInput, Unauthenticated, Unavailable


class TestUploads:
    async def test_say_which_file_is_missing(self, tmp_path: Path) -> None:
        async with AsyncPilothouse("http://127.0.0.1:1") as api:
            with pytest.raises(InvalidInput, match="There is no file"):
                await upload_file(api, tmp_path / "nothing.csv")


class TestDataFolder:
    def test_is_where_the_command_works_itself(self, monkeypatch, tmp_path: Path) -> None:
        monkeypatch.delenv("PILOTHOUSE_URL", raising=False)
        assert data_folder(tmp_path) == tmp_path

    def test_is_none_of_a_server(self, monkeypatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PILOTHOUSE_URL", "http://127.0.0.1:1")
        assert data_folder(tmp_path) is None


class TestOpenApi:
    async def test_talks_to_the_server_that_is_named(self, monkeypatch) -> None:
        monkeypatch.setenv("PILOTHOUSE_URL", "http://127.0.0.1:1/")
        monkeypatch.setenv("PILOTHOUSE_API_KEY", "ph_x")
        async with open_api(None) as api:
            with pytest.raises(Unavailable, match=r"127\.0\.0\.1:1.* cannot be reached"):
                await api.missions.list().page()

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
