"""How missions are approved, retried and bounded."""

from typing import Literal

from pydantic import BaseModel, Field


class MissionSettings(BaseModel):
    """Missions. Money is a decimal string in US dollars."""

    approval: Literal["auto", "owner", "role"] = Field(
        default="auto",
        description="Who starts a mission: auto (at once, when its submitter may approve it and its budget is under "
        "approve_below_usd), owner (always asked), role (a holder of missions:approve).",
    )
    approve_below_usd: str = Field(default="5.00", description="Largest budget that is approved by itself under auto.")
    default_budget_usd: str = Field(default="1.00", description="Budget of a mission submitted without one.")
    step_timeout_s: float = Field(default=300, gt=0, description="Longest time of one try of a step, in seconds.")
    step_tries: int = Field(default=3, ge=1, le=20, description="Tries of a step before the mission fails.")
    max_objective_chars: int = Field(default=10_000, ge=1, description="Longest objective, in characters.")
