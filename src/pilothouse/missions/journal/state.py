"""A mission as a running attempt sees it: loaded once per claim, since whatever changes it raises the epoch."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pilothouse.durable.attempt import Attempt
from pilothouse.missions.journal.steps import STEPS, Step
from pilothouse.missions.journal.store import JournalStore
from pilothouse.missions.journal.tables import Mission
from pilothouse.runtime.files.tables import StoredFile


@dataclass(slots=True)
class MissionState:
    """What the steps read.

    Attributes:
        results: of finished steps, by key.
        tries: of the step that is next: the first one is 1; a failed one adds one.
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


async def load(store: JournalStore, attempt: Attempt) -> MissionState:
    """Read a mission with its files and the steps that count.

    Raises:
        NotFound: the mission was erased.
    """
    mission, files, rows = await store.read(attempt)
    state = MissionState(mission, files, {})
    for row in rows:
        if row["state"] == "completed":
            state.results[row["step"]] = row["result"] or {}
        elif row["revision"] == mission.revision:
            state.started_steps[row["step"]] = datetime.fromisoformat(row["started_at"])
            state.tries = row["tries"]
    return state
