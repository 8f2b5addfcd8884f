"""Start a mission."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ValidationError

from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import ToolRetry
from pilothouse.agents.schema import describe_problems
from pilothouse.agents.tool import Tool, tool
from pilothouse.missions.lifecycle.schemas import MissionCreate
from pilothouse.missions.tools.results import MissionBrief, brief
from pilothouse.missions.tools.services import MissionDesk


class MissionStarted(BaseModel):
    """A mission that was submitted."""

    finding: str
    mission: MissionBrief


def start_tool(desk: MissionDesk) -> Tool:
    """Return the tool, bound to a desk."""

    @tool(category="workflow", permissions=("missions:run",))
    async def start_mission(
        ctx: ToolContext,
        objective: str,
        title: str | None = None,
        files: list[str] | None = None,
        budget_usd: str | None = None,
        priority: Literal["low", "normal", "high"] = "normal",
    ) -> MissionStarted:
        """Start a mission: durable work in the background with live progress, for what takes longer than an answer.

        Args:
            objective: what is wanted, complete in itself: the mission does not know this conversation.
            title: a few words for lists; made from the objective when left out.
            files: names of attached files that the mission works on; all attached files when left out.
            budget_usd: what it may cost at most, such as "1.50"; the installation's default when left out.
            priority: place in the queue.
        """
        wanted = {"objective": objective, "title": title, "budget_usd": budget_usd, "priority": priority}
        try:
            request = MissionCreate.model_validate({**wanted, "file_ids": await _file_ids(ctx, files)})
        except ValidationError as error:
            raise ToolRetry(f"A mission cannot be made of this: {describe_problems(error)}.") from error
        async with desk.visit(ctx) as visit:
            # the call's own key: repeated after a crash, it is the same mission
            mission_id = await visit.missions.submit(visit.who, request, f"tool:{ctx.idempotency_key}"[:200])
            mission = await visit.reader.one(visit.who, mission_id)
        words = "waits for approval" if mission.state == "waiting_for_approval" else f"is {mission.state}"
        return MissionStarted(finding=f"The mission “{mission.title}” {words}.", mission=brief(mission))

    return start_mission


async def _file_ids(ctx: ToolContext, names: list[str] | None) -> list[UUID]:
    attached = {file.name: file for file in await ctx.files.list()}
    missing = [name for name in names or [] if name not in attached]
    if missing:
        raise ToolRetry(f"There is no file {missing[0]!r} here. There are: {', '.join(attached) or 'none'}.")
    return [UUID(attached[name].id) for name in (attached if names is None else names)]
