"""The work row and the lease of a process."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, HasId, OfOrganization
from pilothouse.durable.states import STATES

_STATES = ", ".join(f"'{state}'" for state in STATES)


class ProcessLease(HasId, Base):
    """A process that is alive while it keeps beating. Belongs to no organization."""

    __tablename__ = "process_lease"

    name: Mapped[str] = mapped_column(doc="host and pid, for people")
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    beat_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Work(HasId, OfOrganization, HasCreatedAt, Base):
    """One piece of durable work: a mission or a background job, which shares its id.

    `epoch` fences: whoever writes names the epoch under which it claimed the row, and a claim, an edit, a pause or a
    sweep raises it. `last_seq` numbers the events of the row's stream.
    """

    __tablename__ = "work"
    __table_args__ = (
        CheckConstraint(f"state in ({_STATES})", name="state"),
        Index(
            "ix_work_queued", "organization_id", text("priority desc"), "due_at", postgresql_where="state = 'queued'"
        ),
        Index("ix_work_running", "runner_id", postgresql_where="state = 'running'"),
    )

    kind: Mapped[str]
    state: Mapped[str]
    priority: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[datetime] = mapped_column(server_default=func.now())
    runner_id: Mapped[UUID | None]
    epoch: Mapped[int] = mapped_column(server_default="0")
    last_seq: Mapped[int] = mapped_column(server_default="0")
    attempts: Mapped[int] = mapped_column(server_default="0", doc="attempts since the last finished step")
    engine: Mapped[str] = mapped_column(server_default="embedded", doc="embedded or temporal: who drives it")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
