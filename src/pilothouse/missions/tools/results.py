"""A mission as a model reads it: short, with the page where a person sees it."""

from pydantic import BaseModel, Field

from pilothouse.missions.lifecycle.schemas import MissionRead

_ANSWER_CHARS = 4_000


class MissionBrief(BaseModel):
    """One mission in short."""

    id: str = Field(description="Short id, as people see it.")
    title: str
    state: str
    percent: float
    step: str | None = None
    cost_usd: str
    page: str = Field(description="Path of the mission's page.")
    reason: str | None = None
    answer: str | None = None
    artifacts: list[str] = []


def brief(mission: MissionRead) -> MissionBrief:
    """Shorten a mission."""
    answer = mission.answer
    if answer is not None and len(answer) > _ANSWER_CHARS:
        answer = answer[:_ANSWER_CHARS] + "…"
    return MissionBrief(
        id=mission.display_id,
        title=mission.title,
        state=mission.state,
        percent=mission.percent,
        step=mission.current_step,
        cost_usd=mission.cost_usd,
        page=page_of(mission),
        reason=mission.state_reason,
        answer=answer,
        artifacts=[artifact.title for artifact in mission.artifacts],
    )


def page_of(mission: MissionRead) -> str:
    """Return the path of a mission's page."""
    return f"/missions/{mission.id}"
