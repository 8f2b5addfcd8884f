"""Missions that wait for a person: the fence in front of the gate, and what a decision does to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.durable import states
from pilothouse.durable.attempt import Attempt, Fenced
from pilothouse.durable.service import WorkService
from pilothouse.durable.tables import Work
from pilothouse.live import log as event_log
from pilothouse.live.log import NewEvent
from pilothouse.runtime.approvals.gate import DECIDED
from pilothouse.runtime.approvals.repository import ApprovalRepository
from pilothouse.runtime.approvals.tables import Approval


@dataclass(frozen=True, slots=True)
class MissionFence:
    """Proves that a mission is still this attempt's; see `approvals.gate.Fence`."""

    attempt: Attempt

    async def append(self, session: AsyncSession, events: Sequence[NewEvent]) -> None:
        """Append events under the work row's lock.

        Raises:
            Fenced: the claim is lost.
        """
        attempt = self.attempt
        last = await session.scalar(
            update(Work)
            .where(Work.id == attempt.work_id, Work.epoch == attempt.epoch, Work.state == states.RUNNING)
            .values(last_seq=Work.last_seq + len(events))
            .returning(Work.last_seq)
        )
        if last is None:
            raise Fenced
        await event_log.append(session, attempt.work_id, attempt.organization_id, last - len(events) + 1, events)


class ParkedMissions:
    """What decisions do to missions; see `approvals.service.Parked`. Queued work is claimed by whoever is free."""

    async def lock(self, session: AsyncSession, approval: Approval) -> None:
        """Lock the work row before its approval, as the gate does."""
        await WorkService(session).locked(_mission_id(approval))

    async def decided(self, session: AsyncSession, approval: Approval, *, is_last: bool) -> None:
        """Tell the mission's stream, and queue the mission when it waits for no further decision."""
        service = WorkService(session)
        work = await service.locked(_mission_id(approval))
        if work is None:
            return
        data = {"approval_id": str(approval.id), "state": approval.state, "mission_id": str(work.id)}
        events = [NewEvent(DECIDED, data)]
        if is_last and work.state == states.WAITING_FOR_APPROVAL:
            queued = {"mission_id": str(work.id), "state": states.QUEUED, "reason": None}
            events.append(NewEvent("mission.state", queued))
            first_seq = await service.order(work, "approve", "mission", events=len(events))
        else:
            first_seq = await service.note(work, events=len(events))
        await event_log.append(session, work.id, work.organization_id, first_seq, events)

    def wake(self, approval: Approval) -> None:
        """Runners hear of queued work by themselves."""


async def waits_for_nobody(session: AsyncSession, mission_id: UUID) -> bool:
    """Tell whether every call of a mission is decided."""
    return not await ApprovalRepository(session).pending_of(mission_id=mission_id)


def _mission_id(approval: Approval) -> UUID:
    assert approval.mission_id is not None, "an approval of a mission"
    return approval.mission_id
