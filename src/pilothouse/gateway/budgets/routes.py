"""Managing budgets over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from pilothouse.access.audit.caller import CallerDep
from pilothouse.core.inputs import Moment
from pilothouse.core.principal import Principal
from pilothouse.gateway.budgets.alerts import list_alerts
from pilothouse.gateway.budgets.deps import BudgetServiceDep
from pilothouse.gateway.budgets.schemas import (
    AlertRead,
    BudgetCreate,
    BudgetRaise,
    BudgetRead,
    BudgetUpdate,
    HistoryRead,
    ScopeKind,
)
from pilothouse.gateway.ledger.deps import AFTER_SETTLEMENTS
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter, Page
from pilothouse.server.paging import Cursor, Limit
from pilothouse.server.session import SessionDep

router = ApiRouter(prefix="/api/v1/budgets", tags=["budgets"], dependencies=[AFTER_SETTLEMENTS])

CanReadBudgets = Annotated[Principal, require_permission("budgets:read")]
CanWriteBudgets = Annotated[Principal, require_permission("budgets:write")]


@router.get("")
async def list_budgets(
    who: CanReadBudgets,
    budgets: BudgetServiceDep,
    scope_kind: ScopeKind | None = None,
    scope_id: Annotated[str | None, Query(max_length=200)] = None,
    limit: Limit = 200,
    cursor: Cursor = None,
) -> Page[BudgetRead]:
    """List budgets with what is spent, held and left, oldest first.

    Those of missions and conversations, of which there is one for each, only when `scope_kind` asks for them.
    """
    return await budgets.listed(who, scope_kind, scope_id, limit, cursor)


@router.post("", status_code=201)
async def create_budget(
    wanted: BudgetCreate, who: CanWriteBudgets, budgets: BudgetServiceDep, caller: CallerDep
) -> BudgetRead:
    """Make a budget. It counts what its scope has spent since the start of the present period."""
    return await budgets.create(who, wanted, caller)


@router.get("/alerts")
async def list_budget_alerts(
    who: CanReadBudgets, session: SessionDep, limit: Limit = 50, cursor: Cursor = None, budget_id: UUID | None = None
) -> Page[AlertRead]:
    """List what budgets have told: thresholds crossed, calls refused, budgets switched off. Newest first."""
    return await list_alerts(session, who, limit, cursor, budget_id)


@router.get("/{budget_id}")
async def read_budget(budget_id: UUID, who: CanReadBudgets, budgets: BudgetServiceDep) -> BudgetRead:
    """Return one budget."""
    return await budgets.get(who, budget_id)


@router.patch("/{budget_id}")
async def edit_budget(
    budget_id: UUID, changes: BudgetUpdate, who: CanWriteBudgets, budgets: BudgetServiceDep, caller: CallerDep
) -> BudgetRead:
    """Change a budget from the next call on."""
    return await budgets.edit(who, budget_id, changes, caller)


@router.delete("/{budget_id}", status_code=204)
async def delete_budget(
    budget_id: UUID, who: CanWriteBudgets, budgets: BudgetServiceDep, caller: CallerDep
) -> Response:
    """Remove a budget. The ledger keeps what was spent."""
    await budgets.delete(who, budget_id, caller)
    return Response(status_code=204)


@router.put("/{budget_id}/raise")
async def raise_budget(
    budget_id: UUID, wanted: BudgetRaise, who: CanWriteBudgets, budgets: BudgetServiceDep, caller: CallerDep
) -> BudgetRead:
    """Raise the limit for a time. The raise holds at once, ends by itself, and takes an earlier one's place."""
    return await budgets.raise_for_a_time(who, budget_id, wanted, caller)


@router.delete("/{budget_id}/raise")
async def end_budget_raise(
    budget_id: UUID, who: CanWriteBudgets, budgets: BudgetServiceDep, caller: CallerDep
) -> BudgetRead:
    """End a raise before its time."""
    return await budgets.end_raise(who, budget_id, caller)


@router.post("/{budget_id}/shut-off")
async def shut_off_budget(
    budget_id: UUID, who: CanWriteBudgets, budgets: BudgetServiceDep, caller: CallerDep
) -> BudgetRead:
    """Switch a budget off: its scope makes no call that costs something until it is switched on again."""
    return await budgets.shut_off(who, budget_id, caller)


@router.post("/{budget_id}/reopen")
async def reopen_budget(
    budget_id: UUID, who: CanWriteBudgets, budgets: BudgetServiceDep, caller: CallerDep
) -> BudgetRead:
    """Switch a budget on again. Its limit holds as before."""
    return await budgets.reopen(who, budget_id, caller)


@router.get("/{budget_id}/history")
async def read_budget_history(
    budget_id: UUID, who: CanReadBudgets, budgets: BudgetServiceDep, starts_at: Moment | None = None
) -> HistoryRead:
    """Return how a window's money was spent and where that leads to: the latest one, or the one that starts then."""
    return await budgets.history(who, budget_id, starts_at)
