"""Roles on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from pilothouse.access.identity.schemas import Form, Permission

NewRoleName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,49}$")]


class RoleCreate(Form):
    """A role of the organization's own."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "analyst", "permissions": ["missions:read", "missions:run"]}]}
    )

    name: NewRoleName = Field(examples=["analyst"])
    permissions: list[Permission] = Field(min_length=1, max_length=100, examples=[["missions:read", "missions:run"]])


class RoleUpdate(Form):
    """What to change; a field that is left out stays."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"permissions": ["missions:read", "missions:run", "files:write"]}]}
    )

    name: NewRoleName | None = None
    permissions: list[Permission] | None = Field(None, min_length=1, max_length=100)


class PermissionRead(BaseModel):
    """A permission, and what it allows."""

    name: str
    meaning: str


class RoleRead(BaseModel):
    """A role."""

    id: UUID
    name: str
    permissions: list[str]
    is_builtin: bool
    holders: int = Field(description="How many active users hold it.")
    created_at: datetime
