"""Ways to sign in on the wire."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pilothouse.access.identity.links import LONGEST_TOKEN
from pilothouse.access.identity.schemas import Form


class IssuerRead(BaseModel):
    """Somebody who vouches for people here."""

    name: str
    label: str = Field(description="What people call it.")


class WaysIn(BaseModel):
    """How one can sign in, for the page that asks."""

    issuers: list[IssuerRead]
    sign_up: Literal["closed", "invite", "open"]


class OidcStart(Form):
    """Where to go afterwards."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"next": "/missions"}]})

    next: str = Field("/", max_length=2000, description="A path of the dashboard.")
    invitation: str = Field("", max_length=LONGEST_TOKEN, description="Token of an invitation to accept on the way.")


class OidcStarted(BaseModel):
    """Where the browser goes now."""

    url: str
