"""What tools get from the platform beside files and artifacts: secrets, a cache, the user, and the screen."""

import re
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select

from pilothouse.access.identity.tables import User as UserRow
from pilothouse.access.secrets.backend import SecretsBackend
from pilothouse.access.security.screening.screener import Screener
from pilothouse.access.security.screening.telling import Circumstances
from pilothouse.access.security.trust.service import NotTrusted, TrustGate
from pilothouse.agents.context import User
from pilothouse.core import json
from pilothouse.core.errors import InvalidInput, NotFound
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
class ToolScreen:
    """Shows the security engine what tools are given and what they return, and asks whether they are trusted.

    Attributes:
        gate: tells how far a tool is trusted; None where nobody keeps scores.
    """

    screener: Screener
    principal: Principal
    agent: str
    conversation_id: UUID | None = None
    mission_id: UUID | None = None
    gate: TrustGate | None = None

    async def admit(self, tool_name: str, arguments: dict[str, Any]) -> bool:
        """Return whether a person has to approve a call.

        Raises:
            BlockedByPolicy: what it is given must not go there.
            NotTrusted: the policy wants more trust than the tool has.
        """
        screening = await self.screener.begin(self._around())
        if not screening.is_off("tool_arguments", tool_name):
            verdict = await screening.screen(
                json.dumps_text(arguments), "tool_arguments", tool=tool_name, redacts=False
            )
            verdict.require_allowed(f"A security policy keeps these arguments from {tool_name}")
        trust = "open" if self.gate is None else await self.gate.gate(self.principal, self.agent, tool_name)
        if trust == "refuse":
            raise NotTrusted(f"{tool_name} is trusted less than the security policy asks for, so it is not called.")
        return trust == "approve"

    async def screen(self, tool_name: str, text: str) -> str:
        """Return a result as a model may read it: as it is, or marked as untrusted.

        Secrets and personal data stay in it: the gateway hides them on the way to a model, and can put them back.

        Raises:
            BlockedByPolicy: it may not be read.
        """
        screening = await self.screener.begin(self._around())
        verdict = await screening.screen(text, "tool_result", tool=tool_name, redacts=False)
        verdict.require_allowed(f"A security policy keeps the result of {tool_name} from the model")
        return verdict.text

    def _around(self) -> Circumstances:
        return Circumstances(self.principal, self.agent, self.conversation_id, self.mission_id)


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
