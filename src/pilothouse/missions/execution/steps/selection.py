"""Step 4: the tools that this mission gets."""

import asyncio

from pilothouse.missions.execution.steps.base import StepRun
from pilothouse.missions.journal.journal import StepResult
from pilothouse.missions.selection.tools import choose


async def run(run: StepRun) -> StepResult:
    """Choose tools by meaning, or check the one that was fixed.

    Raises:
        ToolDoesNotFit: the fixed tool cannot serve the intent.
    """
    registry = run.services.registry
    agent = registry.agent(run.mission.agent)
    offered = await asyncio.to_thread(
        choose,
        registry,
        agent,
        run.mission.objective,
        intent_type=run.state.results["intent"]["type"],
        fixed=run.mission.tool,
        file_names=[file.name for file in run.state.files],
    )
    chosen = [{"name": each.name, "score": each.score, "reason": each.reason} for each in offered]
    names = ", ".join(each.name for each in offered[:3]) + (" and others" if len(offered) > 3 else "")
    return StepResult(
        f"Chose {names}" if offered else "No tool is needed", {"tools": chosen}, {"selected_tools": chosen}
    )
