"""The table of feedback."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, HasId, OfOrganization


class Feedback(HasId, OfOrganization, HasCreatedAt, Base):
    """What one person thinks of one subject of a run. It can be changed and taken back."""

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint("subject in ('run', 'tool_call', 'message')", name="subject"),
        CheckConstraint("thumb in ('up', 'down')", name="thumb"),
        CheckConstraint("stars between 1 and 5", name="stars"),
        UniqueConstraint("run_id", "user_id", "subject", "subject_id", name="uq_feedback_once"),
        Index("ix_feedback_name", "organization_id", "subject", "name"),
    )

    run_id: Mapped[UUID] = mapped_column(ForeignKey("agent_run.id", ondelete="CASCADE"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    subject: Mapped[str] = mapped_column(doc="run, tool_call or message")
    subject_id: Mapped[str] = mapped_column(doc="the call's or message's id; empty for the run")
    name: Mapped[str] = mapped_column(doc="the agent, or the tool that was called: what the figures count it for")
    thumb: Mapped[str | None]
    stars: Mapped[int | None]
    comment: Mapped[str | None]
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
