"""Memory on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from pilothouse.core.inputs import Moment

FACT_CHARS = 500

FactText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=FACT_CHARS)]


class FactCreate(BaseModel):
    """Something to be remembered."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": "Reports go out in French."}]})

    text: FactText
    expires_at: Moment | None = Field(None, description="When it is forgotten by itself.")


class FactUpdate(BaseModel):
    """A change of a fact. What is left out stays."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"text": "Reports go out in French and English."}]}
    )

    text: FactText | None = None
    expires_at: Moment | None = None


class FactRead(BaseModel):
    """One fact that agents are told of you."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    text: str
    source: Literal["person", "agent"] = Field(description="Who wrote it: you, or an agent that you told it.")
    conversation_id: UUID | None
    created_at: datetime
    expires_at: datetime | None


class RecalledRead(BaseModel):
    """An earlier message that comes near to what was asked."""

    message_id: UUID
    conversation_id: UUID
    title: str
    role: str
    text: str
    created_at: datetime
    score: float = Field(description="Cosine of the two meanings, -1 to 1.")
