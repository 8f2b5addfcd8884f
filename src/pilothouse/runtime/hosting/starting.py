"""How a run begins: its row and the first event of its stream, in the transaction of whoever starts it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.agents.registry import Registry
from pilothouse.core.ids import ProcessId, new_id
from pilothouse.core.principal import Principal
from pilothouse.db.together import Beside
from pilothouse.live import log as event_log
from pilothouse.live.log import NewEvent
from pilothouse.runtime.hosting.principals import kept
from pilothouse.runtime.hosting.request import RunRequest, StartedRun
from pilothouse.runtime.hosting.transcript import START
from pilothouse.runtime.runner import check_agent
from pilothouse.runtime.runs import states
from pilothouse.runtime.runs.errors import ConversationBusy, RunIdempotencyConflict
from pilothouse.runtime.runs.repository import RunRepository
from pilothouse.runtime.runs.tables import AgentRun


@dataclass(frozen=True, slots=True)
class Starter:
    """Writes runs that one process is about to host, or that queue behind others."""

    registry: Registry
    process_id: ProcessId

    async def start(
        self, session: AsyncSession, who: Principal, request: RunRequest, beside: Beside | None = None
    ) -> StartedRun:
        """Write a run; returns and raises as `RunHost.start` says."""
        runs = RunRepository(session)
        if known := await _known(runs, who, request):
            return StartedRun(known, who, is_new=False)
        check_agent(self.registry, self.registry.agent(request.agent), who, request.tools)
        is_busy = request.is_busy
        if is_busy is None:
            is_busy = request.conversation_id is not None and await runs.is_busy(request.conversation_id)
        if is_busy and request.when_busy == "refuse":
            raise ConversationBusy
        row = self._row(who, request, states.QUEUED if is_busy else states.RUNNING)
        if beside is not None:
            first = event_log.beginning(row["id"], who.organization_id, first_event(AgentRun(**row)))
            whole = Beside((*beside.parts, *first.parts), {**beside.values, **first.values})
            return StartedRun(await runs.begin_beside(row, whole), who, is_new=True)
        run = await runs.begin(row)
        if run is None:  # the same key, or another run of the conversation, at the same moment
            if known := await _known(runs, who, request):
                return StartedRun(known, who, is_new=False)
            if request.when_busy == "refuse":
                raise ConversationBusy
            run = await runs.begin(self._row(who, request, states.QUEUED))
            assert run is not None, "a queued run stands in nobody's way"
        await event_log.append(session, run.id, run.organization_id, 1, [first_event(run)])
        return StartedRun(run, who, is_new=True)

    def _row(self, who: Principal, request: RunRequest, state: str) -> dict[str, Any]:
        is_running = state == states.RUNNING
        return {
            "id": request.run_id or new_id(),
            "organization_id": who.organization_id,
            "user_id": who.user_id,
            "principal": kept(who),
            "agent": request.agent,
            "source": request.source,
            "conversation_id": request.conversation_id,
            "state": state,
            "process_id": self.process_id if is_running else None,
            "epoch": 1 if is_running else 0,
            "last_seq": 1,
            "is_detached": request.is_detached,
            "request": msgspec.to_builtins(request.stored()),
            "facts": request.facts,
            "idempotency_key": request.idempotency_key,
            "request_hash": request.digest() if request.idempotency_key else None,
            "started_at": datetime.now(UTC) if is_running else None,
        }


def first_event(run: AgentRun) -> NewEvent:
    """Return what a stream begins with."""
    conversation = str(run.conversation_id) if run.conversation_id else None
    data = {"run_id": str(run.id), "agent": run.agent, "source": run.source, "conversation_id": conversation}
    return NewEvent(START, {**run.facts, **data, "resumed": False})


async def _known(runs: RunRepository, who: Principal, request: RunRequest) -> AgentRun | None:
    """Return the run that came of the same request under the same key."""
    if request.idempotency_key is None:
        return None
    known = await runs.by_idempotency_key(who, request.source, request.idempotency_key)
    if known is not None and known.request_hash != request.digest():
        raise RunIdempotencyConflict
    return known
