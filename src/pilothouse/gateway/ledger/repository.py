"""Questions to the ledger."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, bindparam, func, select, text, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from pilothouse.core.principal import Principal
from pilothouse.db.repository import Repository
from pilothouse.gateway.ledger.tables import LedgerRow, Reservation

_SPENT = text(
    "select hour, cost_microusd from gateway_spent(cast(:organization_id as uuid), :scope,"
    " cast(:since as timestamptz), cast(:until as timestamptz))"
)

# Asked at the end of every agent's run, so it is made once.
_OF_REQUEST = (
    select(LedgerRow)
    .where(LedgerRow.organization_id == bindparam("organization_id"), LedgerRow.request_id == bindparam("request_id"))
    .order_by(LedgerRow.admitted_at, LedgerRow.id)
)
_ANSWERED_TO_OTHERS = text("select gateway_answered_to_others(cast(:organization_id as uuid), :answer_id)")


async def stop_spending(session: AsyncSession) -> None:
    """Let no hold or settlement begin before this transaction ends, having waited for those that run."""
    await session.execute(text("lock table budget_window in share row exclusive mode"))


class LedgerRepository(Repository[LedgerRow]):
    """Queries over booked calls. Sums are micro-dollars."""

    table = LedgerRow
    noun = "ledger row"

    async def of_request(self, principal: Principal, request_id: str) -> Sequence[LedgerRow]:
        """Return every attempt of one request, in the order they were admitted."""
        whose = {"organization_id": principal.organization_id, "request_id": request_id}
        return (await self.session.scalars(_OF_REQUEST, whose)).all()

    async def of_answer(self, principal: Principal, answer_id: str) -> LedgerRow | None:
        """Return the call that got an answer, by the provider's id of it."""
        rows = self.visible_to(principal).where(LedgerRow.answer_id == answer_id, LedgerRow.kind == "call")
        return await self.session.scalar(rows.order_by(LedgerRow.admitted_at.desc()).limit(1))

    async def is_answer_of_others(self, principal: Principal, answer_id: str) -> bool:
        """Tell whether another organization got an answer of this id."""
        parameters = {"organization_id": principal.organization_id, "answer_id": answer_id}
        return bool(await self.session.scalar(_ANSWERED_TO_OTHERS, parameters))

    async def cost_of_mission(self, principal: Principal, mission_id: UUID) -> int:
        """Sum what a mission has cost so far."""
        total = select(_sum(LedgerRow.cost_microusd)).where(
            LedgerRow.organization_id == principal.organization_id, LedgerRow.mission_id == mission_id
        )
        return await self.session.scalar(total) or 0

    async def spent_since(
        self, principal: Principal, scope: str, starts_at: datetime, ends_at: datetime | None
    ) -> tuple[int, int]:
        """Sum what calls of a scope that were admitted in a period have spent, and what they hold."""
        spent = await self.spent_by_hour(principal, scope, starts_at, ends_at)
        held = select(_sum(Reservation.amount_microusd)).where(
            *_in_flight(principal, scope),
            Reservation.admitted_at >= starts_at,
            true() if ends_at is None else Reservation.admitted_at < ends_at,
        )
        return sum(spent.values()), await self.session.scalar(held) or 0

    async def spent_by_hour(
        self, principal: Principal, scope: str, starts_at: datetime, ends_at: datetime | None
    ) -> dict[datetime, int]:
        """Return what calls of a scope that were admitted in a period have cost, by UTC hour, oldest first."""
        period = {"organization_id": principal.organization_id, "scope": scope, "since": starts_at, "until": ends_at}
        return {row.hour: row.cost_microusd for row in await self.session.execute(_SPENT, period)}

    async def running(self, principal: Principal, scope: str) -> int:
        """Count the calls of a scope that are in flight."""
        return await self.session.scalar(select(func.count()).where(*_in_flight(principal, scope))) or 0


def _sum(amount: InstrumentedAttribute[int]) -> ColumnElement[int]:
    return func.sum(amount).cast(BigInteger)


def _in_flight(principal: Principal, scope: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Reservation.organization_id == principal.organization_id, Reservation.scopes.contains([scope])
