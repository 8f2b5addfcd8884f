"""Agents, tools and their figures on the wire."""

from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from pilothouse.agents.project import CODE_FOLDERS
from pilothouse.agents.sources import Source
from pilothouse.core.inputs import JsonObject, YesNo
from pilothouse.core.money import to_decimal_string
from pilothouse.runtime.artifacts.schemas import ArtifactRead
from pilothouse.runtime.feedback.repository import Opinion
from pilothouse.runtime.statistics.repository import Figures


class OpinionRead(BaseModel):
    """What people said about it."""

    n: int
    up: int
    down: int
    stars_mean: float | None = Field(description="1 to 5, of those who gave stars.")


class StatisticsRead(BaseModel):
    """How it has done. Every figure rests on `n` uses of the last `days`, and is null where there are none."""

    n: int
    days: int
    success_share: float | None = Field(description="0 to 1.")
    confidence: float | None = Field(description="0 to 1: lower end of the 95 % interval of the success share.")
    p50_ms: int | None
    p95_ms: int | None
    cost_usd_mean: str | None
    cost_usd_total: str
    feedback: OpinionRead

    @classmethod
    def of(cls, figures: Figures | None, opinion: Opinion | None, days: int) -> "StatisticsRead":
        """Describe figures, or that there are none."""
        said = opinion or Opinion(0, 0, 0, None)
        read = OpinionRead(n=said.n, up=said.up, down=said.down, stars_mean=said.stars)
        return cls(
            n=figures.n if figures else 0,
            days=days,
            success_share=round(figures.success_share, 4) if figures else None,
            confidence=round(figures.confidence, 4) if figures else None,
            p50_ms=figures.p50_ms if figures else None,
            p95_ms=figures.p95_ms if figures else None,
            cost_usd_mean=to_decimal_string(round(figures.cost_microusd / figures.n)) if figures else None,
            cost_usd_total=to_decimal_string(figures.cost_microusd if figures else 0),
            feedback=read,
        )


class SourceRead(BaseModel):
    """Where it comes from."""

    kind: Literal["builtin", "package", "project", "code"]
    module: str
    path: str | None = Field(description="File within a project; its place on the machine is nobody's business.")

    @classmethod
    def of(cls, source: Source) -> "SourceRead":
        """Describe a source."""
        path = _within_project(source.path) if source.kind == "project" and source.path else None
        return cls(kind=source.kind, module=source.module, path=path)


def _within_project(path: str) -> str:
    parts = Path(path).parts
    places = [place for place, part in enumerate(parts) if part in CODE_FOLDERS]
    return "/".join(parts[places[-1] :] if places else parts[-1:])


class ToolRead(BaseModel):
    """A tool as people and models see it."""

    name: str
    title: str
    description: str
    category: str
    input_schema: dict[str, Any]
    output_schema: dict[str, Any]
    confirm: bool = Field(description="A person approves each call.")
    permissions: list[str]
    is_permitted: bool = Field(description="Whether you hold its permissions.")
    after: list[str]
    timeout_s: float
    cost_usd: str = Field(description="Estimate of one call.")
    source: SourceRead
    statistics: StatisticsRead
    score: float | None = Field(None, description="How near it came to `q`; compares within one answer only.")


class AgentRead(BaseModel):
    """An agent and the tools it may call."""

    name: str
    title: str
    description: str
    instructions: str
    tools: list[str]
    model: str
    temperature: float | None
    max_output_tokens: int | None
    timeout_s: float
    limits: dict[str, Any]
    permissions: list[str]
    problem: str | None = Field(description="Why it cannot run as it is, such as a tool that does not exist.")
    input_schema: dict[str, Any] | None = Field(description="Of an agent with its own function.")
    source: SourceRead
    statistics: StatisticsRead
    score: float | None = Field(None, description="How near it came to `q`; compares within one answer only.")


class ToolTry(BaseModel):
    """One call of a tool without an agent."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"arguments": {"expression": "17 * 3"}}]})

    arguments: JsonObject = {}
    file_ids: list[UUID] = Field(default=[], max_length=20, description="Uploaded files it may read.")
    confirmed: YesNo = Field(False, description="You approve this call, where the tool wants a person's approval.")


class TriedRead(BaseModel):
    """What a call of a tool gave."""

    ok: bool
    output: Any
    text: str = Field(description="What a model would read.")
    summary: str
    duration_ms: int
    artifacts: list[ArtifactRead]
    citations: list[dict[str, Any]]
    navigate: str | None
    error: dict[str, Any] | None = Field(description="Code and message, when it failed.")
