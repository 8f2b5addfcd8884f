"""Tables of runs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, HasId, OfOrganization
from pilothouse.runtime.runs.states import SOURCES, STATES


def _one_of(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)


class AgentRun(HasId, OfOrganization, HasCreatedAt, Base):
    """One agent at work once: a chat turn, an invocation, a call from outside.

    `epoch` fences: the process that hosts the run names the epoch under which it took it, and whoever takes it next
    raises it. `last_seq` numbers the events of its stream. Of a conversation's runs one is running or waits.
    """

    __tablename__ = "agent_run"
    __table_args__ = (
        CheckConstraint(f"state in ({_one_of(STATES)})", name="state"),
        CheckConstraint(f"source in ({_one_of(SOURCES)})", name="source"),
        UniqueConstraint("organization_id", "user_id", "source", "idempotency_key", name="uq_agent_run_idempotency"),
        Index(
            "uq_agent_run_conversation",
            "conversation_id",
            unique=True,
            postgresql_where=text("state in ('running', 'waiting')"),
        ),
        Index("ix_agent_run_conversation_id", "conversation_id", postgresql_where=text("conversation_id is not null")),
        Index("ix_agent_run_open", "state", postgresql_where=text("state in ('queued', 'running')")),
        Index("ix_agent_run_finished_at", "finished_at", postgresql_where=text("conversation_id is null")),
        Index("ix_agent_run_user_id", "organization_id", "user_id", "id"),
        {"postgresql_with": {"fillfactor": 70}},  # every batch of events moves `last_seq`
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), doc="on whose behalf it works")
    principal: Mapped[dict[str, Any]] = mapped_column(doc="kind, key and permissions it was started with")
    agent: Mapped[str]
    source: Mapped[str]
    conversation_id: Mapped[UUID | None]
    state: Mapped[str]
    process_id: Mapped[UUID | None] = mapped_column(doc="lease of the process that hosts it")
    epoch: Mapped[int] = mapped_column(server_default="0")
    last_seq: Mapped[int] = mapped_column(server_default="0")
    is_detached: Mapped[bool] = mapped_column(server_default="false", doc="works on when nobody reads")
    request: Mapped[dict[str, Any]] = mapped_column(doc="messages, files, limits: enough to begin it anywhere")
    facts: Mapped[dict[str, Any]] = mapped_column(server_default="{}", doc="what the room that started it noted")
    idempotency_key: Mapped[str | None]
    request_hash: Mapped[str | None] = mapped_column(doc="sha256 of the request that came with the key")
    answer: Mapped[str | None]
    usage: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    cost_microusd: Mapped[int] = mapped_column(BigInteger, server_default="0")
    model: Mapped[str | None]
    model_calls: Mapped[int] = mapped_column(server_default="0")
    tool_calls: Mapped[int] = mapped_column(server_default="0")
    error: Mapped[dict[str, Any] | None]
    first_token_ms: Mapped[int | None]
    duration_ms: Mapped[int | None] = mapped_column(doc="at work, without the time it waited")
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None] = mapped_column(doc="when a reader on another process last said that it is there")
    stop_requested_at: Mapped[datetime | None]


class RunCall(OfOrganization, Base):
    """The journal of a run's finished model and tool calls: a resumed run repeats at most those in flight."""

    __tablename__ = "run_call"

    run_id: Mapped[UUID] = mapped_column(ForeignKey("agent_run.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    record: Mapped[dict[str, Any]]
    kept_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
