"""Managing an organization's connections. Each change is audited, and followed at once in this process."""

import asyncio
import time
from typing import Any
from uuid import UUID

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import difference, record
from pilothouse.access.secrets.organization import OrganizationSecrets
from pilothouse.access.secrets.seal import Seal
from pilothouse.core.errors import InvalidInput, NotFound, PilothouseError, Unavailable
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.catalog.service import BUILTIN_PROVIDER
from pilothouse.gateway.routing.connections.reading import Credentials, settings_of
from pilothouse.gateway.routing.connections.repository import ConnectionRepository
from pilothouse.gateway.routing.connections.schemas import (
    ConnectionCreate,
    ConnectionRead,
    ConnectionTestRead,
    ConnectionUpdate,
    KeyTestRead,
)
from pilothouse.gateway.routing.connections.tables import ProviderConnection, secret_name
from pilothouse.gateway.routing.fleet import Connection, ConnectionSpec, Deployment, build_connection, hint_of
from pilothouse.gateway.routing.service import Router
from pilothouse.gateway.settings import ConnectionSettings
from pilothouse.llm.providers import WireProvider

_MOST = 100
_TEST_TIMEOUT_S = 20.0
_MOST_LISTED = 200
_RESERVED = frozenset({BUILTIN_PROVIDER, "auto"})
_AUDITED = ("name", "type", "base_url", "weight", "models", "options", "header_names", "key_hints", "is_enabled")


