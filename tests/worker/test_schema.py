import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pilothouse.core.errors import Unavailable
from pilothouse.db.embedded.probe import living_server
from pilothouse.db.engine import Database
from pilothouse.settings import Settings
from pilothouse.worker import schema
from pilothouse.worker.schema import ready_database


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data directory that every account can pass through."""
    memory = Path("/dev/shm")
    place = Path(tempfile.mkdtemp(prefix="ph-", dir=memory if memory.is_dir() else None))
    place.chmod(0o755)
    yield place / "data"
    shutil.rmtree(place)


class TestReadyDatabase:
    async def test_brings_its_own_server_migrated_and_starts_it_again_when_it_dies(self, data_dir, monkeypatch) -> None:
        monkeypatch.setattr(schema, "_WATCH_S", 0.05)
        said: list[str] = []
        async with ready_database(Settings(data_dir=data_dir), said.append) as urls:
            database = Database(urls.app)
            await database.ping()
            (pid_file,) = data_dir.rglob("postmaster.pid")
            server = living_server(pid_file.parent)
            assert server is not None
            os.kill(server, signal.SIGKILL)
            async with asyncio.timeout(30):
                while living_server(pid_file.parent) in {server, None} or not await answers(database):
                    await asyncio.sleep(0.02)
            await database.close()
        assert "Bringing the database schema up to date" in said
        assert living_server(pid_file.parent) is None

    async def test_takes_the_server_that_is_configured(self, cluster, tmp_path) -> None:
        settings = Settings(data_dir=tmp_path, database={"url": cluster.app_url, "owner_url": cluster.owner_url})
        async with ready_database(settings, lambda _message: None) as urls:
            assert (urls.app, urls.owner, urls.listen) == (cluster.app_url, cluster.owner_url, cluster.app_url)
        assert list(tmp_path.iterdir()) == []


async def answers(database: Database) -> bool:
    try:
        await database.ping()
    except Unavailable:
        return False
    return True
