"""A mission as a running attempt sees it: loaded once per claim, since whatever changes it raises the epoch."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.errors import NotFound
from pilothouse.missions.journal.steps import STEPS, Step
from pilothouse.missions.journal.tables import Mission, MissionFile, MissionStep
from pilothouse.runtime.files.tables import StoredFile


@dataclass(slots=True)
class MissionState:
    """What the steps read.

    Attributes:
        results: of finished steps, by key.
        tries: of the step that is next: how often it was begun under this revision.
        started_steps: keys whose `started` event is out under this revision.
    """

    mission: Mission
    files: list[StoredFile]
    results: dict[str, dict[str, Any]]
    tries: int = 0
    started_steps: dict[str, datetime] = field(default_factory=dict[str, datetime])

    @property
    def next_step(self) -> Step | None:
        """The first step without a result."""
        return next((step for step in STEPS if step.key not in self.results), None)


async def load(session: AsyncSession, mission_id: Any) -> MissionState:
    """Read a mission with its files and the steps that count.

    Raises:
        NotFound: the mission was erased.
    """
    mission = await session.get(Mission, mission_id)
    if mission is None:
        raise NotFound(f"There is no mission {mission_id}.")
    files = await session.scalars(
        select(StoredFile)
        .join(MissionFile, MissionFile.file_id == StoredFile.id)
        .where(MissionFile.mission_id == mission_id)
        .order_by(MissionFile.position)
    )
    rows = await session.scalars(
        select(MissionStep).where(MissionStep.mission_id == mission_id, MissionStep.state != "superseded")
    )
    state = MissionState(mission, list(files), {})
    for row in rows:
        if row.state == "completed":
            state.results[row.step] = row.result or {}
        elif row.revision == mission.revision:
            state.started_steps[row.step] = row.started_at
            state.tries = row.tries
    return state
