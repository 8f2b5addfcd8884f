"""Looking up what a request cost."""

from typing import Annotated

from fastapi import Path

from pilothouse.core.money import to_decimal_string
from pilothouse.core.principal import Principal
from pilothouse.gateway.ledger.errors import UnknownRequest
from pilothouse.gateway.ledger.repository import LedgerRepository
from pilothouse.gateway.ledger.schemas import AttemptRead, RequestRead
from pilothouse.server.auth import require
from pilothouse.server.envelope import ApiRouter
from pilothouse.server.session import SessionDep

router = ApiRouter(prefix="/api/v1/requests", tags=["requests"])

CanReadBudgets = Annotated[Principal, require("budgets:read")]


@router.get("/{request_id}")
async def read_request(
    request_id: Annotated[str, Path(max_length=128)], who: CanReadBudgets, session: SessionDep
) -> RequestRead:
    """Return every model call made under a request id (the answer's `X-Request-ID`), with what it cost."""
    rows = await LedgerRepository(session).of_request(who, request_id)
    if not rows:
        raise UnknownRequest(request_id)
    return RequestRead(
        request_id=request_id,
        cost_usd=to_decimal_string(sum(row.cost_microusd for row in rows)),
        attempts=[AttemptRead.of(row) for row in rows],
    )
