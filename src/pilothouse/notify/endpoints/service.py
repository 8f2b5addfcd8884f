"""Make endpoints, change them, try them out."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from pilothouse.core.clock import Clock
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.notify.channel import channel_for
from pilothouse.notify.deliveries.repository import DeliveryRepository
from pilothouse.notify.deliveries.schemas import DeliveryRead
from pilothouse.notify.endpoints.repository import EndpointRepository
from pilothouse.notify.endpoints.schemas import EndpointCreate, EndpointRead, EndpointUpdate, EndpointWithSecret
from pilothouse.notify.errors import AddressNotUsable, CannotRedeliver, NotAWebhook
from pilothouse.notify.places import endpoint_place
from pilothouse.notify.service import Notify
from pilothouse.notify.signing import new_secret
from pilothouse.notify.tables import Notification, NotificationEndpoint
from pilothouse.notify.wanted import plan_daily
from pilothouse.server.envelope import Page

_MOST_ADDRESSES = 20
_FACTS = ("kind", "name", "hint", "topics", "is_active")


class EndpointService:
    """Looks after an organization's endpoints in the caller's transaction."""

    def __init__(self, session: AsyncSession, notify: Notify, clock: Clock, connection: HTTPConnection) -> None:
        self._session = session
        self._endpoints = EndpointRepository(session)
        self._notify = notify
        self._clock = clock
        self._connection = connection

    async def listed(self, who: Principal, limit: int, cursor: str | None) -> Page[EndpointRead]:
        """Return a page of endpoints, oldest first."""
        rows, next_cursor = await self._endpoints.listed(who, limit, cursor)
        return Page(items=[EndpointRead.of(row) for row in rows], next_cursor=next_cursor)

    async def get(self, who: Principal, endpoint_id: UUID) -> EndpointRead:
        """Return one endpoint.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        return EndpointRead.of(await self._endpoints.get(who, endpoint_id))

    async def create(self, who: Principal, wanted: EndpointCreate) -> EndpointWithSecret:
        """Make an endpoint. A webhook gets a secret, which is shown this once.

        Raises:
            AddressNotUsable: nothing can be sent there.
        """
        row = NotificationEndpoint(
            id=new_id(),
            organization_id=who.organization_id,
            kind=wanted.kind,
            name=wanted.name,
            topics=wanted.topics,
        )
        self._set_address(row, wanted.address)
        secret = new_secret() if wanted.kind == "webhook" else None
        if secret is not None:
            row.sealed_secret = self._notify.sealer.close(secret, self._place_of_secret(row))
        self._session.add(row)
        await self._saved(row)
        await self._plan(who, wanted.topics)
        await self._record(who, "notification_endpoint.create", row, {})
        return EndpointWithSecret.showing(row, secret)

    async def update(self, who: Principal, endpoint_id: UUID, changes: EndpointUpdate) -> EndpointRead:
        """Change an endpoint from the next try on.

        Raises:
            NotFound: there is none, or it is somebody else's.
            AddressNotUsable: nothing can be sent to the new address.
        """
        row = await self._endpoints.get_to_edit(who, endpoint_id)
        before = _facts(row)
        for name, value in changes.model_dump(exclude={"address"}, exclude_none=True).items():
            setattr(row, name, value)
        if changes.address is not None:
            self._set_address(row, changes.address)
        if changes.is_active is not None:
            row.disabled_reason, row.given_up_in_a_row = None, 0
        await self._saved(row)
        await self._plan(who, changes.topics or [])
        await self._record(who, "notification_endpoint.update", row, before)
        return EndpointRead.of(row)

    async def delete(self, who: Principal, endpoint_id: UUID) -> None:
        """Remove an endpoint with its log; what is on its way to it is dropped.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        row = await self._endpoints.get(who, endpoint_id)
        await self._notify.record(
            self._session,
            who,
            "notification_endpoint.delete",
            ("notification_endpoint", row.id),
            before=_facts(row),
            after={},
            connection=self._connection,
        )
        await self._endpoints.erase(row)

    async def rotate_secret(self, who: Principal, endpoint_id: UUID) -> EndpointWithSecret:
        """Give a webhook a new secret; the old one signs as well for a while, so that no receiver misses a message.

        Raises:
            NotFound: there is none, or it is somebody else's.
            NotAWebhook: it has no secret.
        """
        row = await self._endpoints.get_to_edit(who, endpoint_id)
        if row.kind != "webhook":
            raise NotAWebhook
        secret = new_secret()
        row.sealed_old_secret = row.sealed_secret
        row.old_secret_until = self._clock.now() + timedelta(seconds=self._notify.settings.secret_overlap_s)
        row.sealed_secret = self._notify.sealer.close(secret, self._place_of_secret(row))
        await self._saved(row)
        await self._record(who, "notification_endpoint.rotate_secret", row, _facts(row))
        return EndpointWithSecret.showing(row, secret)

    async def send_test(self, who: Principal, endpoint_id: UUID) -> list[DeliveryRead]:
        """Send a test to an endpoint, or to each address of its list; the deliveries say how it went.

        Raises:
            NotFound: there is none, or it is somebody else's.
            CannotRedeliver: it is switched off.
        """
        row = await self._endpoints.get(who, endpoint_id)
        if not row.is_active:
            raise CannotRedeliver("its endpoint is switched off; switch it on first")
        identifier = new_id()
        news = Notification(
            id=identifier,
            organization_id=who.organization_id,
            topic="notification.test",
            key=f"test:{identifier}",
            payload={"endpoint": row.name},
            occurred_at=self._clock.now(),
        )
        self._session.add(news)
        await self._session.flush()
        outbox, deliveries = self._notify.outbox, DeliveryRepository(self._session)
        ids = [await outbox.deliver_to(self._session, news, each) for each in outbox.receivers_at(row)]
        return [DeliveryRead.of(await deliveries.get_whole(who, each)) for each in ids]

    def _set_address(self, row: NotificationEndpoint, address: SecretStr) -> None:
        checked = self._checked(row.kind, address.get_secret_value())
        place = endpoint_place(row.organization_id, row.id, "address")
        row.sealed_address = self._notify.sealer.close(SecretStr(checked), place)
        row.hint = _hint(row.kind, checked)

    def _checked(self, kind: str, address: str) -> str:
        channel = channel_for(self._notify.channels, kind)
        if kind != "email":
            return channel.check(address.strip())
        parts = [channel.check(part) for part in address.split(",") if part.strip()]
        if not 0 < len(parts) <= _MOST_ADDRESSES:
            raise AddressNotUsable(f"Write 1 to {_MOST_ADDRESSES} e-mail addresses with commas between.")
        return ",".join(dict.fromkeys(parts))

    def _place_of_secret(self, row: NotificationEndpoint) -> str:
        return endpoint_place(row.organization_id, row.id, "secret")

    async def _saved(self, row: NotificationEndpoint) -> None:
        await self._session.flush()
        await self._session.refresh(row)

    async def _plan(self, who: Principal, topics: list[str]) -> None:
        await plan_daily(self._session, who, topics, self._clock, self._notify.settings.digest_hour)

    async def _record(self, who: Principal, action: str, row: NotificationEndpoint, before: dict[str, Any]) -> None:
        resource = ("notification_endpoint", row.id)
        await self._notify.record(
            self._session, who, action, resource, before=before, after=_facts(row), connection=self._connection
        )


def _facts(row: NotificationEndpoint) -> dict[str, Any]:
    """Return what people set of an endpoint, as the audit log keeps it."""
    return {name: getattr(row, name) for name in _FACTS}


def _hint(kind: str, address: str) -> str:
    """Return what may be shown of an address: a path or query may hold a key."""
    if kind == "email":
        return address
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}/…"
