"""Every question and order to the rows of runs, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CTE, Integer, Select, Table, bindparam, exists, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import ExecutableReturnsRows, TypedReturnsRows

from pilothouse.access.identity.paging import PagedRepository
from pilothouse.core.ids import ProcessId
from pilothouse.core.principal import Principal
from pilothouse.db.together import Beside, named
from pilothouse.live import log as event_log
from pilothouse.live.log import LoggedEvent, NewEvent
from pilothouse.live.tables import Event
from pilothouse.runtime.runs import states
from pilothouse.runtime.runs.tables import AgentRun

_ERASE = text("select runs_erase(:run_ids)")
# Asked in every turn, so they are made once: making one takes as long as asking it.
_LOCKED = (
    select(AgentRun)
    .where(AgentRun.id == bindparam("run_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_LOCKED_IF_FREE = _LOCKED.with_for_update(skip_locked=True)
BUSY = exists().where(AgentRun.conversation_id == bindparam("conversation_id"), AgentRun.state.in_(states.BUSY))
_IS_BUSY = select(BUSY)
_NEXT = (
    select(AgentRun.id)
    .where(AgentRun.conversation_id == bindparam("conversation_id"), AgentRun.state == states.QUEUED)
    .order_by(AgentRun.id)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A run that was changed: its row anew, the seq of the first event appended, and when, by the database's clock."""

    run: AgentRun
    first_seq: int
    at: datetime


