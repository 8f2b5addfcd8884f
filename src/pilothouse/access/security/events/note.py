"""One thing that was seen, on its way to its row. Nothing in it is secret in clear."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec

from pilothouse.access.security.kinds import Action, Family, Where
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import get_logger
from pilothouse.shield.findings import Finding

log = get_logger(__name__)


class EventNote(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen, where, by whom, and what was done.

    Attributes:
        finding: with evidence that may be shown.
        fingerprint: of exactly what was seen, so that a person can let it pass from now on.
    """

    id: UUID
    at: datetime
    principal: Principal
    where: Where
    family: Family
    action: Action
    finding: Finding
    fingerprint: bytes
    agent: str | None = None
    tool: str | None = None
    conversation_id: UUID | None = None
    mission_id: UUID | None = None
    request_id: str | None = None


class EventSink(Protocol):
    """Takes notes of what was seen, without ever waiting."""

    def put(self, note: EventNote) -> None: ...


class LoggedEvents:
    """Takes notes into the log, where there is no database."""

    def put(self, note: EventNote) -> None:
        log.warning("security_event", where=note.where, detector=note.finding.detector, action=note.action)
