"""What was seen and what was done about it. Nothing here is secret in clear."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.access.security.kinds import ACTIONS, FAMILIES, PLACES
from pilothouse.access.security.policies.tables import one_of
from pilothouse.db.base import Base, HasId, OfOrganization


class SecurityEvent(HasId, OfOrganization, Base):
    """One finding in one text. Who and what it speaks of is named without foreign keys: it outlives them."""

    __tablename__ = "security_event"
    __table_args__ = (
        CheckConstraint(one_of("place", PLACES), name="place"),
        CheckConstraint(one_of("family", FAMILIES), name="family"),
        CheckConstraint(one_of("action", ACTIONS[1:]), name="action"),
        CheckConstraint(one_of("feedback", ("false_alarm", "confirmed")), name="feedback"),
        Index("ix_security_event_organization_id_at", "organization_id", text("at desc"), text("id desc")),
        Index("ix_security_event_tool", "organization_id", "tool", "at", postgresql_where="tool is not null"),
        Index("ix_security_event_agent", "organization_id", "agent", "at", postgresql_where="agent is not null"),
        Index(
            "ix_security_event_api_key",
            "organization_id",
            "api_key_id",
            "at",
            postgresql_where="api_key_id is not null",
        ),
        Index("ix_security_event_incident_id", "incident_id"),
    )

    at: Mapped[datetime]
    place: Mapped[str] = mapped_column(doc="kinds.Where")
    family: Mapped[str]
    detector: Mapped[str]
    title: Mapped[str]
    severity: Mapped[int] = mapped_column(SmallInteger, doc="shield.Severity, 1 to 5")
    confidence: Mapped[float]
    action: Mapped[str]
    evidence: Mapped[str] = mapped_column(doc="masked where it is a secret or a person")
    about: Mapped[dict[str, Any]] = mapped_column(doc="explanation, remedy, references, layers")
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary, doc="keyed hash of what was seen")
    user_id: Mapped[UUID]
    api_key_id: Mapped[UUID | None]
    agent: Mapped[str | None]
    tool: Mapped[str | None]
    conversation_id: Mapped[UUID | None]
    mission_id: Mapped[UUID | None]
    request_id: Mapped[str | None] = mapped_column(index=True)
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey("security_incident.id", ondelete="SET NULL"))
    feedback: Mapped[str | None]
    feedback_note: Mapped[str | None]
