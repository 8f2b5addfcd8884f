"""What budgets have told people, newest first."""

from uuid import UUID

from sqlalchemy import Row, Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.money import to_decimal_string
from pilothouse.core.principal import Principal
from pilothouse.gateway.budgets.schemas import AlertRead
from pilothouse.gateway.budgets.tables import Budget, BudgetAlert, BudgetWindow
from pilothouse.server.envelope import Page
from pilothouse.server.paging import decode_place, encode_cursor

_PLACE = (BudgetAlert.crossed_at, BudgetAlert.id)


async def list_alerts(
    session: AsyncSession, principal: Principal, limit: int, cursor: str | None, budget_id: UUID | None = None
) -> Page[AlertRead]:
    """Return a page of the organization's alerts, or of one budget's.

    Raises:
        InvalidInput: the cursor is not one that this list gave out.
    """
    rows = _visible_to(principal).order_by(*(column.desc() for column in _PLACE))
    if budget_id is not None:
        rows = rows.where(Budget.id == budget_id)
    if cursor is not None:
        rows = rows.where(tuple_(*_PLACE) < tuple_(*decode_place(cursor)))
    found = (await session.execute(rows.limit(limit + 1))).all()
    last = found[limit - 1][0] if len(found) > limit else None
    return Page(
        items=[_read(row) for row in found[:limit]],
        next_cursor=encode_cursor(last.crossed_at, last.id) if last else None,
    )


def _visible_to(principal: Principal) -> Select[BudgetAlert, BudgetWindow, Budget]:
    return (
        select(BudgetAlert, BudgetWindow, Budget)
        .join(BudgetWindow, BudgetWindow.id == BudgetAlert.window_id)
        .join(Budget, Budget.id == BudgetWindow.budget_id)
        .where(BudgetAlert.organization_id == principal.organization_id)
    )


def _read(row: "Row[BudgetAlert, BudgetWindow, Budget]") -> AlertRead:
    alert, window, budget = row
    of_budget = {"budget_id": budget.id, "window_starts_at": window.starts_at}
    amounts = {
        "spent_usd": to_decimal_string(alert.spent_microusd),
        "limit_usd": to_decimal_string(alert.limit_microusd),
    }
    of_budget |= {name: getattr(budget, name) for name in ("scope_kind", "scope_id", "period")}
    of_alert = {name: getattr(alert, name) for name in ("id", "kind", "threshold_percent", "crossed_at")}
    return AlertRead.model_validate(of_alert | of_budget | amounts)
