"""Connections on the wire. Keys and headers go in and never come out."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from pilothouse.core.inputs import YesNo
from pilothouse.gateway.routing.connections.tables import ProviderConnection
from pilothouse.gateway.settings import ConnectionName, ConnectionSettings, HeaderValue, ModelName, Option, Weight

Key = Annotated[SecretStr, Field(min_length=1, max_length=20_000)]


class ConnectionCreate(ConnectionSettings):
    """A new connection of your organization. It goes before the operator's, and hides one of the same name."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "openai_compatible",
                    "name": "house",
                    "base_url": "http://models.example.com/v1",
                    "api_keys": ["the key of your account"],
                    "models": {"qwen3": "Qwen/Qwen3-32B"},
                }
            ]
        }
    )

    name: ConnectionName = Field(description='Before a model, "name/model" asks this connection alone.')
    api_keys: list[Key] = Field(default=[], max_length=50, description="Keys that share the calls evenly.")
    is_enabled: YesNo = True


class ConnectionUpdate(BaseModel):
    """What may change of a connection; what is left out stays. A new address needs the keys again."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"weight": 3, "is_enabled": True}]})

    base_url: Annotated[str, StringConstraints(max_length=2000)] | None = None
    api_keys: list[Key] | None = Field(default=None, max_length=50, description="Instead of all present ones.")
    weight: Weight | None = None
    models: Annotated[dict[ModelName, ModelName] | list[ModelName], Field(max_length=2000)] | None = None
    headers: dict[Option, HeaderValue] | None = Field(default=None, max_length=20)
    options: dict[Option, Option] | None = Field(default=None, max_length=20)
    is_enabled: YesNo | None = None


class ConnectionRead(BaseModel):
    """A connection of your organization."""

    id: UUID
    name: str
    type: str
    base_url: str = Field(description="Empty for the vendor's own address.")
    key_hints: list[str] = Field(description="Last four characters of each key; empty when the key is short.")
    header_names: list[str]
    weight: int
    models: dict[str, str] | None
    options: dict[str, str]
    is_enabled: bool
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: ProviderConnection) -> "ConnectionRead":
        """Read a row."""
        return cls.model_validate({name: getattr(row, name) for name in cls.model_fields})


class ConnectionTestRead(BaseModel):
    """Whether a provider answered, for each key."""

    works: bool = Field(description="Every key works.")
    keys: list["KeyTestRead"]


class KeyTestRead(BaseModel):
    """Whether a provider answered with one key."""

    key_hint: str | None
    works: bool
    duration_ms: int
    models: list[str] | None = Field(description="Models the key may use, where the provider tells; 200 at most.")
    error_code: str | None
    error: str | None = Field(description="What the provider or the network said.")
