"""The audit log on the wire."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from pilothouse.access.audit.service import Outcome
from pilothouse.access.audit.tables import AuditEvent


class AuditRead(BaseModel):
    """One thing that was done, or refused."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    seq: int = Field(description="Its place in the organization's log, from 1 and without gaps.")
    at: datetime
    actor_kind: str = Field(description="user, api_key, service or anonymous.")
    actor_id: UUID | None = Field(description="The user, or the owner of the key.")
    actor_email: str | None = Field(description="Theirs at that time.")
    api_key_id: UUID | None
    api_key_name: str | None = Field(description="At that time.")
    action: str = Field(description="thing.verb", examples=["api_key.create"])
    resource: str | None = Field(description="kind:id of what it was done to.")
    outcome: Outcome
    changes: dict[str, Any] = Field(description="field: [before, after]")
    request_id: str | None
    ip_address: str | None
    user_agent: str | None
    hash: str = Field(description="SHA-256 over the hash before it and this entry, in hexadecimal.")

    @classmethod
    def of(cls, row: AuditEvent) -> "AuditRead":
        """Read a row that has its place."""
        values = {name: getattr(row, name) for name in cls.model_fields if name != "hash"}
        return cls(**values, hash=(row.hash or b"").hex())


class AuditBodyRead(BaseModel):
    """What was sent with a change."""

    body: Any = Field(description="JSON, secrets as ***; the beginning of its text where it was cut; null without one.")
    size_bytes: int = Field(description="Of the request's body; 0 where nothing is kept.")
    is_cut: bool = Field(description="Only the first 8,192 characters were kept.")


class AuditProblem(BaseModel):
    """Where the log is not what was written."""

    kind: Literal["missing", "changed", "foreign", "cut"] = Field(
        description="missing: entries are gone. changed: an entry, or its place, is not what was written. foreign: an "
        "entry never took a place. cut: entries at the end are gone or replaced."
    )
    first_seq: int | None
    last_seq: int | None
    entry_id: UUID | None
    message: str


class AuditVerification(BaseModel):
    """Whether every entry is there, in its place and unchanged."""

    is_intact: bool = Field(description="All was checked, and nothing found.")
    is_complete: bool = Field(
        description="False when there was no time for all. Go on with after_seq=last_seq and after_hash=hash."
    )
    entries: int = Field(description="How many this answer has checked.")
    first_seq: int | None = Field(description="Older ones were forgotten as the installation's settings say.")
    last_seq: int | None = Field(description="The last one that was checked.")
    end_seq: int | None = Field(description="The last one there is.")
    hash: str | None = Field(description="Of the entry last_seq. Keep it elsewhere with last_seq to compare later.")
    problems: list[AuditProblem] = Field(description="The first ones, 100 at most.")
    verified_at: datetime
