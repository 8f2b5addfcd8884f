"""Events on the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement

from pilothouse.access.security.events.tables import SecurityEvent
from pilothouse.access.security.kinds import Action, Family, Where
from pilothouse.core.inputs import Moment
from pilothouse.shield.findings import Severity

SeverityName: TypeAlias = Literal["info", "low", "medium", "high", "critical"]
Feedback: TypeAlias = Literal["false_alarm", "confirmed"]
Name = Annotated[str, Field(max_length=200)]

_SINGLE = (
    "agent",
    "tool",
    "user_id",
    "api_key_id",
    "conversation_id",
    "mission_id",
    "request_id",
    "incident_id",
    "feedback",
)


class EventFilter(BaseModel):
    """Which events are meant. What is left out does not filter; several values of one field are alternatives."""

    model_config = ConfigDict(extra="forbid")

    since: Moment | None = Field(None, description="At or after this time.")
    until: Moment | None = Field(None, description="Before this time.")
    where: list[Where] = Field([], max_length=10)
    family: list[Family] = Field([], max_length=10)
    action: list[Action] = Field([], max_length=5)
    severity: list[SeverityName] = Field([], max_length=5)
    detector: Name | None = Field(None, description="Beginning of a detector's id, such as `secret_`.")
    agent: Name | None = None
    tool: Name | None = None
    user_id: UUID | None = None
    api_key_id: UUID | None = None
    conversation_id: UUID | None = None
    mission_id: UUID | None = None
    request_id: Annotated[str, Field(max_length=128)] | None = None
    incident_id: UUID | None = None
    feedback: Feedback | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what rows must fulfil."""
        values = ((name, getattr(self, name)) for name in _SINGLE)
        wanted = [getattr(SecurityEvent, name) == value for name, value in values if value is not None]
        severities = [int(Severity[name.upper()]) for name in self.severity]
        several: tuple[tuple[Any, list[Any]], ...] = (
            (SecurityEvent.place, [*self.where]),
            (SecurityEvent.family, [*self.family]),
            (SecurityEvent.action, [*self.action]),
            (SecurityEvent.severity, severities),
        )
        wanted += [column.in_(values) for column, values in several if values]
        if self.detector:
            wanted.append(SecurityEvent.detector.startswith(self.detector, autoescape=True))
        if self.since:
            wanted.append(SecurityEvent.at >= self.since)
        return [*wanted, SecurityEvent.at < self.until] if self.until else wanted


class SecurityEventRead(BaseModel):
    """One thing that was seen, and what was done."""

    id: UUID
    at: datetime
    where: Where
    family: Family
    detector: str
    title: str
    severity: SeverityName
    confidence: float
    action: Action
    evidence: str = Field(description="What was seen: its outline only, where it is a secret or about a person.")
    explanation: str
    remedy: str
    references: list[str]
    layers: list[str] = Field(description="What was undone to see it, such as base64.")
    agent: str | None
    tool: str | None
    user_id: UUID
    api_key_id: UUID | None
    conversation_id: UUID | None
    mission_id: UUID | None
    request_id: str | None
    incident_id: UUID | None
    feedback: Feedback | None
    feedback_note: str | None

    @classmethod
    def of(cls, row: SecurityEvent) -> "SecurityEventRead":
        """Read a row."""
        renamed = {"where": row.place, "severity": severity_name(row.severity)}
        plain = {name: getattr(row, name) for name in cls.model_fields if hasattr(row, name)}
        return cls.model_validate({**row.about, **plain, **renamed})


class FeedbackWrite(BaseModel):
    """What a person says of an event."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"verdict": "false_alarm", "allow": "this_text", "note": "The number is an order, not a card."}
            ]
        },
    )

    verdict: Feedback
    allow: Literal["this_text", "this_detector"] | None = Field(
        None,
        description="Of a false alarm: let exactly this text pass from now on, or want the detector to be surer than "
        "it was here.",
    )
    note: str = Field("", max_length=1000)


class TrendPoint(BaseModel):
    """How many events of one family met one action within one hour or day."""

    at: datetime
    family: Family
    action: Action
    events: int


class TrendRead(BaseModel):
    """Events over time. Hours and days without any are left out."""

    points: list[TrendPoint]
    totals: dict[Action, int]
    dropped: int = Field(description="Events that this process could not write since it started.")


def severity_name(value: int) -> SeverityName:
    """Return a severity as the wire has it."""
    names: dict[int, SeverityName] = {1: "info", 2: "low", 3: "medium", 4: "high", 5: "critical"}
    return names[value]
