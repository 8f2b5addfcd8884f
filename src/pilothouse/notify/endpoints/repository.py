"""Questions about endpoints."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select

from pilothouse.core.errors import NotFound
from pilothouse.core.principal import Principal
from pilothouse.db.repository import Repository
from pilothouse.durable.tables import Work
from pilothouse.notify.paging import decode_id
from pilothouse.notify.tables import NotificationDelivery, NotificationEndpoint
from pilothouse.server.paging import encode_cursor


class EndpointRepository(Repository[NotificationEndpoint]):
    """Endpoints of one organization."""

    table = NotificationEndpoint
    noun = "endpoint"

    async def listed(
        self, principal: Principal, limit: int, cursor: str | None
    ) -> tuple[Sequence[NotificationEndpoint], str | None]:
        """Return a page of endpoints, oldest first, and where the next one begins.

        Raises:
            InvalidInput: the cursor is not one that this list gave out.
        """
        rows = self.visible_to(principal).order_by(NotificationEndpoint.id)
        if cursor is not None:
            rows = rows.where(NotificationEndpoint.id > decode_id(cursor))
        found = (await self.session.scalars(rows.limit(limit + 1))).all()
        return found[:limit], encode_cursor(str(found[limit - 1].id)) if len(found) > limit else None

    async def get_to_edit(self, principal: Principal, endpoint_id: UUID) -> NotificationEndpoint:
        """Return an endpoint, locked until the transaction ends.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        rows = select(NotificationEndpoint).where(
            NotificationEndpoint.organization_id == principal.organization_id, NotificationEndpoint.id == endpoint_id
        )
        row = await self.session.scalar(rows.with_for_update())
        if row is None:
            raise NotFound(f"There is no {self.noun} {endpoint_id}.")
        return row

    async def erase(self, endpoint: NotificationEndpoint) -> None:
        """Remove an endpoint, its log, and the work that carried its messages: what runs at the moment is fenced.

        Work first and the endpoint after it, as deliveries lock them.
        """
        carried = select(NotificationDelivery.id).where(NotificationDelivery.endpoint_id == endpoint.id)
        await self.session.execute(delete(Work).where(Work.id.in_(carried)))
        await self.session.delete(endpoint)
