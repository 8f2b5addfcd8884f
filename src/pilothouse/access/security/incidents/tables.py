"""Events that belong together, as people work through them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.access.security.kinds import ACTIONS, FAMILIES
from pilothouse.access.security.policies.tables import one_of
from pilothouse.db.base import Base, HasId, OfOrganization

STATUSES = ("open", "acknowledged", "resolved")


class SecurityIncident(HasId, OfOrganization, Base):
    """What one detector has seen from one source within a while."""

    __tablename__ = "security_incident"
    __table_args__ = (
        CheckConstraint(one_of("status", STATUSES), name="status"),
        CheckConstraint(one_of("family", FAMILIES), name="family"),
        CheckConstraint(one_of("worst_action", ACTIONS[1:]), name="worst_action"),
        Index("ix_security_incident_last", "organization_id", text("last_at desc"), text("id desc")),
        Index("ix_security_incident_source", "organization_id", "detector", "source"),
    )

    detector: Mapped[str]
    family: Mapped[str]
    title: Mapped[str]
    source: Mapped[str] = mapped_column(doc="tool:name, agent:name or user:id")
    severity: Mapped[int] = mapped_column(SmallInteger, doc="the worst of its events")
    worst_action: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="open")
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    events: Mapped[int] = mapped_column(server_default="0")
    notes: Mapped[list[Any]] = mapped_column(server_default="[]", doc="at, by_id, words; oldest first")
