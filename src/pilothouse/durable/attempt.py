"""One attempt at a piece of work: what its handler gets, and the fence around everything it writes."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.db.engine import Database
from pilothouse.durable import states
from pilothouse.durable.tables import Work


class Fenced(Exception):
    """The row's epoch is no longer ours: it was swept, edited, paused or cancelled. Stop without a word."""


class Outcome(StrEnum):
    """What one call of `advance` came to."""

    NEXT = "next"  # a step is finished, another follows
    PARKED = "parked"  # waiting for a person, a timer or a child; the row says for what
    DONE = "done"  # nothing is left to do


@dataclass(frozen=True, slots=True)
class Attempt:
    """A claimed row. Holds no connection; every write opens a transaction that proves the claim first."""

    database: Database
    work_id: UUID
    organization_id: UUID
    kind: str
    epoch: int
    attempts: int
    is_fresh: Callable[[], bool]

    @asynccontextmanager
    async def write(self, events: int = 0) -> AsyncGenerator[tuple[AsyncSession, int]]:
        """Open the one transaction in which results, events and state of this attempt are written together.

        Args:
            events: how many events the transaction appends to the row's stream.

        Yields:
            The session, and the seq of the first of those events.

        Raises:
            Fenced: the claim is lost; nothing was written.
        """
        async with self.database.transaction(self.organization_id) as session:
            last = await session.scalar(
                update(Work)
                .where(Work.id == self.work_id, Work.epoch == self.epoch, Work.state == states.RUNNING)
                .values(last_seq=Work.last_seq + events)
                .returning(Work.last_seq)
            )
            if last is None:
                raise Fenced
            yield session, last - events + 1

    async def finish(self, session: AsyncSession, state: str) -> None:
        """End the attempt inside a `write`: the row takes a state in which no runner holds it."""
        await self._release(session, state=state, attempts=0)

    async def retry(self, session: AsyncSession, after: timedelta) -> None:
        """End the attempt inside a `write`, to be claimed again after a while. The count of attempts stays."""
        await self._release(session, state=states.QUEUED, due_at=func.now() + after)

    async def _release(self, session: AsyncSession, **values: Any) -> None:
        await session.execute(update(Work).where(Work.id == self.work_id).values(runner_id=None, **values))

    async def hand_over(self, session: AsyncSession) -> None:
        """End the attempt inside a `write` because its process stops as it should: that counts as no attempt."""
        await self._release(
            session, state=states.QUEUED, due_at=func.now(), attempts=func.greatest(Work.attempts - 1, 0)
        )

    async def reset_attempts(self, session: AsyncSession) -> None:
        """Note inside a `write` that a step was finished: a crash later starts counting anew."""
        await session.execute(update(Work).where(Work.id == self.work_id).values(attempts=0))


class Handler(Protocol):
    """Runs the work of one kind."""

    kind: str

    async def advance(self, attempt: Attempt) -> Outcome:
        """Run exactly one step and say what comes next.

        Raises:
            Fenced: the claim is lost.
        """
        ...
