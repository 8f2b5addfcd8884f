"""Budget alerts in words: what is told by e-mail, Slack and webhooks when a settlement raises one."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.identity.names import names_of
from pilothouse.core.ids import OrganizationId, UserId
from pilothouse.core.money import to_decimal_string
from pilothouse.core.principal import Principal
from pilothouse.db.base import Organization
from pilothouse.gateway.budgets.tables import Budget, BudgetAlert, BudgetWindow
from pilothouse.notify.outbox import Notice
from pilothouse.notify.tables import NotificationSignal

_NAMED_BY_ID = frozenset({"team", "user", "api_key"})
_NOBODY = UserId(UUID(int=0))


async def tell_alert(session: AsyncSession, signal: NotificationSignal) -> Notice | None:
    """Compose the news of one alert; see `notify.signals.Composer`. None when its budget was deleted meanwhile."""
    rows = await session.execute(
        select(BudgetAlert, BudgetWindow, Budget)
        .join(BudgetWindow, BudgetWindow.id == BudgetAlert.window_id)
        .join(Budget, Budget.id == BudgetWindow.budget_id)
        .where(BudgetAlert.id == signal.subject_id)
    )
    found = rows.one_or_none()
    if found is None:
        return None
    alert, window, budget = found
    alert.sent_at = func.clock_timestamp()
    payload = {
        "alert_id": str(alert.id),
        "budget_id": str(budget.id),
        "kind": alert.kind,
        "threshold_percent": alert.threshold_percent,
        "spent_usd": to_decimal_string(alert.spent_microusd),
        "limit_usd": to_decimal_string(alert.limit_microusd),
        "period": budget.period,
        "scope_kind": budget.scope_kind,
        "scope_id": budget.scope_id,
        "scope_name": await _scope_name(session, budget),
        "window_starts_at": window.starts_at.isoformat(),
        "window_ends_at": window.ends_at.isoformat() if window.ends_at else None,
        "path": "/budgets",
    }
    return Notice(signal.organization_id, signal.topic, f"budget_alert:{alert.id}", payload, alert.crossed_at)


async def _scope_name(session: AsyncSession, budget: Budget) -> str | None:
    """Return what people call that on which a budget is put; None where its id is its name, or it is gone."""
    if budget.scope_kind == "organization":
        return await session.scalar(select(Organization.name).where(Organization.id == budget.organization_id))
    if budget.scope_kind not in _NAMED_BY_ID:
        return None
    who = Principal(OrganizationId(budget.organization_id), _NOBODY, kind="service")
    names = await names_of(session, who, [UUID(budget.scope_id)])
    return names.get(UUID(budget.scope_id))
