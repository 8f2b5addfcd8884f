"""Tables of missions. State, priority and epoch are in the work row, which has the mission's id."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, OfOrganization


class Mission(OfOrganization, HasCreatedAt, Base):
    """A mission's own columns.

    `revision` grows by edit and retry, never by recovery: it is part of every step's key. `plan_version` names the
    format of the plan, so that a newer version still reads an older mission.
    """

    __tablename__ = "mission"
    __table_args__ = (
        UniqueConstraint("organization_id", "owner_id", "idempotency_key", name="uq_mission_idempotency"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("work.id", ondelete="CASCADE"), primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    idempotency_key: Mapped[str | None]
    request_hash: Mapped[str | None] = mapped_column(doc="sha256 of the request that came with the key")
    title: Mapped[str]
    objective: Mapped[str]
    agent: Mapped[str]
    tool: Mapped[str | None]
    parameters: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    instructions: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    budget_microusd: Mapped[int] = mapped_column(BigInteger)
    cost_microusd: Mapped[int] = mapped_column(BigInteger, server_default="0")
    plan_version: Mapped[int] = mapped_column(server_default="1")
    revision: Mapped[int] = mapped_column(server_default="0")
    percent: Mapped[float] = mapped_column(server_default="0")
    current_step: Mapped[str | None]
    state_reason: Mapped[str | None]
    intent: Mapped[dict[str, Any] | None]
    selected_tools: Mapped[list[Any]] = mapped_column(server_default="[]")
    model: Mapped[str | None]
    answer: Mapped[str | None]
    error: Mapped[dict[str, Any] | None]
    artifacts_count: Mapped[int] = mapped_column(server_default="0")
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]


class MissionFile(OfOrganization, Base):
    """A file attached to a mission, in the order given."""

    __tablename__ = "mission_file"

    mission_id: Mapped[UUID] = mapped_column(ForeignKey("mission.id", ondelete="CASCADE"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), primary_key=True)
    position: Mapped[int]


class MissionStep(OfOrganization, Base):
    """One step under one revision. A row that is `completed` is never run again."""

    __tablename__ = "mission_step"

    mission_id: Mapped[UUID] = mapped_column(ForeignKey("mission.id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    tries: Mapped[int] = mapped_column(server_default="0")
    message: Mapped[str | None]
    result: Mapped[dict[str, Any] | None]
    started_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    finished_at: Mapped[datetime | None]


class MissionCall(OfOrganization, Base):
    """The journal of model and tool calls inside a step: a resumed agent repeats at most the call in flight."""

    __tablename__ = "mission_call"

    mission_id: Mapped[UUID] = mapped_column(ForeignKey("mission.id", ondelete="CASCADE"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    record: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
