"""Looking at approvals and deciding about them. The caller's transaction is the use case's transaction."""

from collections.abc import Sequence
from typing import Any, Literal, Protocol
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import record
from pilothouse.agents.errors import InvalidArguments, UnknownTool
from pilothouse.agents.registry import Registry
from pilothouse.agents.schema import describe_problems
from pilothouse.core.principal import Principal
from pilothouse.runtime.approvals import tables as states
from pilothouse.runtime.approvals.errors import ApprovalDecided, MayNotDecide
from pilothouse.runtime.approvals.repository import ApprovalRepository
from pilothouse.runtime.approvals.tables import Approval

Choice = Literal["approve", "refuse"]


class Parked(Protocol):
    """What waits for decisions: runs, or missions."""

    async def lock(self, session: AsyncSession, approval: Approval) -> None:
        """Lock the row of what waits, before the approval's own."""
        ...

    async def decided(self, session: AsyncSession, approval: Approval, *, is_last: bool) -> None:
        """Tell its stream of a decision, and let it go on when none is left to wait for."""
        ...

    def wake(self, approval: Approval) -> None:
        """Go on, now that the decision is committed."""
        ...


class ApprovalService:
    """The use cases of approvals."""

    def __init__(self, session: AsyncSession, registry: Registry, runs: Parked, missions: Parked | None = None) -> None:
        self._session = session
        self._approvals = ApprovalRepository(session)
        self._registry = registry
        self._runs = runs
        self._missions = missions

    async def page(
        self, who: Principal, limit: int, cursor: str | None, **filters: Any
    ) -> tuple[list[Approval], str | None, int]:
        """Return a page of what the principal may decide about, newest first, and how many match in all."""
        query = self._approvals.filtered(who, **filters)
        rows, following = await self._approvals.page_of(query, limit, cursor)
        return rows, following, await self._approvals.count(query)

    async def get(self, who: Principal, approval_id: UUID) -> Approval:
        """Return one approval."""
        return await self._approvals.get(who, approval_id)

    async def decide(
        self,
        who: Principal,
        approval_id: UUID,
        choice: Choice,
        arguments: dict[str, Any] | None = None,
        reason: str = "",
        caller: Caller = LOCAL,
    ) -> Approval:
        """Decide about one call; of two people at once, one decides.

        Returns:
            The approval; hand it to `parked(approval).wake` once the transaction is committed.

        Raises:
            NotFound: there is none, or it is not the principal's to see.
            MayNotDecide: it is somebody else's, or the principal could not make the call itself.
            ApprovalDecided: it is decided, or its run is over.
            InvalidArguments: the edited arguments do not fit the tool.
        """
        approval = await self._approvals.get(who, approval_id)
        self._check_may_decide(who, approval)
        if choice == "approve" and arguments is not None:
            self._check_arguments(approval.tool, arguments)
        parked = self.parked(approval)
        await parked.lock(self._session, approval)
        decided = await self._approvals.move(
            approval_id,
            states.PENDING,
            state=states.APPROVED if choice == "approve" else states.REFUSED,
            edited_arguments=arguments if choice == "approve" else None,
            reason=reason or None,
            decided_by_id=who.user_id,
            decided_at=func.clock_timestamp(),
        )
        if decided is None:
            await self._session.refresh(approval)
            raise ApprovalDecided(approval.state)
        changes = {"state": (states.PENDING, decided.state), "arguments": (approval.arguments, arguments)}
        changes = changes if arguments is not None else {"state": changes["state"]}
        await record(
            self._session, who, f"approval.{choice}", ("approval", approval_id), changes=changes, caller=caller
        )
        is_last = not await self._approvals.pending_of(run_id=decided.run_id, mission_id=decided.mission_id)
        await parked.decided(self._session, decided, is_last=is_last)
        return decided

    def parked(self, approval: Approval) -> Parked:
        """Return what waits for an approval."""
        if approval.run_id is not None:
            return self._runs
        assert self._missions is not None, "missions' approvals need missions"
        return self._missions

    def input_schema(self, tool_name: str) -> dict[str, Any]:
        """Return the schema of a tool's arguments; empty when there is no such tool any more."""
        tool = self._registry.tools.get(tool_name)
        return tool.spec.input_schema if tool else {}

    def _check_may_decide(self, who: Principal, approval: Approval) -> None:
        if approval.requested_by_id != who.user_id and not who.may("approvals:decide"):
            raise MayNotDecide
        tool = self._registry.tools.get(approval.tool)
        if tool is not None and not all(who.may(permission) for permission in tool.permissions):
            raise MayNotDecide

    def _check_arguments(self, tool_name: str, arguments: dict[str, Any]) -> None:
        tool = self._registry.tools.get(tool_name)
        if tool is None:
            raise UnknownTool(f"There is no tool {tool_name!r} any more; refuse the call.")
        try:
            tool.signature.validate(arguments)
        except ValidationError as error:
            words = describe_problems(error)
            raise InvalidArguments(f"{tool_name} cannot use these arguments: {words}.") from error


def names_in(rows: Sequence[Approval]) -> set[UUID]:
    """Return the ids of the people that approvals speak of."""
    asked = {row.requested_by_id for row in rows}
    return asked | {row.decided_by_id for row in rows if row.decided_by_id}
