"""Step 2: what kind of work the objective asks for."""

import asyncio

from pilothouse.missions.execution.steps.base import StepRun
from pilothouse.missions.journal.journal import StepResult
from pilothouse.missions.selection.intent import classify


async def run(run: StepRun) -> StepResult:
    """Classify the objective by meaning."""
    text = " ".join([run.mission.objective, *run.mission.instructions])
    names = [file.name for file in run.state.files]
    await run.progress(0.2, "Reading the objective")
    intent = await asyncio.to_thread(classify, text, names)
    told = {"type": intent.type, "confidence": intent.confidence, "reason": intent.reason}
    return StepResult(f"{intent.title} ({intent.confidence:.0%} sure)", told, {"intent": told})
