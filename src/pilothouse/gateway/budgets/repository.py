"""Queries over budgets and their windows."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select, text, tuple_, update
from sqlalchemy.exc import IntegrityError

from pilothouse.core.principal import Principal
from pilothouse.db.base import Organization
from pilothouse.db.repository import Repository
from pilothouse.gateway.budgets.errors import BudgetExists
from pilothouse.gateway.budgets.tables import Budget, BudgetWindow
from pilothouse.gateway.ledger.repository import stop_spending
from pilothouse.server.paging import decode_place, encode_cursor

_PLACE = (Budget.created_at, Budget.id)
_ONE_FOR_EACH = ("mission", "conversation")  # as many as there are of them

_PERIOD = text(
    "select p.starts_at, p.ends_at from organization o,"
    " gateway_period(:period, :counts_from, o.time_zone, gateway_now()) p where o.id = :organization_id"
)


class BudgetRepository(Repository[Budget]):
    """Budgets of an organization."""

    table = Budget
    noun = "budget"

    async def insert(self, budget: Budget) -> Budget:
        """Insert a budget.

        Raises:
            BudgetExists: its scope has one for the same period.
        """
        try:
            async with self.session.begin_nested():
                self.session.add(budget)
        except IntegrityError as error:
            raise BudgetExists(f"{budget.scope_kind} {budget.scope_id}", budget.period) from error
        await self.session.refresh(budget)
        return budget

    async def get_to_edit(self, principal: Principal, budget_id: UUID) -> Budget:
        """Return a budget as it is now, after which nothing is held or spent until this transaction ends.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        await self.stop_spending()
        return await self.get(principal, budget_id)

    async def listed(
        self, principal: Principal, scope_kind: str | None, scope_id: str | None, limit: int, cursor: str | None
    ) -> tuple[Sequence[Budget], str | None]:
        """Return a page of budgets, newest last, and where the next one begins.

        Raises:
            InvalidInput: the cursor is not one that this list gave out.
        """
        rows = self.visible_to(principal).order_by(*_PLACE)
        rows = rows.where(Budget.scope_kind == scope_kind if scope_kind else Budget.scope_kind.not_in(_ONE_FOR_EACH))
        if scope_id:
            rows = rows.where(Budget.scope_id == scope_id)
        if cursor is not None:
            rows = rows.where(tuple_(*_PLACE) > tuple_(*decode_place(cursor)))
        found = (await self.session.scalars(rows.limit(limit + 1))).all()
        last = found[limit - 1] if len(found) > limit else None
        return found[:limit], encode_cursor(last.created_at, last.id) if last else None

    async def of_scope(self, principal: Principal, scope: str, period: str) -> Budget | None:
        """Return a scope's budget for a period."""
        rows = self.visible_to(principal).where(Budget.scope == scope, Budget.period == period)
        return await self.session.scalar(rows)

    async def open_windows(self, principal: Principal, budget_ids: Sequence[UUID]) -> dict[UUID, BudgetWindow]:
        """Return the window of this moment of each budget that has one yet."""
        moment = func.gateway_now()
        rows = await self.session.scalars(
            select(BudgetWindow).where(
                BudgetWindow.organization_id == principal.organization_id,
                BudgetWindow.budget_id.in_(budget_ids),
                BudgetWindow.starts_at <= moment,
                or_(BudgetWindow.ends_at.is_(None), BudgetWindow.ends_at > moment),
            )
        )
        return {row.budget_id: row for row in rows}

    async def latest_windows(self, budget: Budget, at_most: int) -> Sequence[BudgetWindow]:
        """Return a budget's windows, newest first."""
        rows = select(BudgetWindow).where(BudgetWindow.budget_id == budget.id)
        return (await self.session.scalars(rows.order_by(BudgetWindow.starts_at.desc()).limit(at_most))).all()

    async def window_from(self, budget: Budget, starts_at: datetime) -> BudgetWindow | None:
        """Return the window of a budget that starts at a moment."""
        return await self.session.scalar(
            select(BudgetWindow).where(BudgetWindow.budget_id == budget.id, BudgetWindow.starts_at == starts_at)
        )

    async def stop_spending(self) -> None:
        """Let no hold or settlement begin before this transaction ends, having waited for those that run."""
        await stop_spending(self.session)

    async def now(self) -> datetime:
        """Return this moment by the clock that decides about money."""
        return (await self.session.execute(select(func.gateway_now()))).scalar_one()

    async def time_zone(self, principal: Principal) -> str:
        """Return the IANA name of the organization's zone."""
        rows = select(Organization.time_zone).where(Organization.id == principal.organization_id)
        return (await self.session.execute(rows)).scalar_one()

    async def period_now(self, budget: Budget) -> tuple[datetime, datetime | None]:
        """Return the bounds of the present period, by the database's clock and in the organization's zone."""
        row = (
            await self.session.execute(
                _PERIOD,
                {
                    "period": budget.period,
                    "counts_from": budget.counts_from,
                    "organization_id": budget.organization_id,
                },
            )
        ).one()
        return row.starts_at, row.ends_at

    async def set_limit(self, budget: Budget, limit_microusd: int) -> None:
        """Change a budget's limit, and that of its window of this moment. Nothing may be spent meanwhile."""
        budget.limit_microusd = limit_microusd
        moment = func.gateway_now()
        await self.session.execute(
            update(BudgetWindow)
            .where(
                BudgetWindow.budget_id == budget.id,
                or_(BudgetWindow.ends_at.is_(None), BudgetWindow.ends_at > moment),
            )
            .values(limit_microusd=limit_microusd)
        )