class ConnectionService:
    """Creates, reads, edits, deletes and tests connections."""

    def __init__(self, database: Database, router: Router) -> None:
        self._database = database
        self._router = router

    async def listed(self, who: Principal) -> list[ConnectionRead]:
        """Return the organization's connections, by name."""
        async with self._database.transaction(who.organization_id) as session:
            return [ConnectionRead.of(row) for row in await ConnectionRepository(session).listed(who)]

    async def get(self, who: Principal, connection_id: UUID) -> ConnectionRead:
        """Return one connection.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        async with self._database.transaction(who.organization_id) as session:
            return ConnectionRead.of(await ConnectionRepository(session).get(who, connection_id))

    async def create(self, who: Principal, wanted: ConnectionCreate, caller: Caller = LOCAL) -> ConnectionRead:
        """Make a connection.

        Raises:
            ConnectionExists: there is one of its name.
            InvalidInput: it cannot work so, or there are too many.
        """
        if wanted.name in _RESERVED:
            raise InvalidInput(f"{wanted.name!r} has a meaning of its own; choose another name.")
        row = ProviderConnection(
            id=new_id(),
            organization_id=who.organization_id,
            name=wanted.name,
            type=wanted.type,
            is_enabled=wanted.is_enabled,
        )
        credentials = _written(row, wanted)
        self._check(row, credentials)
        async with self._database.transaction(who.organization_id) as session:
            connections = ConnectionRepository(session)
            if await connections.count(who) >= _MOST:
                raise InvalidInput(f"An organization has up to {_MOST} connections. Remove one first.")
            await connections.insert(row)
            secrets = OrganizationSecrets(session, who.organization_id, self._seal)
            await secrets.replace(secret_name(row.id), credentials.sealed_text())
            changes = difference({}, _audited(row))
            await record(session, who, "connection.create", ("connection", row.id), changes=changes, caller=caller)
        self._router.forget(who.organization_id)
        return ConnectionRead.of(row)

    async def edit(
        self, who: Principal, connection_id: UUID, changes: ConnectionUpdate, caller: Caller = LOCAL
    ) -> ConnectionRead:
        """Change a connection from the next call on. Calls in flight end as they began.

        Raises:
            NotFound: there is none.
            InvalidInput: it cannot work so, or its address changes without its keys.
        """
        async with self._database.transaction(who.organization_id) as session:
            connections = ConnectionRepository(session)
            row = await connections.get(who, connection_id)
            secrets = OrganizationSecrets(session, who.organization_id, self._seal)
            before = _audited(row)
            _refuse_to_redirect_keys(row, changes)
            credentials = await self._edited(row, changes, secrets)
            self._check(row, credentials)
            await secrets.replace(secret_name(row.id), credentials.sealed_text())
            await connections.touch(row)  # other processes see by it that a key is new, though its hint may be the same
            changed = difference(before, _audited(row))
            await record(session, who, "connection.edit", ("connection", row.id), changes=changed, caller=caller)
        self._router.forget(who.organization_id)
        return ConnectionRead.of(row)

    async def delete(self, who: Principal, connection_id: UUID, caller: Caller = LOCAL) -> None:
        """Remove a connection with its keys.

        Raises:
            NotFound: there is none.
        """
        async with self._database.transaction(who.organization_id) as session:
            row = await ConnectionRepository(session).get(who, connection_id)
            secrets = OrganizationSecrets(session, who.organization_id, self._seal)
            await secrets.delete(secret_name(row.id))
            await session.delete(row)
            changes = difference(_audited(row), {})
            await record(session, who, "connection.delete", ("connection", row.id), changes=changes, caller=caller)
        self._router.forget(who.organization_id)

    async def test(self, who: Principal, connection_id: UUID) -> ConnectionTestRead:
        """Ask the provider for something that needs the key and costs nothing, with every key.

        Raises:
            NotFound: there is no such connection.
        """
        async with self._database.transaction(who.organization_id) as session:
            row = await ConnectionRepository(session).get(who, connection_id)
            secrets = OrganizationSecrets(session, who.organization_id, self._seal)
            credentials = Credentials.of(await secrets.get(secret_name(row.id)))
            spec = ConnectionSpec(row.name, settings_of(row, credentials), row.id)
        connection = build_connection(spec, self._router.settings, self._router.catalog)
        model = next(iter((connection.models or {}).values()), None)
        try:
            keys = await asyncio.gather(*(_tested(each, model) for each in connection.deployments))
        finally:
            await connection.aclose()
        return ConnectionTestRead(works=all(key.works for key in keys), keys=list(keys))

    @property
    def _seal(self) -> Seal:
        if self._router.seal is None:
            raise Unavailable("This installation has no key to seal secrets with, so it cannot keep connections.")
        return self._router.seal

    def _check(self, row: ProviderConnection, credentials: Credentials) -> Connection:
        """Make the connection once, which sends nothing, so that what cannot work is told now."""
        if row.type == BUILTIN_PROVIDER:
            raise InvalidInput("The built-in model is there already; it needs no connection.")
        if row.base_url.startswith("http:") and not self._router.settings.private_networks:
            raise InvalidInput("The base URL must begin with https://, or the key would travel in the open.")
        spec = ConnectionSpec(row.name, settings_of(row, credentials), row.id)
        try:
            return build_connection(spec, self._router.settings, self._router.catalog)
        except NotFound as error:
            raise InvalidInput(error.message) from error

    async def _edited(
        self, row: ProviderConnection, changes: ConnectionUpdate, secrets: OrganizationSecrets
    ) -> Credentials:
        replaces_all = changes.api_keys is not None and (changes.headers is not None or not row.header_names)
        # with everything entered anew, what was sealed with a lost key need not be opened
        present = Credentials() if replaces_all else Credentials.of(await secrets.get(secret_name(row.id)))
        named = {
            name: getattr(changes, name) for name in changes.model_fields_set & set(ConnectionSettings.model_fields)
        }
        given = {name: value for name, value in named.items() if value is not None or name == "models"}
        wanted = ConnectionSettings.model_validate(settings_of(row, present).model_dump() | given)
        row.is_enabled = row.is_enabled if changes.is_enabled is None else changes.is_enabled
        return _written(row, wanted)


def _written(row: ProviderConnection, wanted: ConnectionSettings) -> Credentials:
    """Write what is wanted into a row; return what is to be sealed."""
    row.base_url = wanted.base_url.strip()
    row.weight = wanted.weight
    row.models = dict(wanted.models) if wanted.models is not None else None
    row.options = dict(wanted.options)
    row.header_names = sorted(wanted.headers)
    row.key_hints = [hint_of(key) or "" for key in wanted.api_keys]
    return Credentials(
        tuple(key.get_secret_value() for key in wanted.api_keys),
        {name: value.get_secret_value() for name, value in wanted.headers.items()},
    )


def _refuse_to_redirect_keys(row: ProviderConnection, changes: ConnectionUpdate) -> None:
    """Let nobody send keys they cannot read to an address of their choice."""
    moves = changes.base_url is not None and changes.base_url.strip() != row.base_url
    moves = moves or (changes.options is not None and changes.options != row.options)
    if not moves:
        return
    if (row.key_hints and not changes.api_keys) or (row.header_names and changes.headers is None):
        raise InvalidInput("A connection that gets another address or options needs its keys and headers again.")


def _audited(row: ProviderConnection) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _AUDITED}


async def _tested(deployment: Deployment, model: str | None) -> KeyTestRead:
    began_at = time.monotonic()
    models: list[str] | None = None
    error: PilothouseError | None = None
    if isinstance(deployment.provider, WireProvider):
        ends_at = asyncio.get_running_loop().time() + _TEST_TIMEOUT_S
        try:
            models = await deployment.provider.check(model=model, ends_at=ends_at)
        except PilothouseError as failure:
            error = failure
    return KeyTestRead(
        key_hint=deployment.key_hint,
        works=error is None,
        duration_ms=round((time.monotonic() - began_at) * 1000),
        models=models[:_MOST_LISTED] if models is not None else None,
        error_code=error.code if error else None,
        error=error.message if error else None,
    )
