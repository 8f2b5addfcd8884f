"""Managing budgets over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from pilothouse.core.principal import Principal
from pilothouse.gateway.budgets.deps import BudgetServiceDep
from pilothouse.gateway.budgets.schemas import BudgetCreate, BudgetRead, BudgetUpdate, ScopeKind
from pilothouse.server.auth import require
from pilothouse.server.envelope import ApiRouter

router = ApiRouter(prefix="/api/v1/budgets", tags=["budgets"])

CanReadBudgets = Annotated[Principal, require("budgets:read")]
CanWriteBudgets = Annotated[Principal, require("budgets:write")]


@router.get("")
async def list_budgets(
    who: CanReadBudgets,
    budgets: BudgetServiceDep,
    scope_kind: ScopeKind | None = None,
    scope_id: Annotated[str | None, Query(max_length=200)] = None,
) -> list[BudgetRead]:
    """List the organization's budgets, or those of one scope, with what is spent, held and left."""
    return await budgets.listed(who, scope_kind, scope_id)


@router.post("", status_code=201)
async def create_budget(wanted: BudgetCreate, who: CanWriteBudgets, budgets: BudgetServiceDep) -> BudgetRead:
    """Make a budget. It counts what was spent from the start of the present period."""
    return await budgets.create(who, wanted)


@router.get("/{budget_id}")
async def read_budget(budget_id: UUID, who: CanReadBudgets, budgets: BudgetServiceDep) -> BudgetRead:
    """Return one budget."""
    return await budgets.get(who, budget_id)


@router.patch("/{budget_id}")
async def edit_budget(
    budget_id: UUID, changes: BudgetUpdate, who: CanWriteBudgets, budgets: BudgetServiceDep
) -> BudgetRead:
    """Change a budget from the next call on."""
    return await budgets.edit(who, budget_id, changes)


@router.delete("/{budget_id}", status_code=204)
async def delete_budget(budget_id: UUID, who: CanWriteBudgets, budgets: BudgetServiceDep) -> Response:
    """Remove a budget. The ledger keeps what was spent."""
    await budgets.delete(who, budget_id)
    return Response(status_code=204)
