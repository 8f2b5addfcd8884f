"""Step 6: the report becomes an artifact, the costs are read from the ledger, what was learnt is kept."""

from pilothouse.missions.execution.steps.base import StepRun
from pilothouse.missions.journal.journal import StepResult
from pilothouse.runtime.artifacts.service import store_artifact


async def run(run: StepRun) -> StepResult:
    """Store the report and close the books of the mission."""
    work = run.state.results["execution"]
    await run.progress(0.3, "Writing the report")
    report = f"# {run.mission.title}\n\n{work['answer'].strip()}\n"
    artifact = await store_artifact(
        run.services.blobs,
        run.owner,
        run.mission.id,
        "markdown",
        "report.md",
        run.mission.title,
        "text/markdown",
        report.encode(),
        run.source,
    )
    await run.journal.add_artifact(artifact)
    cost = await run.services.gateway.mission_cost(run.owner, run.mission_id)
    learning = {"intent": run.state.results["intent"]["type"], "tools": work["tools"]}
    return StepResult("The report is ready", {"learning": learning}, {"answer": work["answer"], "cost_microusd": cost})
