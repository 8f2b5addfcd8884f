"""How missions are approved, retried and bounded."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from pilothouse.core.errors import InvalidInput
from pilothouse.core.money import parse_usd


def _usd(text: str) -> str:
    try:
        parse_usd(text)
    except InvalidInput as error:
        raise ValueError(error.message.rstrip(".")) from error
    return text


_Usd = Annotated[str, AfterValidator(_usd)]


class MissionSettings(BaseModel):
    """Missions. Money is a decimal string in US dollars."""

    approval: Literal["auto", "owner", "role"] = Field(
        default="auto",
        description="Who starts a mission: auto (at once, when its submitter may approve it and its budget is under "
        "approve_below_usd), owner (always asked), role (a holder of missions:approve).",
    )
    approve_below_usd: _Usd = Field(default="5.00", description="Largest budget that is approved by itself under auto.")
    default_budget_usd: _Usd = Field(default="1.00", description="Budget of a mission submitted without one.")
    step_timeout_s: float = Field(default=300, gt=0, description="Longest time of one try of a step, in seconds.")
    step_tries: int = Field(default=3, ge=1, le=20, description="Tries of a step before the mission fails.")
