"""Missions on the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from pilothouse.core.inputs import JsonObject, YesNo
from pilothouse.core.money import parse_usd
from pilothouse.runtime.artifacts.schemas import ArtifactRead
from pilothouse.runtime.files.schemas import FileRead

Priority = Literal["low", "normal", "high"]
PRIORITIES: dict[Priority, int] = {"low": -10, "normal": 0, "high": 10}


def _usd(text: str) -> str:
    try:
        parse_usd(text)
    except Exception as error:
        raise ValueError(str(error)) from error
    return text


Parameters = Annotated[JsonObject, Field(max_length=50)]
Usd = Annotated[str, AfterValidator(_usd), Field(max_length=30, examples=["1.50"])]
Objective = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Instruction = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][\w.-]{0,99}$")]


class MissionCreate(BaseModel):
    """A mission to be submitted."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"objective": "Which origin has the best fuel economy, and how did it develop?"}]
        },
    )

    objective: Objective = Field(description="What is wanted, in plain words.")
    title: Title | None = Field(None, description="Shown in lists; made from the objective when left out.")
    file_ids: list[UUID] = Field([], max_length=20, description="Uploaded files the mission works on.")
    parameters: Parameters = Field({}, description="Named values the agent is told.")
    tool: Name | None = Field(None, description="A tool fixed in advance; chosen by meaning when left out.")
    agent: Name = Field("analyst", description="Who does the work.")
    budget_usd: Usd | None = Field(None, description="What it may cost at most, in US dollars.")
    priority: Priority = Field("normal", description="Place in the organization's queue.")
    draft: YesNo = Field(False, description="Keep it until somebody approves it.")


class MissionUpdate(BaseModel):
    """Changes to a mission, also while it runs. What is left out stays."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"instructions": ["Leave out cars from before 1975."], "priority": "high"}]},
    )

    title: Title | None = None
    objective: Objective | None = None
    parameters: Parameters | None = None
    tool: Name | None = None
    budget_usd: Usd | None = None
    priority: Priority | None = None
    instructions: list[Instruction] | None = Field(None, max_length=50, description="Added to those given before.")


class OwnerRead(BaseModel):
    """Whose mission it is."""

    id: UUID
    name: str


class StepRead(BaseModel):
    """One of the six steps and its band of the mission's progress."""

    key: str
    index: int
    title: str
    state: Literal["pending", "running", "completed", "failed", "skipped"]
    percent_from: float
    percent_to: float
    message: str | None = None
    tries: int = 0
    started_at: datetime | None = None
    finished_at: datetime | None = None


class ModelRead(BaseModel):
    """Which model answers, and whether it is a connected one."""

    name: str
    connected: bool


class MissionRead(BaseModel):
    """A mission as lists and pages show it."""

    id: UUID
    display_id: str
    title: str
    objective: str
    state: str
    state_reason: str | None
    owner: OwnerRead
    agent: str
    tool: str | None
    priority: Priority
    parameters: dict[str, Any]
    instructions: list[str]
    files: list[FileRead]
    budget_usd: str
    cost_usd: str
    percent: float
    current_step: str | None
    steps: list[StepRead]
    eta_s: float | None
    elapsed_s: float
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    intent: dict[str, Any] | None
    selected_tools: list[dict[str, Any]]
    model: ModelRead
    answer: str | None
    error: dict[str, Any] | None
    artifacts: list[ArtifactRead]
    artifacts_count: int
    rev: int = Field(description="Seq of the mission's last event; events with a higher one are news.")


class ProgressRead(BaseModel):
    """The short answer to "how far is it"."""

    current_step: str | None
    completed_steps: list[str]
    start_time: datetime | None
    percent: float
    eta: float | None = Field(description="Seconds left; null when not known.")


class EventRead(BaseModel):
    """One event of a mission."""

    id: str
    type: str
    rev: int
    at: str
    data: dict[str, Any]
