"""Turns on the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from pilothouse.chat.conversations.schemas import AgentName, MessageRead

_BODY_CHARS = 1_000_000  # the limit of the body; that of a message is a setting and answered with its own words


class Place(BaseModel):
    """Where the person is while they write."""

    model_config = ConfigDict(extra="forbid")

    page: Annotated[str, StringConstraints(pattern=r"^/[^\s]*$", max_length=300)] = Field(
        description="Path of the dashboard's page."
    )


class TurnCreate(BaseModel):
    """A message to an agent, or the wish for another answer."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"message": "Which region sold most in May?", "files": []}]},
    )

    message: str | None = Field(
        None, max_length=_BODY_CHARS, description="What the person says, at most 8 KB; left out to regenerate."
    )
    conversation_id: UUID | None = Field(None, description="A new conversation begins when left out.")
    files: list[UUID] = Field([], max_length=20, description="Uploaded files that the message is about.")
    agent: AgentName | None = Field(None, description="Who answers; the conversation's agent when left out.")
    model: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = Field(
        None, description="Instead of the agent's own choice."
    )
    parent_id: UUID | None = Field(None, description="The answer to write under; the end of the branch when left out.")
    edit_of: UUID | None = Field(None, description="A message of yours; this one takes its place on a new branch.")
    regenerate: UUID | None = Field(None, description="An answer; another one is made beside it.")
    when_busy: Literal["queue", "refuse"] = Field(
        "queue", description="While another turn of the conversation is at work: wait, or 409 `conversation_busy`."
    )
    context: Place | None = None

    @model_validator(mode="after")
    def _one_wish(self) -> "TurnCreate":
        if (self.message is None) == (self.regenerate is None):
            raise ValueError("Send a message, or name an answer to regenerate; one of the two")
        if sum(each is not None for each in (self.parent_id, self.edit_of, self.regenerate)) > 1:
            raise ValueError("Send one of parent_id, edit_of and regenerate")
        return self


class TurnRead(BaseModel):
    """A turn: a question, its answer, and how far the answer is."""

    id: UUID
    conversation_id: UUID
    question_id: UUID
    answer_id: UUID
    agent: str
    state: Literal["queued", "running", "waiting", "completed", "failed", "stopped", "interrupted"]
    seq: int = Field(description="Of the last event of its stream.")
    error: dict[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class AnswerRead(BaseModel):
    """A turn with its whole answer, for clients that do not stream."""

    turn: TurnRead
    message: MessageRead
    title: str


class UsageSliceRead(BaseModel):
    """A part of what was used: a day, an agent or a model."""

    name: str
    turns: int
    input_tokens: int
    output_tokens: int
    cost_usd: str


class UsageRead(BaseModel):
    """What you used in chat."""

    days: int
    turns: int
    conversations: int
    input_tokens: int
    output_tokens: int
    cached_input_tokens: int
    cache_hit_rate: float | None
    cost_usd: str
    by_day: list[UsageSliceRead]
    by_agent: list[UsageSliceRead]
    by_model: list[UsageSliceRead]


class LimitsRead(BaseModel):
    """What you may send."""

    max_message_bytes: int
    messages_per_hour: int | None = Field(description="Null where nothing is limited.")
    remaining: int | None
    resets_at: datetime | None
