"""One's organization on the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from pilothouse.access.identity.recovery.schemas import PresentPassword
from pilothouse.access.identity.schemas import Form


class OrganizationStanding(BaseModel):
    """One's organization, and whether it goes on."""

    id: UUID
    name: str
    slug: str
    time_zone: str
    created_at: datetime
    erases_at: datetime | None = Field(description="When it is erased for good; null when it goes on.")


class ErasureRequest(Form):
    """Proof that somebody means it, and who they are."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Analytical Engines", "password": "correct horse battery staple"}]}
    )

    name: str = Field(max_length=200, description="The name of the organization, as it is written.")
    password: PresentPassword | None = Field(
        None, description="Your password. Without one, sign in again within the last ten minutes."
    )
