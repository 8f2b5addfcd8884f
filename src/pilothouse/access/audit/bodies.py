"""What was sent with a change: secrets made unreadable, cut, sealed, and kept beside the entry that tells of it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.types import Message, Receive

from pilothouse.access.audit.listing import AuditListing
from pilothouse.access.audit.schemas import AuditBodyRead
from pilothouse.access.audit.tables import AuditBody
from pilothouse.core import json
from pilothouse.core.errors import InvalidInput
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import mask_secrets
from pilothouse.notify.parts import Sealer

MOST_READ_BYTES = 65_536  # of a request; a longer one is not JSON that somebody wrote by hand
MOST_KEPT = 8_192  # characters, after secrets were made unreadable

# Where bodies are credentials, or addresses that are as good as one: nothing of them is kept, masked or not.
UNKEPT_BELOW = ("/api/v1/auth/", "/api/v1/connections", "/api/v1/notifications/endpoints", "/api/v1/organization/")
UNKEPT = frozenset({"create_user"})

# An entry that was rolled back has no body.
_KEEP = text(
    """insert into audit_body (entry_id, organization_id, sealed, size_bytes, is_cut)
    select e.id, e.organization_id, :sealed, :size_bytes, :is_cut from audit_event e where e.id = :entry_id"""
)


class BodyTap:
    """Passes a request's body on, and remembers its beginning."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._beginning = bytearray()
        self.size_bytes = 0

    async def __call__(self) -> Message:
        """Return the next message of the request."""
        message = await self._receive()
        chunk: bytes = message.get("body", b"")
        self.size_bytes += len(chunk)
        self._beginning += chunk[: MOST_READ_BYTES - len(self._beginning)]
        return message

    def readable(self) -> "Readable | None":
        """Return what can be kept of the body; null when it is none, too long, or no JSON."""
        if not 0 < self.size_bytes <= MOST_READ_BYTES:
            return None
        try:
            masked = mask_secrets(None, "", {"body": json.loads(bytes(self._beginning))})["body"]
        except InvalidInput:
            return None
        whole = json.dumps_text(masked)
        return Readable(whole[:MOST_KEPT], self.size_bytes, len(whole) > MOST_KEPT)


@dataclass(frozen=True, slots=True)
class Readable:
    """A body without secrets.

    Attributes:
        text: JSON, or its beginning.
        size_bytes: of what was sent.
    """

    text: str
    size_bytes: int
    is_cut: bool


def keeps_body(path: str, endpoint: str) -> bool:
    """Tell whether the body of a request to a route may be kept."""
    return endpoint not in UNKEPT and not path.startswith(UNKEPT_BELOW)


async def keep(session: AsyncSession, seal: Sealer, organization_id: UUID, entry_id: UUID, body: Readable) -> None:
    """Seal a body and keep it beside its entry, as long as that is kept."""
    sealed = seal.close(SecretStr(body.text), _place(organization_id, entry_id))
    values = {"entry_id": entry_id, "sealed": sealed, "size_bytes": body.size_bytes, "is_cut": body.is_cut}
    await session.execute(_KEEP, values)


async def read(session: AsyncSession, seal: Sealer, who: Principal, entry_id: UUID) -> AuditBodyRead:
    """Return what was kept of an entry's body.

    Raises:
        NotFound: the organization's log has no such entry.
        WrongEncryptionKey, SecretDamaged: it does not open.
    """
    entry = await AuditListing(session).get(who, entry_id)
    row = await session.get(AuditBody, entry.id)
    if row is None:
        return AuditBodyRead(body=None, size_bytes=0, is_cut=False)
    opened = seal.open(row.sealed, _place(row.organization_id, entry_id)).get_secret_value()
    body: Any = opened if row.is_cut else json.loads(opened)
    return AuditBodyRead(body=body, size_bytes=row.size_bytes, is_cut=row.is_cut)


def _place(organization_id: UUID, entry_id: UUID) -> str:
    return f"{organization_id}/audit_body/{entry_id}"
