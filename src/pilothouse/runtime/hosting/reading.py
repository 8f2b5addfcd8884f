"""Reading a run that another process hosts, or that is over: from the event log, woken by the hub."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from uuid import UUID

from pilothouse.core.errors import Unavailable
from pilothouse.db.engine import Database
from pilothouse.live import log as event_log
from pilothouse.live.hub import Hub
from pilothouse.live.log import LoggedEvent
from pilothouse.runtime.hosting.transcript import LAST
from pilothouse.runtime.runs.repository import RunRepository


async def follow_log(
    database: Database, hub: Hub, organization_id: UUID, run_id: UUID, after: int, beat_s: float
) -> AsyncGenerator[LoggedEvent]:
    """Yield a run's events after a seq until it is over or waits.

    Args:
        database: of the log.
        hub: tells when there is more.
        organization_id: whose run it is.
        run_id: the run.
        after: seq of the last event the reader has.
        beat_s: how often to note that somebody reads, which its host cannot see.
    """

    async def is_quiet(seq: int) -> bool:
        async with database.transaction(organization_id) as session:
            return await RunRepository(session).is_quiet(run_id, seq)

    if await is_quiet(after):
        return
    beating = asyncio.create_task(_beat(database, organization_id, run_id, beat_s))
    try:
        async with aclosing(hub.follow(organization_id, run_id, after)) as events:
            async for event in events:
                if event.type.startswith(event_log.PRIVATE):
                    yield event
                if event.type in LAST and await is_quiet(event.seq):
                    return
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)


async def _beat(database: Database, organization_id: UUID, run_id: UUID, every_s: float) -> None:
    while True:
        with suppress(Unavailable):
            async with database.transaction(organization_id) as session:
                await RunRepository(session).note_reader(run_id)
        await asyncio.sleep(every_s)
