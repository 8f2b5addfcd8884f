import asyncio
from contextlib import aclosing
from datetime import UTC, datetime

import pytest

from pilothouse.core.ids import new_id
from pilothouse.live.log import LoggedEvent
from pilothouse.runtime.hosting.host import RunHost
from pilothouse.runtime.hosting.outbox import Outbox
from pilothouse.runtime.runs.tables import AgentRun

RUN = AgentRun(id=new_id(), organization_id=new_id(), epoch=1)


@pytest.fixture
def outbox(host: RunHost) -> Outbox:
    """An outbox that shows what a test hands it."""
    return Outbox(host.hosting.store, host.hosting.database, RUN, 0.0, lambda: None)


def event(seq: int) -> LoggedEvent:
    return LoggedEvent(RUN.id, seq, RUN.organization_id, "run.text", datetime.now(UTC), {"text": str(seq)})


class TestReaders:
    @pytest.mark.parametrize("after", range(6))
    async def test_are_shown_only_what_is_behind_their_place(self, outbox, after) -> None:
        outbox.show([event(seq) for seq in range(1, 5)])
        outbox.close()
        assert [each.seq async for each in outbox.read(after)] == list(range(after + 1, 5))

    async def test_who_saw_a_commit_on_another_replica_first_are_not_shown_it_again(self, outbox) -> None:
        outbox.show([event(1)])
        async with aclosing(outbox.read(after=2)) as events:
            waiting = asyncio.ensure_future(anext(events))
            await asyncio.sleep(0)
            outbox.show([event(2)])
            outbox.show([event(3)])
            assert (await waiting).seq == 3
