"""Queries over budgets and their windows."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select, text, update
from sqlalchemy.exc import IntegrityError

from pilothouse.core.principal import Principal
from pilothouse.db.repository import Repository
from pilothouse.gateway.budgets.errors import BudgetExists
from pilothouse.gateway.budgets.tables import Budget, BudgetWindow

_PERIOD = text(
    "select p.starts_at, p.ends_at from organization o,"
    " gateway_period(:period, :counts_from, o.time_zone, clock_timestamp()) p where o.id = :organization_id"
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

    async def listed(self, principal: Principal, scope_kind: str | None, scope_id: str | None) -> Sequence[Budget]:
        """Return budgets, newest last, of one kind or scope where that is given."""
        rows = self.visible_to(principal).order_by(Budget.created_at, Budget.id)
        if scope_kind:
            rows = rows.where(Budget.scope_kind == scope_kind)
        if scope_id:
            rows = rows.where(Budget.scope_id == scope_id)
        return (await self.session.scalars(rows)).all()

    async def of_scope(self, principal: Principal, scope: str, period: str) -> Budget | None:
        """Return a scope's budget for a period and lock it against other edits."""
        rows = self.visible_to(principal).where(Budget.scope == scope, Budget.period == period)
        return await self.session.scalar(rows.with_for_update())

    async def open_windows(self, principal: Principal, budget_ids: Sequence[UUID]) -> dict[UUID, BudgetWindow]:
        """Return the window of this moment of each budget that has one yet."""
        moment = func.clock_timestamp()
        rows = await self.session.scalars(
            select(BudgetWindow).where(
                BudgetWindow.organization_id == principal.organization_id,
                BudgetWindow.budget_id.in_(budget_ids),
                BudgetWindow.starts_at <= moment,
                or_(BudgetWindow.ends_at.is_(None), BudgetWindow.ends_at > moment),
            )
        )
        return {row.budget_id: row for row in rows}

    async def stop_spending(self) -> None:
        """Let no hold or settlement begin before this transaction ends, having waited for those that run."""
        await self.session.execute(text("lock table budget_window in share row exclusive mode"))

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
        """Change a budget's limit, and that of its window of this moment."""
        if budget.period != "total":
            await self.stop_spending()  # no window may be opened with the old limit meanwhile
        budget.limit_microusd = limit_microusd
        moment = func.clock_timestamp()
        await self.session.execute(
            update(BudgetWindow)
            .where(
                BudgetWindow.budget_id == budget.id,
                or_(BudgetWindow.ends_at.is_(None), BudgetWindow.ends_at > moment),
            )
            .values(limit_microusd=limit_microusd)
        )
