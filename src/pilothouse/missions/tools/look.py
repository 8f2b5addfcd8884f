"""Look at missions."""

from typing import Literal

from pydantic import BaseModel

from pilothouse.agents.context import ToolContext
from pilothouse.agents.tool import Tool, tool
from pilothouse.durable import states
from pilothouse.missions.tools.results import MissionBrief, brief, page_of
from pilothouse.missions.tools.services import MissionDesk

_STATES = {
    "running": [states.QUEUED, states.RUNNING, states.PAUSED],
    "waiting": [states.WAITING_FOR_APPROVAL, states.DRAFT],
    "finished": sorted(states.FINAL),
    "any": [],
}


class MissionsSeen(BaseModel):
    """Missions that were looked at."""

    finding: str
    missions: list[MissionBrief]


def look_tool(desk: MissionDesk) -> Tool:
    """Return the tool, bound to a desk."""

    @tool(category="workflow", permissions=("missions:read",))
    async def look_at_missions(
        ctx: ToolContext,
        mission: str | None = None,
        state: Literal["any", "running", "waiting", "finished"] = "any",
        limit: int = 5,
    ) -> MissionsSeen:
        """Look at missions: how far they are, what they cost, what they found.

        Args:
            mission: id, short id or words of the title of one mission, for its answer too; the latest when left out.
            state: which of the latest.
            limit: how many of the latest, 1 to 20.
        """
        async with desk.visit(ctx) as visit:
            if mission is not None:
                found = await visit.reader.one(visit.who, (await visit.find(mission)).id)
                ctx.cite(found.title, page_of(found))
                shown = [brief(found)]
            else:
                rows, _, _ = await visit.reader.page(
                    visit.who,
                    states=_STATES[state],
                    text=None,
                    sort="-created_at",
                    limit=max(1, min(limit, 20)),
                    cursor=None,
                )
                shown = [brief(row).model_copy(update={"answer": None}) for row in rows]
        told = "; ".join(f"{each.title}: {each.state}, {each.percent:.0f} %" for each in shown[:3])
        return MissionsSeen(finding=told or "There is no such mission.", missions=shown)

    return look_at_missions
