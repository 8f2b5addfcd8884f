"""How a request gets its limit service."""

from typing import Annotated

from fastapi import Depends

from pilothouse.gateway.ledger.repository import LedgerRepository
from pilothouse.gateway.limits.repository import LimitRepository
from pilothouse.gateway.limits.service import LimitService
from pilothouse.server.session import SessionDep


async def get_limit_service(session: SessionDep) -> LimitService:
    """Build the service in the request's transaction."""
    return LimitService(LimitRepository(session), LedgerRepository(session))


LimitServiceDep = Annotated[LimitService, Depends(get_limit_service)]
