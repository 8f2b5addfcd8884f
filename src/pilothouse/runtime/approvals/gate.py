"""The gate in front of tools that want a person's consent. It never waits: it finds a decision, or parks the run."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.agents.context import Decision
from pilothouse.agents.errors import RunParked
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.live.log import NewEvent
from pilothouse.runtime.approvals import tables as states
from pilothouse.runtime.approvals.hold import Fence, Hold
from pilothouse.runtime.approvals.repository import ApprovalRepository
from pilothouse.runtime.approvals.tables import Approval

REQUESTED, DECIDED = "approval.requested", "approval.decided"


@dataclass(frozen=True, slots=True)
class Gate:
    """Decides about the calls of one run or mission, by rows.

    Attributes:
        subject: {"run_id": …} or {"mission_id": …}.
        fence: of the run or mission.
        hold: looks once more, before an approved tool does its work, that the run is still this process's.
    """

    database: Database
    principal: Principal
    agent: str
    subject: dict[str, UUID]
    fence: Fence
    hold: Hold

    async def decide(self, tool_name: str, arguments: dict[str, Any], idempotency_key: str) -> Decision:
        """Return a person's decision; an approved call is marked as begun before it is let through.

        Raises:
            RunParked: a person has to decide first, or again because the first try's outcome is not known.
        """
        async with self.database.transaction(self.principal.organization_id) as session:
            await self.fence.append(
                session, []
            )  # first, as whoever decides does: two orders of locks would be a circle
            approvals = ApprovalRepository(session)
            approval = await approvals.of_key(idempotency_key)
            if approval is None:
                approval = await self._ask(session, approvals, tool_name, arguments, idempotency_key)
            elif approval.state in {states.STARTED, states.CANCELLED}:
                approval = await self._ask_again(session, approvals, approval)
            elif approval.state == states.APPROVED:
                values = {"state": states.STARTED, "started_at": func.clock_timestamp()}
                approval = await approvals.move(approval.id, states.APPROVED, **values)
        decision = _decision(approval)
        if decision.is_approved:
            await self.hold.confirm(self.database, self.principal.organization_id, self.fence)
        return decision

    async def _ask(
        self, session: AsyncSession, approvals: ApprovalRepository, tool: str, arguments: dict[str, Any], key: str
    ) -> Approval | None:
        values = {
            **self.subject,
            "organization_id": self.principal.organization_id,
            "requested_by_id": self.principal.user_id,
            "agent": self.agent,
            "key": key,
            "tool": tool,
            "arguments": arguments,
        }
        approval = await approvals.add_once(values)
        if approval is not None:
            await self._tell(session, approval)
        return approval

    async def _ask_again(
        self, session: AsyncSession, approvals: ApprovalRepository, approval: Approval
    ) -> Approval | None:
        is_unknown = approval.is_outcome_unknown or approval.state == states.STARTED
        again = {"state": states.PENDING, "is_outcome_unknown": is_unknown, "decided_at": None, "decided_by_id": None}
        moved = await approvals.move(approval.id, approval.state, **again)
        if moved is not None:
            await self._tell(session, moved)
        return moved

    async def _tell(self, session: AsyncSession, approval: Approval) -> None:
        subject = {name: str(value) for name, value in self.subject.items()}
        data = {"approval_id": str(approval.id), "tool": approval.tool, "agent": approval.agent, **subject}
        await self.fence.append(session, [NewEvent(REQUESTED, data)])


def _decision(approval: Approval | None) -> Decision:
    if approval is not None and approval.state == states.STARTED:
        return Decision(is_approved=True, arguments=approval.edited_arguments)
    if approval is not None and approval.state == states.REFUSED:
        return Decision(is_approved=False, reason=approval.reason or "")
    raise RunParked(
        "This call waits for a person's approval.",
        approval_id=str(approval.id) if approval else None,
        is_outcome_unknown=bool(approval and approval.is_outcome_unknown),
    )
