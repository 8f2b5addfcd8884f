"""Feedback on the wire."""

from datetime import datetime
from typing import Literal, Self, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

Subject: TypeAlias = Literal["run", "tool_call", "message"]


class FeedbackPut(BaseModel):
    """What somebody thinks of a run, one of its tool calls, or the message it wrote."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"thumb": "up", "stars": 5, "comment": "Exactly the table I needed."}]},
    )

    subject: Subject = "run"
    subject_id: str | None = Field(None, max_length=200, description="The call's or message's id; null for the run.")
    thumb: Literal["up", "down"] | None = None
    stars: int | None = Field(None, ge=1, le=5)
    comment: str | None = Field(None, max_length=2000)

    @model_validator(mode="after")
    def _say_something(self) -> Self:
        if self.thumb is None and self.stars is None and not (self.comment or "").strip():
            raise ValueError("give a thumb, stars or a comment")
        if self.subject == "tool_call" and not self.subject_id:
            raise ValueError("a tool call is named by its id in subject_id")
        return self


class FeedbackRead(BaseModel):
    """What somebody thinks of a subject."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    run_id: UUID
    subject: Subject
    subject_id: str
    thumb: Literal["up", "down"] | None
    stars: int | None
    comment: str | None
    created_at: datetime
    updated_at: datetime
