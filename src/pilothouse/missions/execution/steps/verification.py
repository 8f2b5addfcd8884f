"""Step 1: the agent and tool exist, and every attached file is there, unchanged."""

import hashlib
from pathlib import Path

from anyio import to_thread

from pilothouse.core.errors import PilothouseError
from pilothouse.missions.errors import ToolDoesNotFit
from pilothouse.missions.execution.steps.base import StepRun
from pilothouse.missions.journal.journal import StepResult


class FileDamaged(PilothouseError):
    """A stored file no longer has the content that was uploaded."""


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def run(run: StepRun) -> StepResult:
    """Check what the mission stands on.

    Raises:
        NotFound: the agent, or the content of a file, is gone.
        ToolDoesNotFit: the fixed tool does not exist.
        FileDamaged: a file's content has another hash than when it came.
    """
    registry = run.services.registry
    agent = registry.agent(run.mission.agent)
    if run.mission.tool and run.mission.tool not in registry.tools:
        raise ToolDoesNotFit(f"There is no tool {run.mission.tool!r}. Choose another one, or let Pilothouse choose.")
    for number, file in enumerate(run.state.files):
        path = await run.services.blobs.path(file.organization_id, file.sha256)
        if await to_thread.run_sync(_sha256, path) != file.sha256:
            raise FileDamaged(f"{file.name!r} was changed on disk since it was uploaded. Upload it again.")
        await run.progress((number + 1) / len(run.state.files), f"Checked {file.name}")
    count = len(run.state.files)
    files = "no files" if count == 0 else "1 file" if count == 1 else f"{count} files"
    return StepResult(f"The request is complete: {files}, agent {agent.name}.", {"files": count})
