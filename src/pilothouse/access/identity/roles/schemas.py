"""Roles on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from pilothouse.access.identity.schemas import Form


class RoleCreate(Form):
    """A role of the organization's own."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,49}$")] = Field(examples=["analyst"])
    permissions: list[str] = Field(min_length=1, max_length=100, examples=[["missions:read", "missions:run"]])


class RoleRead(BaseModel):
    """A role."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    permissions: list[str]
    is_builtin: bool
    created_at: datetime
