"""Runs that wait for a person: the fence in front of the gate, and what a decision does to them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.live.log import NewEvent
from pilothouse.runtime.approvals.gate import DECIDED
from pilothouse.runtime.approvals.repository import ApprovalRepository
from pilothouse.runtime.approvals.tables import Approval
from pilothouse.runtime.runs import states
from pilothouse.runtime.runs.errors import RunFenced
from pilothouse.runtime.runs.repository import RunRepository
from pilothouse.runtime.runs.tables import AgentRun

_ANY = frozenset(states.STATES)


@dataclass(frozen=True, slots=True)
class RunFence:
    """Proves that a run is still this process's; see `approvals.gate.Fence`."""

    run: AgentRun

    async def append(self, session: AsyncSession, events: Sequence[NewEvent]) -> None:
        """Append events under the run's lock.

        Raises:
            RunFenced: another process has the run.
        """
        moved = await RunRepository(session).move(self.run, events, from_states=frozenset({states.RUNNING}))
        if moved is None:
            raise RunFenced


@dataclass(frozen=True, slots=True)
class ParkedRuns:
    """What decisions do to runs; see `approvals.service.Parked`. `claim` takes a queued run to this process."""

    claim: Callable[[UUID, UUID], None]

    async def lock(self, session: AsyncSession, approval: Approval) -> None:
        """Lock the run before its approval, as the gate does."""
        await RunRepository(session).locked(_run_id(approval))

    async def decided(self, session: AsyncSession, approval: Approval, *, is_last: bool) -> None:
        """Tell the run's stream, and queue the run when it waits for no further decision."""
        runs = RunRepository(session)
        run = await runs.locked(_run_id(approval))
        if run is None:
            return
        told = NewEvent(DECIDED, {"approval_id": str(approval.id), "state": approval.state, "run_id": str(run.id)})
        state = states.QUEUED if is_last and run.state == states.WAITING else run.state
        await runs.move(run, [told], from_states=_ANY, state=state)

    async def requeue_decided(self, session: AsyncSession, run_id: UUID) -> bool:
        """Queue a run whose last decision came while it was on its way to wait; tell whether it was so."""
        runs = RunRepository(session)
        run = await runs.locked(run_id)
        if run is None or run.state != states.WAITING or await ApprovalRepository(session).pending_of(run_id=run_id):
            return False
        await runs.move(run, [], from_states=frozenset({states.WAITING}), state=states.QUEUED)
        return True

    def wake(self, approval: Approval) -> None:
        """Take the run to this process."""
        self.claim(approval.organization_id, _run_id(approval))


def _run_id(approval: Approval) -> UUID:
    assert approval.run_id is not None, "an approval of a run"
    return approval.run_id
