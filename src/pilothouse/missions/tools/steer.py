"""Steer a mission."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ValidationError

from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import ToolFailed, ToolRetry
from pilothouse.agents.schema import describe_problems
from pilothouse.agents.tool import Tool, tool
from pilothouse.core.errors import Conflict
from pilothouse.missions.lifecycle.schemas import MissionUpdate
from pilothouse.missions.tools.results import MissionBrief, brief
from pilothouse.missions.tools.services import MissionDesk, Visit

Order = Literal["instruct", "pause", "resume", "cancel", "retry"]
_DONE = {"pause": "paused", "resume": "resumed", "cancel": "cancelled", "retry": "started again"}


class MissionSteered(BaseModel):
    """A mission that was given an order."""

    finding: str
    mission: MissionBrief


def steer_tool(desk: MissionDesk) -> Tool:
    """Return the tool, bound to a desk."""

    @tool(category="workflow", permissions=("missions:run",))
    async def steer_mission(
        ctx: ToolContext, mission: str, order: Order, instruction: str | None = None
    ) -> MissionSteered:
        """Give an order to a mission: pause, resume, cancel or retry it, or add an instruction while it runs.

        Args:
            mission: id, short id or words of the title.
            order: what to do; "instruct" needs an instruction.
            instruction: what the mission shall heed from its next step on, in plain words.
        """
        async with desk.visit(ctx) as visit:
            found = await visit.find(mission)
            try:
                if order == "instruct":
                    await _instruct(visit, found.id, instruction)
                else:
                    await visit.missions.order(visit.who, found.id, order)
            except Conflict as error:  # it is over, or not in a state for this: no further try will change that
                raise ToolFailed(error.message) from error
            after = await visit.reader.one(visit.who, found.id)
        words = "has a further instruction" if order == "instruct" else f"is {_DONE[order]}"
        return MissionSteered(finding=f"The mission “{after.title}” {words}.", mission=brief(after))

    return steer_mission


async def _instruct(visit: Visit, mission_id: UUID, instruction: str | None) -> None:
    if not instruction:
        raise ToolRetry("Say the instruction.")
    try:
        change = MissionUpdate(instructions=[instruction])
    except ValidationError as error:
        raise ToolRetry(f"This is no instruction: {describe_problems(error)}.") from error
    await visit.missions.edit(visit.who, mission_id, change)
