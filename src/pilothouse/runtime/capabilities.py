"""What tools get from the platform beside files and artifacts: secrets, a cache, the user, and the screen."""

import re
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select

from pilothouse.access.identity.tables import User as UserRow
from pilothouse.access.secrets.backend import SecretsBackend
from pilothouse.access.security import screen
from pilothouse.agents.context import User
from pilothouse.core import json
from pilothouse.core.errors import Blocked, InvalidInput, NotFound
from pilothouse.core.principal import Principal
from pilothouse.core.remembered import Remembered
from pilothouse.db.base import Organization
from pilothouse.db.engine import Database
from pilothouse.storage.cache import Cache

_NO_LETTER = re.compile(r"[^a-z0-9]+")
_FRESH_S = 60.0
MAX_CACHED_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class ToolSecrets:
    """Secrets that were set for tools; those of the platform itself have other names and are not to be had here."""

    backend: SecretsBackend

    async def get(self, name: str) -> str:
        """Return a secret: `sql/warehouse` is kept under the name `tool_sql_warehouse`.

        Raises:
            NotFound: it is not set; the message says how to set it.
        """
        kept_as = "tool_" + _NO_LETTER.sub("_", name.lower()).strip("_")
        try:
            value = await self.backend.get(kept_as)
        except InvalidInput:  # longer than a secret's name may be
            value = None
        if value is None:
            raise NotFound(f"There is no secret {name!r}. An operator sets PILOTHOUSE_SECRET_{kept_as.upper()}.")
        return value.get_secret_value()


@dataclass(frozen=True, slots=True)
class AgentCache:
    """JSON values that one agent of one organization keeps for a while."""

    cache: Cache
    organization_id: UUID
    agent: str

    async def get(self, key: str) -> Any | None:
        """Return what is kept under a key, None when nothing is."""
        value = await self.cache.get(self._key(key))
        return None if value is None else json.loads(value)

    async def set(self, key: str, value: Any, ttl_s: float = 3600) -> None:
        """Keep a JSON value.

        Raises:
            InvalidInput: it is larger than 1 MB.
        """
        data = json.dumps(value)
        if len(data) > MAX_CACHED_BYTES:
            raise InvalidInput(f"A cached value may have {MAX_CACHED_BYTES:,} bytes; this one has {len(data):,}.")
        await self.cache.put(self._key(key), data, ttl_s)

    async def delete(self, key: str) -> None:
        """Forget a key."""
        await self.cache.delete(self._key(key))

    def _key(self, key: str) -> str:
        return f"agent:{self.organization_id}:{self.agent}:{key}"


@dataclass(frozen=True, slots=True)
class ResultScreen:
    """Shows every tool result to the security engine before a model reads it."""

    principal: Principal

    async def screen(self, tool_name: str, text: str) -> str:
        """Return the text when it may pass.

        Raises:
            Blocked: a policy keeps it from the model.
        """
        verdict = await screen(self.principal, text, where="tool_result")
        if not verdict.allowed:
            reasons = "; ".join(finding.message for finding in verdict.findings if finding.blocks)
            raise Blocked(f"A security policy keeps the result of {tool_name} from the model: {reasons}.")
        return text


class People:
    """The users behind principals, as agents see them; believed for a minute."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: Remembered[tuple[UUID, UUID], User | None] = Remembered(_FRESH_S)

    async def of(self, principal: Principal) -> User | None:
        """Return who a principal is; None for one that is no row of ours."""
        return await self._known.get((principal.organization_id, principal.user_id), self._look_up)

    async def _look_up(self, key: tuple[UUID, UUID]) -> User | None:
        organization_id, user_id = key
        query = select(UserRow.name, UserRow.email, UserRow.time_zone, Organization.time_zone).where(
            UserRow.id == user_id, Organization.id == UserRow.organization_id
        )
        async with self._database.transaction(organization_id) as session:
            row = (await session.execute(query)).first()
        if row is None:
            return None
        name, email, own_zone, zone = cast("tuple[str, str, str | None, str]", tuple(row))
        return User(id=str(user_id), name=name, email=email, time_zone=own_zone or zone)
