"""Questions to the ledger."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from pilothouse.core.principal import Principal
from pilothouse.db.repository import Repository
from pilothouse.gateway.ledger.tables import LedgerRow, Reservation


class LedgerRepository(Repository[LedgerRow]):
    """Queries over booked calls. Sums are micro-dollars."""

    table = LedgerRow
    noun = "ledger row"

    async def of_request(self, principal: Principal, request_id: str) -> Sequence[LedgerRow]:
        """Return every attempt of one request, in the order they were admitted."""
        rows = self.visible_to(principal).where(LedgerRow.request_id == request_id)
        return (await self.session.scalars(rows.order_by(LedgerRow.admitted_at, LedgerRow.id))).all()

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
        spent = await self.session.scalar(
            select(_sum(LedgerRow.cost_microusd)).where(*_counts(LedgerRow, principal, scope, starts_at, ends_at))
        )
        held = await self.session.scalar(
            select(_sum(Reservation.amount_microusd)).where(*_counts(Reservation, principal, scope, starts_at, ends_at))
        )
        return spent or 0, held or 0


def _sum(amount: InstrumentedAttribute[int]) -> ColumnElement[int]:
    return func.sum(amount).cast(BigInteger)


def _counts(
    table: type[LedgerRow | Reservation],
    principal: Principal,
    scope: str,
    starts_at: datetime,
    ends_at: datetime | None,
) -> list[ColumnElement[bool]]:
    """Say which calls count towards a scope in a period."""
    conditions = [
        table.organization_id == principal.organization_id,
        table.scopes.contains([scope]),
        table.admitted_at >= starts_at,
    ]
    return [*conditions, table.admitted_at < ends_at] if ends_at else conditions
