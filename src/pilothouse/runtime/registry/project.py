"""A user's own agents and tools: the project folder in the registry, reloaded in development."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from pilothouse.agents.project import Project, ProjectReport
from pilothouse.agents.registry import Registry
from pilothouse.core.telemetry import get_logger

log = get_logger(__name__)


@asynccontextmanager
async def open_project(root: Path, registry: Registry, *, watched: bool) -> AsyncGenerator[Project]:
    """Put a project's agents and tools into the registry, and keep them up to date meanwhile when `watched`.

    A file that cannot be used is told in the log and leaves the others alone. Runs at work keep what they began with.
    """
    project = Project(root)
    _tell(await asyncio.to_thread(project.install, registry))
    watching = asyncio.create_task(project.watch(registry, on_change=_tell)) if watched else None
    try:
        yield project
    finally:
        if watching is not None:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching


def _tell(report: ProjectReport) -> None:
    for problem in report.problems:
        log.warning("project_file_unusable", problem=str(problem))
    if report.changed:
        log.info("project_loaded", names=sorted(item.name for item in report.items))
