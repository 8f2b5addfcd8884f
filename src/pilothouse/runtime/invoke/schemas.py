"""Invocations on the wire."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from pilothouse.core.inputs import JsonObject
from pilothouse.runtime.artifacts.schemas import ArtifactRead
from pilothouse.runtime.hosting.schemas import ToolUseRead

MAX_PROMPT_CHARS = 100_000


class InvokeOptions(BaseModel):
    """What one invocation may take."""

    model_config = ConfigDict(extra="forbid")

    timeout: int = Field(300_000, ge=1, le=3_600_000, description="Milliseconds; the agent's own limit holds too.")
    maxCost: Decimal = Field(  # noqa: N815 - as the wire has it
        Decimal("1.0"), ge=0, le=10_000, description="US dollars; no model call is made that could pass it."
    )


class InvokeCreate(BaseModel):
    """What an agent is asked."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "prompt": "Which of our regions grew fastest last quarter, and why?",
                    "options": {"maxCost": "0.50", "timeout": 120_000},
                }
            ]
        },
    )

    prompt: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_PROMPT_CHARS)]
    context: JsonObject = Field(
        default={}, description="Further facts for the agent; what its own function takes becomes its arguments."
    )
    file_ids: list[UUID] = Field(default=[], max_length=20, description="Uploaded files it may read.")
    options: InvokeOptions = InvokeOptions.model_validate({})


class CandidateRead(BaseModel):
    """An agent that came into question, and how surely it is the one."""

    agent: str
    confidence: float = Field(description="0 to 1; those of all agents sum to 1.")


class InvokeMetadata(BaseModel):
    """How an answer came about."""

    run_id: UUID
    agent: str
    confidence: float | None = Field(description="Of the choice of the agent; null when it was named.")
    candidates: list[CandidateRead]
    state: str
    usage: dict[str, Any]
    cost_usd: str
    model: str | None
    duration_ms: int | None
    tools: list[ToolUseRead]
    artifacts: list[ArtifactRead]


class InvokeRead(BaseModel):
    """An answer, and how it came about."""

    result: Any = Field(description="Text, or the JSON value that an agent with its own function returns.")
    metadata: InvokeMetadata
