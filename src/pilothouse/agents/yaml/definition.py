"""The shape of an agent's YAML file. Its JSON schema is published, so that editors can help."""

import re
from decimal import ROUND_CEILING, Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from pilothouse.agents.agent import Agent
from pilothouse.agents.metering import UsageLimits
from pilothouse.core.money import MICROUSD_PER_USD

_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h)?\s*")
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, None: 1}


def _read_duration(value: Any) -> Any:
    """Take seconds as a number, or a duration as people write it: "90s", "5m"."""
    if not isinstance(value, str):
        return value
    found = _DURATION.fullmatch(value)
    if found is None:
        raise ValueError('write seconds, or a duration such as "90s" or "5m"')
    return float(found[1]) * _SECONDS[found[2]]


Seconds = Annotated[float, BeforeValidator(_read_duration, json_schema_input_type=float | str)]
ToolName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_*?.-]{1,100}$")]
Permission = Annotated[str, StringConstraints(pattern=r"^[a-z_]+(:[a-z_]+)?$")]


class LimitsDefinition(BaseModel):
    """What one run may use."""

    model_config = ConfigDict(extra="forbid")

    max_model_calls: int = Field(default=16, ge=1, le=1000, description="Model calls; the last is offered no tools.")
    max_tool_calls: int = Field(default=64, ge=0, le=10_000, description="Tool calls.")
    max_parallel_tools: int = Field(default=8, ge=1, le=64, description="Tool calls at the same time.")
    max_tokens: int | None = Field(default=None, ge=1, description="Input and output tokens of all model calls.")
    max_cost: Decimal | None = Field(default=None, gt=0, le=10_000, description="US dollars.")
    max_repeats: int = Field(default=2, ge=1, le=100, description="Answers in a row that may ask for the same call.")

    def limits(self) -> UsageLimits:
        """Return them as the framework knows them."""
        cost = self.max_cost
        return UsageLimits(
            max_model_calls=self.max_model_calls,
            max_tool_calls=self.max_tool_calls,
            max_parallel_tools=self.max_parallel_tools,
            max_tokens=self.max_tokens,
            max_cost_microusd=None if cost is None else int((cost * MICROUSD_PER_USD).to_integral_value(ROUND_CEILING)),
            max_repeats=self.max_repeats,
        )


class AgentDefinition(BaseModel):
    """An agent: who it is, what it may use, and what it is told."""

    model_config = ConfigDict(extra="forbid", title="Pilothouse agent")

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,62}$", description="Lower case, such as invoice_helper.")
    description: str = Field(min_length=1, max_length=1024, description="What it is for, in a sentence.")
    instructions: str = Field(min_length=1, max_length=100_000, description="What the model is told first.")
    model: str = Field(default="auto", min_length=1, max_length=200, description="Model; auto lets the gateway choose.")
    temperature: float | None = Field(default=None, ge=0, le=2, description="How freely it chooses its words.")
    max_output_tokens: int | None = Field(default=None, ge=1, description="Longest answer of one model call.")
    tools: list[ToolName] = Field(
        default=[], max_length=500, description='Tools by name or pattern, such as "table_*".'
    )
    offered: list[ToolName] | None = Field(
        default=None, max_length=500, description="Those of its tools that it is shown at first; all when left out."
    )
    permissions: list[Permission] = Field(
        default=[], max_length=50, description="What a person must hold to use it, such as missions:run."
    )
    limits: LimitsDefinition = Field(default_factory=LimitsDefinition, description="What one run may use.")
    timeout: Seconds = Field(default=300, gt=0, le=86_400, description='Longest run, in seconds or as "5m".')
    links_results: bool = Field(default=False, description="Whether calls may take in each other's results.")

    def agent(self) -> Agent:
        """Return the agent."""
        return Agent(
            name=self.name,
            description=self.description,
            instructions=self.instructions,
            tools=tuple(self.tools),
            model=self.model,
            max_output_tokens=self.max_output_tokens,
            temperature=self.temperature,
            limits=self.limits.limits(),
            timeout_s=self.timeout,
            permissions=frozenset(self.permissions),
            offered=None if self.offered is None else tuple(self.offered),
            links_results=self.links_results,
        )


def agent_schema() -> dict[str, Any]:
    """Return the JSON schema of an agent's file."""
    schema = AgentDefinition.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
