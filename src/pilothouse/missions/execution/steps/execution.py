"""Step 5: the agent does the work, journalled call by call."""

from pilothouse.agents.events import Completed, ToolFinished, ToolProgress, ToolStarted
from pilothouse.live.log import NewEvent
from pilothouse.llm.messages import Message, TextPart, message_of
from pilothouse.missions.execution.context import MissionArtifacts, MissionCalls, gate_of
from pilothouse.missions.execution.steps.base import StepRun
from pilothouse.missions.journal.journal import StepResult
from pilothouse.runtime.files.access import GivenFiles
from pilothouse.runtime.files.showing import BLIND, Showing
from pilothouse.runtime.runner import AgentTask

EXPECTED_TOOL_CALLS = 6  # progress nears the end of its band as calls finish, whatever their number


async def _request(run: StepRun) -> Message:
    """Write the mission as a message: objective, later instructions, parameters, files, and the pictures among them."""
    services, mission, files = run.services, run.mission, run.state.files
    lines = [mission.objective]
    lines += [f"Further instruction: {each}" for each in mission.instructions]
    lines += [f"Parameter {name}: {value}" for name, value in mission.parameters.items()]
    if files:
        lines.append("Attached files: " + ", ".join(file.name for file in files))
    model = services.registry.agent(mission.agent).model
    shown = await Showing(services.gateway, services.blobs).of(files, run.owner, model)
    if shown.is_blind:
        lines.append(BLIND)
    return message_of("user", [TextPart("\n".join(lines)), *shown.images])


async def run(run: StepRun) -> StepResult:
    """Run the mission's agent with the chosen tools until it answers."""
    finished: list[ToolFinished] = []
    task = AgentTask(
        agent=run.mission.agent,
        messages=(await _request(run),),
        principal=run.owner,
        call=run.call_context,
        tools=tuple(each["name"] for each in run.state.results["selection"]["tools"]),
        files=GivenFiles(run.state.files, run.services.blobs),
        artifacts=MissionArtifacts(run),
        approvals=gate_of(run),
        recorder=MissionCalls(run),
        idempotency_key=run.source,
    )
    completed: Completed | None = None
    async for event in run.services.runner.run(task):
        if isinstance(event, Completed):
            completed = event
        elif isinstance(event, ToolFinished):
            finished.append(event)
            await _tell(run, event.name, "finished" if event.ok else "failed", event.summary, event.duration_s)
            await run.journal.spend(await run.services.gateway.mission_cost(run.owner, run.mission_id))
            await run.progress(_done(len(finished)), event.summary)
        elif isinstance(event, ToolStarted):
            await _tell(run, event.call.name, "started", "", None)
        elif isinstance(event, ToolProgress):
            await run.progress(_done(len(finished) + event.fraction), event.message)
    assert completed is not None
    cost = await run.services.gateway.mission_cost(run.owner, run.mission_id)
    model = run.services.gateway.status().default_model
    failed = sum(1 for each in finished if not each.ok)
    words = f"{len(finished)} tool calls" + (f", {failed} of them failed" if failed else "")
    tools = [{"name": each.name, "ok": each.ok, "duration_s": each.duration_s} for each in finished]
    return StepResult(words, {"answer": completed.text, "tools": tools}, {"cost_microusd": cost, "model": model})


def _done(calls: float) -> float:
    return calls / (calls + EXPECTED_TOOL_CALLS / 2)


async def _tell(run: StepRun, name: str, phase: str, summary: str, duration_s: float | None) -> None:
    data = {"mission_id": str(run.mission.id), "name": name, "phase": phase, "summary": summary}
    await run.journal.note([NewEvent("mission.tool", {**data, "duration_s": duration_s})])
