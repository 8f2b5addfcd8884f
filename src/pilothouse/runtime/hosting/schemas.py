"""Runs on the wire."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from pydantic import BaseModel, Field

from pilothouse.core.money import to_decimal_string
from pilothouse.runtime.artifacts.schemas import ArtifactRead
from pilothouse.runtime.runs.tables import AgentRun


class ToolUseRead(BaseModel):
    """One tool call of a run."""

    call_id: str
    name: str
    ok: bool
    summary: str
    duration_s: float


class RunRead(BaseModel):
    """A run: who works, how far it is, what came of it and what it cost."""

    id: UUID
    agent: str
    source: str
    state: str = Field(description="queued, running, waiting, completed, failed, stopped or interrupted.")
    conversation_id: UUID | None
    answer: str | None = Field(description="The answer; of a run that ended early, what it had said.")
    error: dict[str, Any] | None
    usage: dict[str, Any]
    cost_usd: str
    model: str | None
    model_calls: int
    tool_calls: int
    seq: int = Field(description="Of the last event; read the stream from here to see what comes.")
    first_token_ms: int | None
    duration_ms: int | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    tools: list[ToolUseRead] = Field(default=[], description="Only of a single run.")
    artifacts: list[ArtifactRead] = Field(default=[], description="Only of a single run.")
    approval_ids: list[UUID] = Field(default=[], description="Calls that wait for a person; only of a single run.")

    @classmethod
    def of(cls, run: AgentRun, **details: Any) -> "RunRead":
        """Describe a row; `details` are the lists that only a single run has."""
        return cls(
            id=run.id,
            agent=run.agent,
            source=run.source,
            state=run.state,
            conversation_id=run.conversation_id,
            answer=run.answer,
            error=run.error,
            usage=msgspec.to_builtins(run.usage),
            cost_usd=to_decimal_string(run.cost_microusd),
            model=run.model,
            model_calls=run.model_calls,
            tool_calls=run.tool_calls,
            seq=run.last_seq,
            first_token_ms=run.first_token_ms,
            duration_ms=run.duration_ms,
            created_at=run.created_at,
            started_at=run.started_at,
            finished_at=run.finished_at,
            **details,
        )
