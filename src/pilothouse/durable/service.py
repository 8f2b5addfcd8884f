"""Orders to durable work from outside its attempts: add, move to another state, touch."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.errors import Conflict
from pilothouse.durable import states
from pilothouse.durable.tables import Work


class WrongState(Conflict):
    """The work is not in a state in which this can be done."""

    def __init__(self, order: str, state: str, noun: str) -> None:
        words = state.replace("_", " ")
        super().__init__(f"This {noun} is {words}; it cannot {order} now.", details={"state": state, "order": order})


class WorkService:
    """Writes work rows in the caller's transaction. Each order that a runner must notice raises the epoch."""

    def __init__(self, session: AsyncSession, engine: str = "embedded") -> None:
        self._session = session
        self._engine = engine

    async def add(
        self,
        work_id: UUID,
        organization_id: UUID,
        kind: str,
        *,
        state: str = states.QUEUED,
        priority: int = 0,
        due_at: datetime | None = None,
        events: int = 0,
    ) -> Work:
        """Add a row that already has `events` events in its stream."""
        work = Work(
            id=work_id,
            organization_id=organization_id,
            kind=kind,
            state=state,
            priority=priority,
            last_seq=events,
            epoch=0,
            attempts=0,
            engine=self._engine,
            runner_id=None,
        )
        if due_at is not None:
            work.due_at = due_at
        self._session.add(work)
        await self._session.flush()
        return work

    async def locked(self, work_id: UUID) -> Work | None:
        """Return the row, locked until the transaction ends, so that orders and attempts take turns."""
        return await self._session.scalar(select(Work).where(Work.id == work_id).with_for_update())

    async def order(self, work: Work, order: str, noun: str, *, events: int) -> int:
        """Carry out approve, pause, resume, cancel or retry on a locked row.

        Returns:
            The seq of the first of the `events` events that the caller appends.

        Raises:
            WrongState: the row's state does not allow it.
        """
        allowed, target = states.MOVES[order]
        if work.state not in allowed:
            raise WrongState(order, work.state, noun)
        return await self._move(work, target, events)

    async def note(self, work: Work, *, events: int) -> int:
        """Make room for events in the stream of a locked row, and change nothing else; return the first one's seq."""
        query = update(Work).where(Work.id == work.id).values(last_seq=Work.last_seq + events)
        last: int = await self._session.scalar(query.returning(Work.last_seq))  # pyright: ignore[reportAssignmentType]
        return last - events + 1

    async def interrupt(self, work: Work, *, events: int) -> int:
        """Make the next safe point come now: a running row is queued again under a new epoch, others stay."""
        return await self._move(work, states.QUEUED if work.state == states.RUNNING else work.state, events)

    async def prioritise(self, work: Work, priority: int) -> None:
        """Change the place in the queue."""
        await self._session.execute(update(Work).where(Work.id == work.id).values(priority=priority))

    async def _move(self, work: Work, state: str, events: int) -> int:
        last: int = await self._session.scalar(  # pyright: ignore[reportAssignmentType]
            update(Work)
            .where(Work.id == work.id)
            .values(
                state=state,
                epoch=Work.epoch + 1,
                runner_id=None,
                attempts=0,
                due_at=func.now(),
                updated_at=func.now(),
                last_seq=Work.last_seq + events,
            )
            .returning(Work.last_seq)
        )
        work.state = state
        return last - events + 1