class RunRepository(PagedRepository[AgentRun]):
    """Runs of one organization. A run is visible to the user on whose behalf it works, and to nobody else."""

    table = AgentRun
    noun = "run"
    newest_first = True

    def visible_to(self, principal: Principal) -> Select[AgentRun]:
        """Select a principal's own runs."""
        return super().visible_to(principal).where(AgentRun.user_id == principal.user_id)

    def filtered(
        self, principal: Principal, agent: str | None, wanted: Sequence[str], source: str | None
    ) -> Select[AgentRun]:
        """Select a principal's own runs by agent, states and source, where given."""
        query = self.visible_to(principal)
        if agent:
            query = query.where(AgentRun.agent == agent)
        if wanted:
            query = query.where(AgentRun.state.in_(wanted))
        return query.where(AgentRun.source == source) if source else query

    async def begin(self, values: dict[str, Any]) -> AgentRun | None:
        """Insert a run; None when its conversation has one at work, or its idempotency key is taken."""
        return await self.session.scalar(insert(AgentRun).values(**values).on_conflict_do_nothing().returning(AgentRun))

    async def begin_beside(self, values: dict[str, Any], beside: Beside) -> AgentRun:
        """Insert a run and what belongs beside it in one statement.

        Raises:
            IntegrityError: its conversation has one at work by now, or something else is there already.
        """
        query = _begun(tuple(values), beside.parts)
        run: AgentRun | None = await self.session.scalar(query, {**named("run", values), **beside.values})
        assert run is not None, "it was inserted"
        return run

    async def is_busy(self, conversation_id: UUID) -> bool:
        """Tell whether a run of a conversation is at work, waits or is queued."""
        return bool(await self.session.scalar(_IS_BUSY, {"conversation_id": conversation_id}))

    async def by_idempotency_key(self, principal: Principal, source: str, key: str) -> AgentRun | None:
        """Return the run that was started under a key."""
        query = self.visible_to(principal).where(AgentRun.source == source, AgentRun.idempotency_key == key)
        return await self.session.scalar(query)

    async def locked(self, run_id: UUID, *, if_free: bool = False) -> AgentRun | None:
        """Return a run of the organization, locked until the transaction ends and read anew.

        With `if_free`, one that somebody else has locked counts as not there.
        """
        return await self.session.scalar(_LOCKED_IF_FREE if if_free else _LOCKED, {"run_id": run_id})

    async def conversations_of(self, run_ids: Sequence[UUID]) -> dict[UUID, UUID | None]:
        """Return which conversation each run belongs to."""
        if not run_ids:
            return {}
        rows = await self.session.execute(select(AgentRun.id, AgentRun.conversation_id).where(AgentRun.id.in_(run_ids)))
        return {row.id: row.conversation_id for row in rows}

    async def one(self, run_id: UUID) -> AgentRun | None:
        """Return a run of the organization, whoever it belongs to."""
        return await self.session.scalar(select(AgentRun).where(AgentRun.id == run_id))

    async def claim(self, run_id: UUID, process_id: ProcessId) -> AgentRun | None:
        """Take a queued run to this process, unless its conversation is busy or it is not its turn."""
        other = aliased(AgentRun)
        in_front = exists().where(
            other.conversation_id == AgentRun.conversation_id,
            other.state.in_((states.RUNNING, states.WAITING))
            | ((other.state == states.QUEUED) & (other.id < AgentRun.id)),
        )
        query = (
            update(AgentRun)
            .where(AgentRun.id == run_id, AgentRun.state == states.QUEUED, ~in_front)
            .values(
                state=states.RUNNING,
                process_id=process_id,
                epoch=AgentRun.epoch + 1,
                started_at=func.coalesce(AgentRun.started_at, func.now()),
                read_at=None,
            )
            .returning(AgentRun)
        )
        try:
            async with self.session.begin_nested():
                return await self.session.scalar(query)
        except IntegrityError:  # another run of the conversation was taken at the same moment
            return None

    async def next_of(self, conversation_id: UUID) -> UUID | None:
        """Return the oldest queued run of a conversation."""
        return await self.session.scalar(_NEXT, {"conversation_id": conversation_id})

    async def move(
        self,
        run: AgentRun,
        events: Sequence[NewEvent],
        *,
        from_states: frozenset[str],
        is_over: bool = False,
        **values: Any,
    ) -> Moved | None:
        """Change a run and append to its stream, if it still stands where the caller saw it.

        Args:
            run: as the caller saw it.
            events: what is said about it, oldest first.
            from_states: in which it may be.
            is_over: it finishes at this moment, by the database's clock.
            values: what changes, by column.

        Returns:
            None, and nothing is changed, when its epoch or state is another by now.
        """
        seen = {"run_id": run.id, "run_epoch": run.epoch, "from_states": list(from_states), "added": len(events)}
        query = _moved(tuple(values), is_over=is_over)
        changed = (await self.session.execute(query, {**seen, **named("new", values)})).first()
        if changed is None:
            return None
        row, at = changed
        first_seq = row.last_seq - len(events) + 1
        await event_log.append(self.session, run.id, run.organization_id, first_seq, events)
        return Moved(row, first_seq, at)

    async def request_stop(self, run_id: UUID) -> None:
        """Ask the process that hosts a run to end it; it hears of that when this transaction is committed."""
        await self.session.execute(update(AgentRun).where(AgentRun.id == run_id).values(stop_requested_at=func.now()))
        await self.session.execute(select(func.pg_notify("pilothouse_run_stop", str(run_id))))

    async def note_reader(self, run_id: UUID) -> None:
        """Note that somebody reads a run on another process than the one that hosts it."""
        await self.session.execute(update(AgentRun).where(AgentRun.id == run_id).values(read_at=func.now()))

    async def read_within(self, run_id: UUID, seconds: float) -> bool:
        """Tell whether a reader on another process was there within the last seconds."""
        age = func.extract("epoch", func.now() - AgentRun.read_at)
        found: bool | None = await self.session.scalar(select(age < seconds).where(AgentRun.id == run_id))
        return bool(found)

    async def is_quiet(self, run_id: UUID, seq: int) -> bool:
        """Tell whether a run is over or waits, and has said nothing after a seq."""
        later = exists().where(
            Event.stream == run_id,
            Event.seq > seq,
            Event.type.like(f"{event_log.PRIVATE}%"),
        )
        quiet = AgentRun.state.in_(states.OVER | {states.WAITING})
        found: bool | None = await self.session.scalar(select(quiet & ~later).where(AgentRun.id == run_id))
        return found is None or found

    async def tool_of_call(self, run_id: UUID, call_id: str) -> str | None:
        """Return the name of the tool that a call of a run was for."""
        query = select(Event.data["name"].astext).where(
            Event.stream == run_id, Event.type == "run.tool_start", Event.data["call_id"].astext == call_id
        )
        return await self.session.scalar(query.limit(1))

    async def events(self, run_id: UUID) -> list[LoggedEvent]:
        """Return everything a run has said."""
        found: list[LoggedEvent] = []
        while True:
            some = await event_log.read(self.session, run_id, found[-1].seq if found else 0)
            found += some
            if len(some) < event_log.AT_ONCE:
                return found

    async def erase(self, run_ids: Sequence[UUID]) -> int:
        """Forget runs of the organization for good: rows, journal, events. Returns how many there were."""
        return await self.session.scalar(_ERASE, {"run_ids": list(run_ids)}) or 0

    async def lock_over(self, run_ids: Sequence[UUID]) -> Sequence[UUID]:
        """Return which of some runs are over, locked; those that somebody else is at are left out."""
        query = select(AgentRun.id).where(AgentRun.id.in_(run_ids), AgentRun.state.in_(states.OVER))
        return (await self.session.scalars(query.with_for_update(skip_locked=True))).all()


@cache  # by what is written: making the statement takes as long as the statement
def _begun(columns: tuple[str, ...], parts: tuple[CTE, ...]) -> ExecutableReturnsRows:
    table = cast("Table", AgentRun.__table__)
    inserted = insert(table).values({column: bindparam(f"run_{column}") for column in columns})
    return select(AgentRun).from_statement(inserted.add_cte(*parts).returning(AgentRun))


@cache
def _moved(columns: tuple[str, ...], *, is_over: bool) -> TypedReturnsRows[AgentRun, datetime]:
    values: dict[str, Any] = {column: bindparam(f"new_{column}") for column in columns}
    if is_over:
        values["finished_at"] = func.clock_timestamp()
    return (
        update(AgentRun)
        .where(
            AgentRun.id == bindparam("run_id"),
            AgentRun.epoch == bindparam("run_epoch"),
            AgentRun.state.in_(bindparam("from_states", expanding=True)),
        )
        .values(last_seq=AgentRun.last_seq + bindparam("added", type_=Integer), **values)
        .returning(AgentRun, func.clock_timestamp())
        .execution_options(synchronize_session=False, populate_existing=True)
    )
