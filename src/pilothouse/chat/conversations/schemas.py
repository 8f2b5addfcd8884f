"""Conversations and messages on the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from pilothouse.core import json
from pilothouse.core.inputs import JsonObject, Moment, YesNo
from pilothouse.runtime.files.schemas import FileRead

TITLE_CHARS = 200
SUMMARY_CHARS = 8_000


def _short(values: dict[str, Any]) -> dict[str, Any]:
    if len(json.dumps_text(values)) > 10_000:
        raise ValueError("This is more than 10,000 characters of JSON")
    return values


Metadata = Annotated[JsonObject, AfterValidator(_short), Field(max_length=50)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TITLE_CHARS)]
AgentName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][\w.-]{0,99}$")]


class ConversationCreate(BaseModel):
    """A conversation to be begun without a message yet."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"title": "Fuel economy by origin", "agent": "analyst"}]}
    )

    title: Title | None = Field(None, description="Made from the first message when left out.")
    agent: AgentName | None = Field(None, description="Who answers; the installation's default when left out.")
    metadata: Metadata = Field({}, description="Yours, given back as it is.")
    expires_at: Moment | None = Field(None, description="When it is deleted by itself.")


class ConversationUpdate(BaseModel):
    """Changes to a conversation. What is left out stays; null takes away what may be missing."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"title": "Fuel economy by origin", "is_pinned": True}]}
    )

    title: Title | None = None
    agent: AgentName | None = None
    is_pinned: YesNo | None = None
    is_archived: YesNo | None = None
    head_id: UUID | None = Field(None, description="A message of the branch to show; its newest end is taken.")
    summary: Annotated[str, StringConstraints(strip_whitespace=True, max_length=SUMMARY_CHARS)] | None = Field(
        None, description="What agents are told of the beginning; empty removes it."
    )
    metadata: Metadata | None = None
    expires_at: Moment | None = None


class ConversationRead(BaseModel):
    """A conversation as lists and pages show it."""

    id: UUID
    title: str
    is_title_edited: bool
    agent: str
    head_id: UUID | None
    message_count: int
    is_pinned: bool
    is_archived: bool
    active_turn_id: UUID | None = Field(description="The turn that is at work or waits for a decision.")
    summary: str | None
    summary_until_id: UUID | None = Field(description="The last message that the summary stands for.")
    is_summary_edited: bool
    metadata: dict[str, Any]
    created_at: datetime
    last_message_at: datetime
    expires_at: datetime | None
    deleted_at: datetime | None
    snippet: str | None = Field(None, description="Where a search found its words; null when in the title.")


class ConversationDeleted(BaseModel):
    """A conversation that can be brought back until it is purged."""

    id: UUID
    deleted_at: datetime
    purge_at: datetime


class MessageRead(BaseModel):
    """One message of the branch that is shown."""

    id: UUID
    conversation_id: UUID
    parent_id: UUID | None
    role: Literal["user", "assistant"]
    state: str
    text: str
    parts: list[dict[str, Any]] = Field(description="Of an answer, in order: text, and tools with their results.")
    files: list[FileRead]
    agent: str | None
    model: str | None
    turn_id: UUID | None
    siblings: list[UUID] = Field(description="All messages in this place, oldest first, this one among them.")
    usage: dict[str, Any] | None
    cost_usd: str
    cache_hit_rate: float | None = Field(description="Share of the input that the provider read from its cache.")
    timing: dict[str, Any] | None
    error: dict[str, Any] | None
    created_at: datetime
    finished_at: datetime | None
