"""The table of approvals."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, HasId, OfOrganization

PENDING, APPROVED, REFUSED, STARTED, FINISHED, CANCELLED = (
    "pending",
    "approved",
    "refused",
    "started",
    "finished",
    "cancelled",
)
STATES = (PENDING, APPROVED, REFUSED, STARTED, FINISHED, CANCELLED)
_STATES = ", ".join(f"'{state}'" for state in STATES)


class Approval(HasId, OfOrganization, HasCreatedAt, Base):
    """One call of one tool, waiting for a person or decided by one. `key` is the call's idempotency key.

    pending → approved → started → finished, or → refused, or → cancelled with its run. From started it goes back to
    pending when its run is resumed without a result: then nobody knows whether the tool did its work, and a person is
    asked again.
    """

    __tablename__ = "approval"
    __table_args__ = (
        CheckConstraint(f"state in ({_STATES})", name="state"),
        CheckConstraint("num_nonnulls(run_id, mission_id) = 1", name="of_one"),
        UniqueConstraint("organization_id", "key", name="uq_approval_key"),
        Index("ix_approval_run_id", "run_id"),
        Index("ix_approval_mission_id", "mission_id"),
        Index("ix_approval_pending", "organization_id", "id", postgresql_where=text("state = 'pending'")),
    )

    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent_run.id", ondelete="CASCADE"))
    mission_id: Mapped[UUID | None] = mapped_column(ForeignKey("work.id", ondelete="CASCADE"))
    requested_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), doc="on whose behalf the agent works")
    agent: Mapped[str]
    key: Mapped[str]
    tool: Mapped[str]
    arguments: Mapped[dict[str, Any]] = mapped_column(doc="as the model wrote them")
    edited_arguments: Mapped[dict[str, Any] | None]
    state: Mapped[str]
    is_outcome_unknown: Mapped[bool] = mapped_column(
        server_default="false", doc="a first try began, and nobody knows how it ended"
    )
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    started_at: Mapped[datetime | None]
