"""An organization's connections and routes, read from its rows for the router."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from pydantic import SecretStr
from sqlalchemy import select

from pilothouse.access.secrets.organization import OrganizationSecrets
from pilothouse.access.secrets.seal import Seal
from pilothouse.core.errors import PilothouseError
from pilothouse.db.engine import Database
from pilothouse.gateway.routing.connections.tables import ProviderConnection, secret_name
from pilothouse.gateway.routing.fleet import ConnectionSpec
from pilothouse.gateway.routing.model_routes.tables import ModelRoute
from pilothouse.gateway.settings import ConnectionSettings, ModelRouteSettings


class Credentials(msgspec.Struct, frozen=True):
    """What is sealed of a connection."""

    api_keys: tuple[str, ...] = ()
    headers: dict[str, str] = {}

    def sealed_text(self) -> SecretStr:
        """Return them as the one text that is sealed."""
        return SecretStr(msgspec.json.encode(self).decode())

    @classmethod
    def of(cls, text: SecretStr | None) -> "Credentials":
        """Read them back."""
        return msgspec.json.decode(text.get_secret_value(), type=cls) if text else cls()


@dataclass(frozen=True, slots=True)
class StoredConnection:
    """A row with what was sealed of it, or why that could not be opened. The same `version` is the same connection."""

    spec: ConnectionSpec
    version: datetime
    problem: PilothouseError | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """All that an organization has set."""

    connections: Sequence[StoredConnection]
    routes: dict[str, ModelRouteSettings]


async def read_stored(database: Database, seal: Seal | None, organization_id: UUID) -> Stored:
    """Read what an organization has set, in one transaction."""
    async with database.transaction(organization_id) as session:
        mine = ProviderConnection.organization_id == organization_id
        rows = (await session.scalars(select(ProviderConnection).where(mine, ProviderConnection.is_enabled))).all()
        routes = await session.scalars(select(ModelRoute).where(ModelRoute.organization_id == organization_id))
        secrets = OrganizationSecrets(session, organization_id, seal) if seal else None
        return Stored(
            [await _stored(row, secrets) for row in rows],
            {route.name: settings_of_route(route) for route in routes},
        )


def settings_of_route(row: ModelRoute) -> ModelRouteSettings:
    """Return a route as settings write one."""
    return ModelRouteSettings.model_validate({"targets": row.targets, "fallbacks": row.fallbacks})


def settings_of(row: ProviderConnection, credentials: Credentials) -> ConnectionSettings:
    """Return a connection as settings write one."""
    return ConnectionSettings(
        type=row.type,
        base_url=row.base_url,
        api_keys=[SecretStr(key) for key in credentials.api_keys],
        weight=row.weight,
        models=row.models,
        headers={name: SecretStr(value) for name, value in credentials.headers.items()},
        options=row.options,
    )


async def _stored(row: ProviderConnection, secrets: OrganizationSecrets | None) -> StoredConnection:
    credentials, problem = Credentials(), None
    try:
        if secrets is not None:
            credentials = Credentials.of(await secrets.get(secret_name(row.id)))
    except PilothouseError as error:  # one connection that cannot be opened must not stop the others
        problem = error
    return StoredConnection(ConnectionSpec(row.name, settings_of(row, credentials), row.id), row.updated_at, problem)
