"""How a request gets its budget service."""

from typing import Annotated

from fastapi import Depends

from pilothouse.gateway.budgets.repository import BudgetRepository
from pilothouse.gateway.budgets.service import BudgetService
from pilothouse.gateway.ledger.repository import LedgerRepository
from pilothouse.server.session import SessionDep


async def get_budget_service(session: SessionDep) -> BudgetService:
    """Build the service in the request's transaction."""
    return BudgetService(BudgetRepository(session), LedgerRepository(session))


BudgetServiceDep = Annotated[BudgetService, Depends(get_budget_service)]
