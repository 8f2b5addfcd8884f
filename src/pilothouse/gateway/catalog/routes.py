"""The price table, and prices set by hand, over HTTP."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response

from pilothouse.access.audit.caller import CallerDep
from pilothouse.core.errors import InvalidInput, Unavailable
from pilothouse.core.principal import Principal
from pilothouse.gateway.catalog.overrides import PriceOverrides, PriceService
from pilothouse.gateway.catalog.schemas import CatalogModelRead, CatalogRead, PriceOverrideRead, PriceWrite
from pilothouse.gateway.catalog.service import Catalog
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter, Page
from pilothouse.server.paging import Cursor, Limit, decode_cursor, encode_cursor

router = ApiRouter(prefix="/api/v1", tags=["models"])

CanReadModels = Annotated[Principal, require_permission("models:read")]
CanWriteModels = Annotated[Principal, require_permission("models:write")]
ModelName = Annotated[str, Path(min_length=1, max_length=200, description='Name of a model, or "*".')]


async def get_catalog(request: Request) -> Catalog:
    """Return the process's catalogue."""
    return request.app.state.gateway.router.catalog


async def get_price_overrides(request: Request) -> PriceOverrides:
    """Return the prices that the process's router believes.

    Raises:
        Unavailable: this process has no database.
    """
    believed: PriceOverrides | None = request.app.state.gateway.router.price_overrides
    if believed is None:
        raise Unavailable("This process keeps no prices of organizations.")
    return believed


CatalogDep = Annotated[Catalog, Depends(get_catalog)]
PriceOverridesDep = Annotated[PriceOverrides, Depends(get_price_overrides)]


async def get_price_service(request: Request, overrides: PriceOverridesDep) -> PriceService:
    """Build the service. It opens its own transactions: what it changes is believed once that is committed."""
    return PriceService(request.app.state.database, overrides)


PriceServiceDep = Annotated[PriceService, Depends(get_price_service)]


@router.get("/catalog/source")
async def read_catalog_source(_who: CanReadModels, catalog: CatalogDep) -> CatalogRead:
    """Tell which price table is in use, how new it is, and which providers it has."""
    table = catalog.table
    return CatalogRead(source=table.source, newest_price_on=table.newest_price_on, providers=table.provider_ids)


@router.get("/catalog")
async def list_catalog(
    who: CanReadModels,
    catalog: CatalogDep,
    believed: PriceOverridesDep,
    provider: Annotated[str | None, Query(max_length=100)] = None,
    search: Annotated[str | None, Query(max_length=100, description="Part of a model's name.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[CatalogModelRead]:
    """List every model that has a price, connected or not, with your organization's prices where it set some."""
    own = await believed.of(who.organization_id)
    matching = [
        (each, card)
        for each in ([provider] if provider else catalog.table.provider_ids)
        for card in catalog.models(each, own=own)
        if not search or search.lower() in card.model.lower() or search.lower() in card.name.lower()
    ]
    start = _place(cursor)
    items = [CatalogModelRead.of(*each) for each in matching[start : start + limit]]
    end = start + limit
    return Page(items=items, next_cursor=encode_cursor(end) if end < len(matching) else None, total=len(matching))


@router.get("/models/prices")
async def list_prices(who: CanReadModels, prices: PriceServiceDep) -> list[PriceOverrideRead]:
    """List the prices that your organization set by hand."""
    return await prices.listed(who)


@router.put("/models/{model:path}/price")
async def put_price(
    model: ModelName, price: PriceWrite, who: CanWriteModels, prices: PriceServiceDep, caller: CallerDep
) -> PriceOverrideRead:
    """Set what a model costs your organization, from the next call on. "*" prices every model without a price."""
    return await prices.put(who, model, price, caller)


@router.delete("/models/{model:path}/price", status_code=204)
async def delete_price(model: ModelName, who: CanWriteModels, prices: PriceServiceDep, caller: CallerDep) -> Response:
    """Take back a price that was set by hand."""
    await prices.delete(who, model, caller)
    return Response(status_code=204)


def _place(cursor: str | None) -> int:
    if cursor is None:
        return 0
    (place,) = decode_cursor(cursor, 1)
    if not isinstance(place, int) or isinstance(place, bool) or place < 0:
        raise InvalidInput("The cursor is not one that this list gave out.")
    return place
