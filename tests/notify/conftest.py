"""The room of notifications as a process opens it: the real database, receivers on this machine, quick retries."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from uuid import UUID

import httpx2
import pytest
from pydantic import SecretStr
from sqlalchemy import select, text

from pilothouse.access.secrets.seal import Seal, new_key
from pilothouse.core.clock import SystemClock
from pilothouse.core.principal import Principal
from pilothouse.db.embedded import Cluster
from pilothouse.db.engine import Database
from pilothouse.db.listen import Listener
from pilothouse.durable.lease import Lease
from pilothouse.durable.runner import Runner
from pilothouse.durable.settings import DurableSettings
from pilothouse.notify.deliveries.repository import DeliveryRepository
from pilothouse.notify.endpoints.schemas import EndpointCreate
from pilothouse.notify.endpoints.service import EndpointService
from pilothouse.notify.outbox import Notice
from pilothouse.notify.routes import ROUTERS
from pilothouse.notify.service import Notify, open_notify
from pilothouse.notify.settings import NotifySettings
from pilothouse.notify.tables import NotificationDelivery, NotificationEndpoint
from pilothouse.server.app import build_app
from pilothouse.server.settings import ServerSettings
from pilothouse.worker.notices import COMPOSERS, People, record_change
from tests.notify.receivers import LOOPBACK, MailServer, Receiver, open_mail_server, open_receiver


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with open_receiver() as receiver:
        yield receiver


@pytest.fixture
async def mail_server() -> AsyncIterator[MailServer]:
    async with open_mail_server() as server:
        yield server


@pytest.fixture
def settings(mail_server: MailServer) -> NotifySettings:
    return NotifySettings(
        public_url="https://pilot.example",
        smtp_host="127.0.0.1",
        smtp_port=mail_server.port,
        smtp_security="none",
        private_networks=LOOPBACK,
        timeout_s=5,
        first_pause_s=0.01,
        longest_pause_s=0.02,
        max_tries=3,
        disable_after=3,
    )


@pytest.fixture
def seal_key() -> SecretStr:
    return new_key()


@pytest.fixture
def seal(seal_key: SecretStr) -> Seal:
    return Seal.of(seal_key)


@pytest.fixture
async def notify(settings: NotifySettings, seal: Seal) -> AsyncIterator[Notify]:
    async with open_notify(settings, seal, People(), record_change, COMPOSERS) as notify:
        yield notify


@dataclass
class Process:
    """One process's engine."""

    lease: Lease
    runner: Runner


Engine = Callable[..., AsyncIterator[Process]]


@pytest.fixture
async def engine(cluster: Cluster, database: Database, owner_database: Database, notify: Notify) -> Engine:
    """Open engines as separate processes would, on a queue without what earlier tests left."""
    async with owner_database.transaction() as session:
        await session.execute(
            text("update work set state = 'cancelled', epoch = epoch + 1 where state in ('queued', 'running')")
        )

    @asynccontextmanager
    async def open_engine(parts: Notify = notify, **changes: float) -> AsyncIterator[Process]:
        chosen = DurableSettings(**{"lease_s": 1.0, "beat_s": 0.1, "poll_s": 0.05, **changes})
        listener = Listener(cluster.app_url)
        lease = Lease(cluster.app_url, chosen)
        runner = Runner(database, listener, lease, parts.handlers, chosen)
        await lease.start()
        await listener.start()
        try:
            async with runner.running():
                yield Process(lease, runner)
        finally:
            await listener.stop()
            await lease.stop()

    return open_engine


@dataclass
class Desk:
    """Does for a test what its organization's people would."""

    database: Database
    notify: Notify
    who: Principal

    async def endpoint(self, kind: str, address: str, *topics: str) -> UUID:
        """Make an endpoint; it hears of failed missions unless told otherwise."""
        return (await self.endpoint_with_secret(kind, address, *topics)).id

    async def endpoint_with_secret(self, kind: str, address: str, *topics: str):
        form = EndpointCreate(kind=kind, name="Test", address=address, topics=list(topics) or ["mission.failed"])
        async with self.database.transaction(self.who.organization_id) as session:
            return await EndpointService(session, self.notify, SystemClock(), _Nowhere()).create(self.who, form)

    async def rotate(self, endpoint_id: UUID) -> str:
        async with self.database.transaction(self.who.organization_id) as session:
            service = EndpointService(session, self.notify, SystemClock(), _Nowhere())
            return (await service.rotate_secret(self.who, endpoint_id)).secret

    async def tell(self, key: str = "one", **changes: object) -> UUID | None:
        """Tell that a mission failed."""
        notice = replace(a_notice(self.who.organization_id, key), **changes)
        async with self.database.transaction(self.who.organization_id) as session:
            return await self.notify.outbox.notify(session, notice)

    async def deliveries(self) -> list[NotificationDelivery]:
        async with self.database.transaction(self.who.organization_id) as session:
            rows = await session.scalars(select(NotificationDelivery).order_by(NotificationDelivery.id))
            return list(rows)

    async def states(self) -> list[str]:
        return [each.state for each in await self.deliveries()]

    async def tries(self, number: int = 0):
        async with self.database.transaction(self.who.organization_id) as session:
            return await DeliveryRepository(session).tries_of((await self.deliveries())[number].id)

    async def endpoint_row(self, endpoint_id: UUID) -> NotificationEndpoint:
        async with self.database.transaction(self.who.organization_id) as session:
            return await session.get_one(NotificationEndpoint, endpoint_id)


@dataclass
class _Nowhere:
    """A connection that comes from nowhere."""

    headers: dict[str, str] = field(default_factory=dict)
    client: None = None


def a_notice(organization_id: UUID, key: str = "one") -> Notice:
    payload = {
        "mission_id": "0198",
        "title": "Count the <sheep>",
        "agent": "shepherd",
        "cost_usd": "0.125000",
        "reason": "one ran away",
        "path": "/missions/0198",
    }
    return Notice(organization_id, "mission.failed", key, payload)


@pytest.fixture
def desk(database: Database, notify: Notify, principal: Principal) -> Desk:
    return Desk(database, notify, principal)


@pytest.fixture
async def client_of(database: Database, notify: Notify) -> AsyncIterator[Callable[[Principal], httpx2.AsyncClient]]:
    """Make clients of the room's routes, each acting as a principal."""
    opened: list[httpx2.AsyncClient] = []

    def make(who: Principal) -> httpx2.AsyncClient:
        async def authenticate(_connection) -> Principal:
            return who

        app = build_app(routers=ROUTERS, authenticate=authenticate, lifespan=None, settings=ServerSettings())
        app.state.database = database
        app.state.notify = notify
        base_url = "http://pilothouse.test/api/v1/notifications"
        opened.append(httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=base_url))
        return opened[-1]

    yield make
    for each in opened:
        await each.aclose()


@pytest.fixture
def api(client_of: Callable[[Principal], httpx2.AsyncClient], principal: Principal) -> httpx2.AsyncClient:
    """A client of this test's administrator."""
    return client_of(principal)
