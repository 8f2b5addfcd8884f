"""Topics and preferences on the wire."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

PersonalChannel = Literal["email"]


class TopicRead(BaseModel):
    """A topic that people and endpoints can hear of."""

    name: str
    description: str
    is_of_owner: bool = Field(description="You hear only of what is your own; an endpoint hears of all.")
    permission: str = Field(description="What you must hold to hear of it.")


class PreferenceRead(BaseModel):
    """How you hear of a topic."""

    topic: str
    channels: list[PersonalChannel] = Field(description="None means not at all.")


class PreferenceSet(BaseModel):
    """How you want to hear of a topic."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"channels": ["email"]}]})

    channels: list[PersonalChannel] = Field(max_length=5)
