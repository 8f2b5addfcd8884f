"""The one transaction in which a run ends or begins to wait: its row, its last events, figures, and its room's rows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.errors import ErrorKind, PilothouseError
from pilothouse.core.money import to_decimal_string
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.ledger.repository import LedgerRepository
from pilothouse.gateway.ledger.tables import LedgerRow
from pilothouse.live.log import LoggedEvent, NewEvent
from pilothouse.llm.messages import Usage
from pilothouse.runtime.approvals.repository import ApprovalRepository
from pilothouse.runtime.hosting.request import BareSource, RunEnd, RunSource
from pilothouse.runtime.hosting.transcript import COMPLETE, ERROR, Transcript
from pilothouse.runtime.runs import states
from pilothouse.runtime.runs.errors import RunLost
from pilothouse.runtime.runs.repository import RunRepository
from pilothouse.runtime.runs.tables import AgentRun
from pilothouse.runtime.statistics.repository import StatisticsRepository, Use

STATE = "agent_run.state"  # for dashboards: that something changed, without what was said
_SAID_WELL = frozenset({states.COMPLETED, states.STOPPED, states.WAITING})


def told(error: PilothouseError) -> dict[str, Any]:
    """Return an error as rows and streams keep it."""
    return {
        "kind": error.kind.value,
        "code": error.code,
        "message": error.message,
        "details": error.details,
        "retryable": error.retryable or error.kind is ErrorKind.RATE_LIMITED,
    }


class Ender:
    """Ends runs, whoever hosted them."""

    def __init__(self, database: Database, sources: Mapping[str, RunSource]) -> None:
        self._database = database
        self._sources = sources

    async def end(
        self, run: AgentRun, end: RunEnd, events: Sequence[NewEvent] = (), uses: Sequence[Use] = ()
    ) -> list[LoggedEvent] | None:
        """Write down how a run that this process hosts ended.

        Args:
            run: as this process took it.
            end: how it ended; what it cost is filled in here, from the ledger.
            events: still to be said before the last one.
            uses: for statistics.

        Returns:
            The last events as they stand in the stream; None, and nothing is written, when the run was taken away.

        Raises:
            Unavailable: the database is away.
        """
        async with self._database.transaction(run.organization_id) as session:
            return await self._write(session, run, end, events, uses, from_state=states.RUNNING)

    async def end_unhosted(self, session: AsyncSession, row: AgentRun, state: str) -> None:
        """End a locked run that no process is at work on: stopped by a person, or lost with its process."""
        shown = Transcript(await RunRepository(session).events(row.id))
        error = told(RunLost()) if state == states.INTERRUPTED else None
        end = RunEnd(state, shown.text, tools=tuple(shown.tools), error=error)
        await self._write(session, row, end, (), (), from_state=row.state)

    async def _write(
        self,
        session: AsyncSession,
        run: AgentRun,
        end: RunEnd,
        events: Sequence[NewEvent],
        uses: Sequence[Use],
        *,
        from_state: str,
    ) -> list[LoggedEvent] | None:
        end, model_calls = await self._priced(session, run, end)
        said = [*events, NewEvent(STATE, _state(run, end.state)), _last(run, end, model_calls)]
        moved = await RunRepository(session).move(
            run,
            said,
            from_states=frozenset({from_state}),
            is_over=end.state in states.OVER,
            state=end.state,
            process_id=None,
            answer=end.text or None if end.answer is None else end.answer,
            usage=msgspec.to_builtins(end.usage),
            cost_microusd=end.cost_microusd,
            model=end.model,
            model_calls=model_calls,
            tool_calls=len(end.tools),
            error=end.error,
            duration_ms=end.duration_ms,
        )
        if moved is None:
            return None
        row = moved.run
        if end.state == states.COMPLETED:
            await ApprovalRepository(session).finish_of(row.id)
        elif end.state in {states.STOPPED, states.FAILED}:  # an interrupted run may still be decided about
            await ApprovalRepository(session).cancel_of(row.id)
        await StatisticsRepository(session).note(row.organization_id, [*uses, *_use_of_agent(row, end)])
        await self._sources.get(row.source, BareSource()).settle(session, row, end)
        return [
            LoggedEvent(row.id, moved.first_seq + place, row.organization_id, event.type, moved.at, event.data)
            for place, event in enumerate(said)
        ]

    async def _priced(self, session: AsyncSession, row: AgentRun, end: RunEnd) -> tuple[RunEnd, int]:
        """Fill in what the ledger knows: the cost of every attempt, and usage and model where the agent told none."""
        calls = await LedgerRepository(session).of_request(_owner(row), str(row.id))
        billed = sum((_usage(call) for call in calls), start=Usage())
        answered = [call for call in calls if call.outcome == "completed"]
        priced = replace(
            end,
            cost_microusd=sum(call.cost_microusd for call in calls),
            usage=billed if end.usage == Usage() else end.usage,
            model=end.model or (answered[-1].model if answered else None),
        )
        return priced, len(answered)


def _owner(row: AgentRun) -> Principal:
    return Principal(row.organization_id, row.user_id)  # pyright: ignore[reportArgumentType] - ids of rows are plain


def _usage(call: LedgerRow) -> Usage:
    return Usage(
        input_tokens=call.input_tokens,
        output_tokens=call.output_tokens,
        cached_input_tokens=call.cached_input_tokens,
        reasoning_tokens=call.reasoning_tokens,
        is_estimated=call.is_estimated,
        cache_write_tokens=call.cache_write_tokens,
    )


def _state(row: AgentRun, state: str) -> dict[str, Any]:
    return {"run_id": str(row.id), "agent": row.agent, "state": state, "user_id": str(row.user_id)}


def _last(row: AgentRun, end: RunEnd, model_calls: int) -> NewEvent:
    figures = {
        "run_id": str(row.id),
        "state": end.state,
        "usage": msgspec.to_builtins(end.usage),
        "cost_usd": to_decimal_string(end.cost_microusd),
        "model": end.model,
        "timing": {"first_token_ms": end.first_token_ms, "duration_ms": end.duration_ms},
        "model_calls": model_calls,
        "tool_calls": len(end.tools),
    }
    if end.state in _SAID_WELL:
        names = list(dict.fromkeys(tool.name for tool in end.tools))
        return NewEvent(COMPLETE, {**figures, "text": end.text, "tools_used": names})
    return NewEvent(ERROR, {**figures, **(end.error or {}), "can_continue": True})


def _use_of_agent(row: AgentRun, end: RunEnd) -> list[Use]:
    """Count a run for its agent's figures once it is done; who stopped it says nothing about the agent."""
    if end.state not in {states.COMPLETED, states.FAILED}:
        return []
    ok = end.state == states.COMPLETED
    return [Use("agent", row.agent, ok, end.duration_ms, end.cost_microusd, UUID(str(row.id)))]
