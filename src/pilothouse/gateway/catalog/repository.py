"""Questions about an organization's own prices."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.repository import Repository
from pilothouse.gateway.catalog.tables import PriceOverrideRow


class PriceOverrideRepository(Repository[PriceOverrideRow]):
    """The prices that one organization set."""

    table = PriceOverrideRow
    noun = "price"

    async def listed(self, principal: Principal) -> Sequence[PriceOverrideRow]:
        """Return all of them, by model."""
        rows = self.visible_to(principal).order_by(PriceOverrideRow.model)
        return (await self.session.scalars(rows)).all()

    async def of_model(self, principal: Principal, model: str) -> PriceOverrideRow | None:
        """Return the price of one model and lock it against other edits."""
        rows = self.visible_to(principal).where(PriceOverrideRow.model == model)
        return await self.session.scalar(rows.with_for_update())

    async def count(self, principal: Principal) -> int:
        """Count them."""
        rows = self.visible_to(principal)
        return await self.session.scalar(select(func.count()).select_from(rows.subquery())) or 0

    async def put(self, principal: Principal, model: str, price: dict[str, Any]) -> PriceOverrideRow:
        """Insert the price of a model or replace it; two who set one at once both succeed, the later one last."""
        values = price | {"created_by": principal.user_id}
        key = {"id": new_id(), "organization_id": principal.organization_id, "model": model}
        statement = (
            insert(PriceOverrideRow)
            .values(key | values)
            .on_conflict_do_update(index_elements=["organization_id", "model"], set_=values)
            .returning(PriceOverrideRow)
        )
        return (await self.session.scalars(statement, execution_options={"populate_existing": True})).one()
