"""An organization's own prices: set, taken back, and read by every call."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import difference, record
from pilothouse.core.errors import NotFound
from pilothouse.core.ids import OrganizationId
from pilothouse.core.principal import Principal
from pilothouse.core.remembered import Remembered
from pilothouse.db.engine import Database
from pilothouse.gateway.catalog.errors import TooManyPrices
from pilothouse.gateway.catalog.repository import PriceOverrideRepository
from pilothouse.gateway.catalog.schemas import PriceOverrideRead
from pilothouse.gateway.catalog.tables import PriceOverrideRow
from pilothouse.gateway.settings import PriceOverride

_FRESH_S = 5.0  # how long another process may go on with a price that was changed here
_MOST = 1000  # they are read as one, for every organization that calls
_FIELDS = tuple(PriceOverride.model_fields)


class PriceOverrides:
    """What the router asks before each call. Prices are looked up once per organization and believed for seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: Remembered[UUID, Mapping[str, PriceOverride]] = Remembered(_FRESH_S)

    async def of(self, organization_id: OrganizationId) -> Mapping[str, PriceOverride]:
        """Return an organization's prices by model."""
        return await self._known.get(organization_id, self._read)

    def forget(self, organization_id: OrganizationId) -> None:
        """Read an organization's prices anew at its next call."""
        self._known.forget(organization_id)

    async def _read(self, organization_id: UUID) -> Mapping[str, PriceOverride]:
        async with self._database.transaction(organization_id) as session:
            rows = await session.scalars(
                select(PriceOverrideRow).where(PriceOverrideRow.organization_id == organization_id)
            )
            return {row.model: PriceOverride.model_validate(_fields_of(row)) for row in rows}


class PriceService:
    """Sets and takes back prices. Each change is audited, and believed at once in this process."""

    def __init__(self, database: Database, believed: PriceOverrides) -> None:
        self._database = database
        self._believed = believed

    async def listed(self, who: Principal) -> list[PriceOverrideRead]:
        """Return the organization's prices, by model."""
        async with self._database.transaction(who.organization_id) as session:
            return [PriceOverrideRead.of(row) for row in await PriceOverrideRepository(session).listed(who)]

    async def put(self, who: Principal, model: str, price: PriceOverride, caller: Caller = LOCAL) -> PriceOverrideRead:
        """Set what a model costs, from the next call on. Calls in flight keep the price they were admitted at.

        Raises:
            TooManyPrices: the organization has set as many as it may.
        """
        async with self._database.transaction(who.organization_id) as session:
            prices = PriceOverrideRepository(session)
            present = await prices.of_model(who, model)
            if present is None and await prices.count(who) >= _MOST:
                raise TooManyPrices(_MOST)
            before = _audited(present) if present else {}
            row = await prices.put(who, model, price.model_dump())
            changes = difference(before, _audited(row))
            await record(session, who, "price.set", ("price", row.id), changes=changes, caller=caller)
        self._believed.forget(who.organization_id)
        return PriceOverrideRead.of(row)

    async def delete(self, who: Principal, model: str, caller: Caller = LOCAL) -> None:
        """Go back to the operator's price, or the table's.

        Raises:
            NotFound: the organization set no price for it.
        """
        async with self._database.transaction(who.organization_id) as session:
            row = await PriceOverrideRepository(session).of_model(who, model)
            if row is None:
                raise NotFound(f"Your organization has set no price for {model!r}.")
            await session.delete(row)
            changes = difference(_audited(row), {})
            await record(session, who, "price.delete", ("price", row.id), changes=changes, caller=caller)
        self._believed.forget(who.organization_id)


def _audited(row: PriceOverrideRow) -> dict[str, Any]:
    """Return what the audit log keeps, in JSON: decimals as text."""
    fields = {name: getattr(row, name) for name in ("model", *_FIELDS)}
    return {name: None if value is None else str(value) for name, value in fields.items()}


def _fields_of(row: PriceOverrideRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _FIELDS}
