"""Every question and order to the rows of approvals, in the caller's transaction."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, bindparam, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from pilothouse.access.identity.paging import PagedRepository
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.runtime.approvals import tables as states
from pilothouse.runtime.approvals.tables import Approval

# Ordered at the end of every run, so it is made once.
_CLOSE = (
    update(Approval)
    .where(
        Approval.run_id == bindparam("closed_run_id"),
        Approval.state.in_(bindparam("from_states", expanding=True)),
    )
    .values(state=bindparam("closed_as"))
    .execution_options(synchronize_session=False)
)


class ApprovalRepository(PagedRepository[Approval]):
    """Approvals of one organization: one's own, and everybody's for those who decide."""

    table = Approval
    noun = "approval"
    newest_first = True

    def visible_to(self, principal: Principal) -> Select[Approval]:
        """Select what a principal may decide about."""
        query = super().visible_to(principal)
        own = Approval.requested_by_id == principal.user_id
        return query if principal.may("approvals:decide") else query.where(own)

    def filtered(
        self,
        principal: Principal,
        *,
        wanted: Sequence[str] = (),
        tool: str | None = None,
        agent: str | None = None,
        text: str | None = None,
    ) -> Select[Approval]:
        """Select by states, tool, agent and text, where given."""
        query = self.visible_to(principal)
        if wanted:
            query = query.where(Approval.state.in_(wanted))
        if tool:
            query = query.where(Approval.tool == tool)
        if agent:
            query = query.where(Approval.agent == agent)
        if text:
            places = (Approval.tool, Approval.agent, Approval.arguments.cast(Text))
            query = query.where(or_(*(place.icontains(text, autoescape=True) for place in places)))
        return query

    async def count(self, query: Select[Approval]) -> int:
        """Count what a query finds."""
        return await self.session.scalar(select(func.count()).select_from(query.subquery())) or 0

    async def of_key(self, key: str) -> Approval | None:
        """Return the approval of a call, locked until the transaction ends."""
        return await self.session.scalar(select(Approval).where(Approval.key == key).with_for_update())

    async def add_once(self, values: dict[str, Any]) -> Approval | None:
        """Insert a pending approval; None when the call has one."""
        row = {"id": new_id(), "state": states.PENDING, **values}
        return await self.session.scalar(insert(Approval).values(**row).on_conflict_do_nothing().returning(Approval))

    async def move(self, approval_id: UUID, from_state: str, **values: Any) -> Approval | None:
        """Change an approval if it is in a state; of two at once, one succeeds and the other gets None."""
        return await self.session.scalar(
            update(Approval)
            .where(Approval.id == approval_id, Approval.state == from_state)
            .values(**values)
            .returning(Approval)
            .execution_options(populate_existing=True)
        )

    async def pending_of(self, *, run_id: UUID | None = None, mission_id: UUID | None = None) -> Sequence[Approval]:
        """Return the calls of a run or mission that wait for a person, oldest first."""
        query = select(Approval).where(Approval.state == states.PENDING)
        query = query.where(Approval.run_id == run_id) if run_id else query.where(Approval.mission_id == mission_id)
        return (await self.session.scalars(query.order_by(Approval.id))).all()

    async def finish_of(self, run_id: UUID) -> None:
        """Note that what was begun in a run has come to its result: the run is completed."""
        await self._close(run_id, states.FINISHED, (states.STARTED,))

    async def cancel_of(self, run_id: UUID) -> None:
        """Take back what a run that ended early still asks; what was begun stays so, for nobody knows how it ended."""
        await self._close(run_id, states.CANCELLED, (states.PENDING, states.APPROVED))

    async def _close(self, run_id: UUID, state: str, from_states: Sequence[str]) -> None:
        await self.session.execute(_CLOSE, {"closed_run_id": run_id, "from_states": from_states, "closed_as": state})
