"""Looking up requests and what they cost."""

from typing import Annotated

from fastapi import Path, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import Field

from pilothouse.access.identity.names import names_of
from pilothouse.core.money import to_decimal_string
from pilothouse.core.principal import Principal
from pilothouse.gateway.ledger.deps import AFTER_SETTLEMENTS
from pilothouse.gateway.ledger.errors import UnknownRequest
from pilothouse.gateway.ledger.export import RequestExport
from pilothouse.gateway.ledger.items import RequestItem, ids_in
from pilothouse.gateway.ledger.listing import RequestFilter, RequestListing, RequestSort
from pilothouse.gateway.ledger.repository import LedgerRepository
from pilothouse.gateway.ledger.schemas import AttemptRead, RequestRead
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter, Page, file_responses
from pilothouse.server.export import MEDIA_TYPES, Format, file_name
from pilothouse.server.session import SessionDep

router = ApiRouter(prefix="/api/v1/requests", tags=["requests"], dependencies=[AFTER_SETTLEMENTS])

CanReadBudgets = Annotated[Principal, require_permission("budgets:read")]


class RequestListQuery(RequestFilter):
    """Which requests, in which order, and which page of them."""

    sort: RequestSort = Field("-admitted_at", description="- in front for descending.")
    limit: int = Field(50, ge=1, le=200, description="How many to return at most.")
    cursor: str | None = Field(None, max_length=500, description="`meta.pagination.next_cursor` of the page before.")


class RequestExportQuery(RequestFilter):
    """Which requests, in which order, and as what file."""

    sort: RequestSort = Field("-admitted_at", description="- in front for descending.")
    format: Format = "csv"


@router.get("")
async def list_requests(
    wanted: Annotated[RequestListQuery, Query()], who: CanReadBudgets, session: SessionDep
) -> Page[RequestItem]:
    """List booked model calls, one per attempt, newest first unless sorted otherwise."""
    rows, cursor = await RequestListing(session).page(who, wanted, wanted.sort, wanted.limit, wanted.cursor)
    names = await names_of(session, who, ids_in(rows))
    return Page(items=[RequestItem.of(row, names) for row in rows], next_cursor=cursor)


@router.get("/export", response_class=StreamingResponse, responses=file_responses(*MEDIA_TYPES.values()))
async def export_requests(
    wanted: Annotated[RequestExportQuery, Query()], who: CanReadBudgets, request: Request
) -> StreamingResponse:
    """Download exactly the requests that the same filter lists, as CSV, XLSX, Parquet or JSON lines."""
    export = RequestExport(request.app.state.database, who, wanted, wanted.sort)
    return StreamingResponse(
        await export.open(wanted.format),
        media_type=MEDIA_TYPES[wanted.format],
        headers={"Content-Disposition": f'attachment; filename="{file_name("requests", wanted.format)}"'},
    )


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
