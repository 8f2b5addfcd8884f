"""Teams on the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from pilothouse.access.identity.schemas import Form, Name


class TeamCreate(Form):
    """A new team, without members yet."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Research"}]})

    name: Name


class TeamRead(BaseModel):
    """A team and who is in it."""

    id: UUID
    name: str
    member_ids: list[UUID]
    created_at: datetime
