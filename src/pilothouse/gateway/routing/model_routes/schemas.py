"""Model routes on the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from pilothouse.gateway.routing.model_routes.tables import ModelRoute
from pilothouse.gateway.settings import ModelName, ModelRouteSettings


class ModelRouteWrite(ModelRouteSettings):
    """What a name stands for in your organization."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "house-model",
                    "targets": [
                        {"connection": "openai", "model": "gpt-4o-mini", "weight": 9},
                        {"connection": "house", "model": "qwen3", "weight": 1},
                    ],
                    "fallbacks": ["claude-haiku-4-5"],
                }
            ]
        }
    )

    name: ModelName = Field(description="The name callers use as model.")

    @model_validator(mode="after")
    def _leads_somewhere(self) -> "ModelRouteWrite":
        if not self.targets and not self.fallbacks:
            raise ValueError("a route needs a target or a fallback")
        if self.name in self.fallbacks:
            raise ValueError("a route cannot fall back to itself")
        if self.name in {"auto", "builtin"}:
            raise ValueError(f"{self.name!r} has a meaning of its own")
        return self


class ModelRouteRead(ModelRouteSettings):
    """A model route of your organization."""

    id: UUID
    name: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: ModelRoute) -> "ModelRouteRead":
        """Read a row."""
        return cls.model_validate({name: getattr(row, name) for name in cls.model_fields})
