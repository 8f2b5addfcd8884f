"""The audit log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasId


class AuditEvent(HasId, Base):
    """One thing that was done, or refused.

    `organization_id` is null for a sign-in with an e-mail that nobody has: only an operator sees those. Actor and
    resource are named by id without a foreign key, because the log outlives what it speaks of.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        CheckConstraint("outcome in ('success', 'refused', 'failed')", name="outcome"),
        Index("ix_audit_event_organization_id_at", "organization_id", text("at desc")),
    )

    organization_id: Mapped[UUID | None] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    actor_kind: Mapped[str] = mapped_column(doc="user, api_key, service or anonymous")
    actor_id: Mapped[UUID | None] = mapped_column(doc="the user, or the owner of the key")
    api_key_id: Mapped[UUID | None]
    action: Mapped[str] = mapped_column(doc="thing.verb, such as api_key.create")
    resource: Mapped[str | None] = mapped_column(doc="kind:id, such as api_key:0198…")
    outcome: Mapped[str]
    changes: Mapped[dict[str, Any]] = mapped_column(server_default="{}", doc="field: [before, after]")
    request_id: Mapped[str | None]
    ip_address: Mapped[str | None]
    user_agent: Mapped[str | None]
