"""From settings to a database that is there and at this version's schema."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from pilothouse.core.telemetry import get_logger
from pilothouse.db.embedded import Cluster, revive_cluster, start_cluster, stop_cluster
from pilothouse.db.engine import Database
from pilothouse.db.migrate import migrate, role_of
from pilothouse.settings import Settings

log = get_logger(__name__)

_WATCH_S = 1.0


@dataclass(frozen=True, slots=True)
class Urls:
    """How to reach the database in each of its three ways."""

    app: str
    owner: str
    listen: str


@asynccontextmanager
async def ready_database(settings: Settings, progress: Callable[[str], None]) -> AsyncGenerator[Urls]:
    """Yield the URLs of a database at this version's schema; see `reach_database`."""
    async with reach_database(settings, progress) as urls:
        await _migrate(urls, progress)
        yield urls


@asynccontextmanager
async def reach_database(settings: Settings, progress: Callable[[str], None]) -> AsyncGenerator[Urls]:
    """Yield the URLs of a database as it is; start the embedded server where none is configured.

    Args:
        settings: `database.url` empty means embedded.
        progress: told in words what takes time.
    """
    if settings.database.url:
        yield _configured(settings)
        return
    cluster = await asyncio.to_thread(start_cluster, settings.data_dir, progress=progress)
    watch = asyncio.create_task(_keep_alive(cluster), name="embedded-postgres-watch")
    try:
        yield Urls(cluster.app_url, cluster.owner_url, cluster.app_url)
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch
        await asyncio.to_thread(stop_cluster, cluster)


def _configured(settings: Settings) -> Urls:
    database = settings.database
    if role_of(database.owner_url or database.url) == role_of(database.url):
        log.warning(
            "row_level_security_not_in_force",
            advice="DATABASE_URL signs in as the schema's owner. Give it a plain role and set DATABASE_OWNER_URL.",
        )
    return Urls(database.url, database.owner_url or database.url, database.listen_url or database.url)


async def _migrate(urls: Urls, progress: Callable[[str], None]) -> None:
    progress("Bringing the database schema up to date")
    await migrate(urls.owner, urls.app)


async def _keep_alive(cluster: Cluster) -> None:
    """Start the embedded server again when it dies: nobody else looks after it."""
    database = Database(cluster.app_url)
    try:
        while True:
            await asyncio.sleep(_WATCH_S)
            try:
                async with asyncio.timeout(5):
                    await database.ping()
            except Exception as error:  # noqa: BLE001 - whatever is wrong, look whether it runs
                log.warning("embedded_postgres_away", error=str(error))
                await _revive(cluster)
    finally:
        await database.close()


async def _revive(cluster: Cluster) -> None:
    try:
        await asyncio.to_thread(revive_cluster, cluster)
    except Exception:
        log.exception("embedded_postgres_not_revived")
