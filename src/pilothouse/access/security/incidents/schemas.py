"""Incidents on the wire."""

from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from pilothouse.access.security.events.schemas import SeverityName, severity_name
from pilothouse.access.security.incidents.tables import SecurityIncident
from pilothouse.access.security.kinds import Action, Family

Status: TypeAlias = Literal["open", "acknowledged", "resolved"]


class IncidentNote(BaseModel):
    """What somebody wrote down, or that they changed the status."""

    at: datetime
    by_id: UUID
    words: str


class IncidentRead(BaseModel):
    """Events of one detector from one source, not more than a day apart."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    detector: str
    family: Family
    title: str
    source: str = Field(description="`tool:name`, `agent:name` or `user:id`.")
    severity: SeverityName
    worst_action: Action = Field(description="The strongest thing that was done about one of its events.")
    status: Status
    first_at: datetime
    last_at: datetime
    events: int
    notes: list[IncidentNote]

    @classmethod
    def of(cls, row: SecurityIncident) -> "IncidentRead":
        """Read a row."""
        plain = {name: getattr(row, name) for name in cls.model_fields}
        return cls.model_validate(plain | {"severity": severity_name(row.severity)})


class IncidentUpdate(BaseModel):
    """What may change of an incident."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"status": "acknowledged", "note": "Asked the vendor of the tool."}]},
    )

    status: Status | None = None
    note: str = Field("", max_length=2000)
