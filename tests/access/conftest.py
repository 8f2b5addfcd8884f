"""Identity as a process runs it: the real database, real keys in files, a clock that stands still, a client."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import select, text

from pilothouse.access.identity.deps import authenticate
from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.roles.repository import lay_built_in_roles
from pilothouse.access.routes import ROUTERS
from pilothouse.access.secrets.file import FileSecrets
from pilothouse.access.secrets.seal import Seal, new_key
from pilothouse.access.settings import AccessSettings
from pilothouse.core import json
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.notify.account import AccountMail
from pilothouse.notify.outbox import Outbox
from pilothouse.notify.places import notification_place
from pilothouse.notify.tables import Notification, NotificationDelivery
from pilothouse.server.app import build_app
from pilothouse.server.settings import ServerSettings
from pilothouse.worker.notices import People
from tests.conftest import Tenant, make_tenant

PASSWORD = "four teal herons waiting"
PASSWORD_HASH = PasswordHasher().hash(PASSWORD)
ORIGIN = "http://pilothouse.test"


class FrozenClock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def now(self) -> datetime:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Member:
    """A user who can sign in."""

    organization_id: UUID
    user_id: UUID
    email: str
    principal: Principal


async def make_member(database: Database, tenant: Tenant, role: str = "admin") -> Member:
    """Give a tenant its roles, and its user a password and one of them."""
    async with database.transaction(tenant.organization_id) as session:
        roles = await lay_built_in_roles(session, tenant.organization_id)
        email = await session.scalar(
            text("update user_account set password_hash = :hash where id = :id returning email"),
            {"hash": PASSWORD_HASH, "id": tenant.user_id},
        )
        await session.execute(
            text("insert into user_role (organization_id, user_id, role_id) values (:organization, :user, :role)"),
            {"organization": tenant.organization_id, "user": tenant.user_id, "role": roles[role].id},
        )
    return Member(tenant.organization_id, tenant.user_id, email, tenant.principal)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def settings() -> AccessSettings:
    return AccessSettings()


@pytest.fixture
def key_store(tmp_path: Path) -> FileSecrets:
    return FileSecrets(tmp_path / "secrets")


@dataclass(frozen=True)
class Mail:
    """One letter about an account, as it waits to be delivered."""

    topic: str
    payload: dict[str, str]
    link: str

    @property
    def token(self) -> str:
        return self.link.partition("#token=")[2]


@dataclass(frozen=True)
class Mailboxes:
    """Everybody's mail."""

    owner_database: Database
    seal: Seal

    async def of(self, address: str, topic: str = "") -> list[Mail]:
        """Return the letters to an address, oldest first; of one topic where named."""
        async with self.owner_database.transaction() as session:
            rows = await session.scalars(
                select(Notification)
                .join(NotificationDelivery, NotificationDelivery.notification_id == Notification.id)
                .where(NotificationDelivery.address == address)
                .order_by(Notification.id)
            )
            letters = [Mail(row.topic, row.payload, self._link(row)) for row in rows]
        return [letter for letter in letters if topic in letter.topic]

    async def last(self, address: str, topic: str) -> Mail:
        return (await self.of(address, topic))[-1]

    def _link(self, row: Notification) -> str:
        if row.sealed is None:
            return ""
        opened = self.seal.open(row.sealed, notification_place(row.organization_id, row.id))
        return json.loads(opened.get_secret_value())["link"]


@pytest.fixture
def mailboxes(owner_database: Database) -> Mailboxes:
    return Mailboxes(owner_database, Seal.of(new_key()))


@pytest.fixture
def identity(
    database: Database, settings: AccessSettings, key_store: FileSecrets, clock: FrozenClock, mailboxes: Mailboxes
) -> Identity:
    mail = AccountMail(Outbox(mailboxes.seal, People()))
    return Identity(
        database, settings, key_store, mail=mail, public_url="https://pilot.example", seal=mailboxes.seal, clock=clock
    )


@pytest.fixture
async def member(database: Database, tenant: Tenant) -> Member:
    """An administrator of this test's organization."""
    return await make_member(database, tenant)


@pytest.fixture
async def stranger(database: Database) -> Member:
    """An administrator of another organization."""
    return await make_member(database, await make_tenant(database))


@pytest.fixture
def app(identity: Identity) -> FastAPI:
    """The application with the rooms below it, as `create_app` joins them."""
    app = build_app(routers=ROUTERS, authenticate=authenticate, lifespan=None, settings=ServerSettings())
    app.state.identity = identity
    return app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody who has not signed in. Keeps cookies as a browser does."""
    transport = httpx2.ASGITransport(app, client=("203.0.113.7", 4711))
    async with httpx2.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client


async def sign_in(client: httpx2.AsyncClient, member: Member) -> httpx2.Response:
    """Sign in as a browser does, and repeat the CSRF token from then on."""
    answer = await client.post("/api/v1/auth/login", json={"email": member.email, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    client.headers["X-CSRF-Token"] = next(value for name, value in client.cookies.items() if name.endswith("_csrf"))
    return answer


@pytest.fixture
async def browser(client: httpx2.AsyncClient, member: Member) -> httpx2.AsyncClient:
    """The administrator's browser, signed in."""
    await sign_in(client, member)
    return client


def code_of(answer: httpx2.Response) -> tuple[int, str]:
    """Return status and error code of an answer."""
    return answer.status_code, answer.json()["error"]["code"]
