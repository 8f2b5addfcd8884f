"""How long is kept what was seen. `pilothouse.settings` reads it from the environment."""

from pydantic import BaseModel, Field


class SecuritySettings(BaseModel):
    """What an installation lays down for the security engine; the rest are policies of each organization."""

    keep_days: int = Field(default=90, ge=0, le=3650, description="Days that security events are kept; 0 is for ever.")
