"""Every write of a running mission. Each is one transaction that first proves the claim (ARCHITECTURE §5, rule 3)."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import update

from pilothouse.core.errors import PilothouseError
from pilothouse.core.money import to_decimal_string
from pilothouse.durable import states
from pilothouse.durable.attempt import Attempt
from pilothouse.durable.runner import pause_before_retry
from pilothouse.live import log as event_log
from pilothouse.live.log import NewEvent
from pilothouse.missions.journal.eta import Pace
from pilothouse.missions.journal.state import MissionState
from pilothouse.missions.journal.steps import INDEX, Step
from pilothouse.missions.journal.store import Change, JournalStore
from pilothouse.missions.journal.tables import Mission
from pilothouse.runtime.artifacts.schemas import ArtifactRead
from pilothouse.runtime.artifacts.service import ArtifactRepository
from pilothouse.runtime.artifacts.tables import Artifact

PROGRESS_EVERY_S = 0.25  # at most four rows a second and mission


@dataclass(frozen=True, slots=True)
class StepResult:
    """What a step leaves: data for later steps, a line for people, and columns of the mission's row."""

    message: str
    result: dict[str, Any] = field(default_factory=dict[str, Any])
    mission: dict[str, Any] = field(default_factory=dict[str, Any])


class Journal:
    """Writes what an attempt does to one mission."""

    def __init__(self, attempt: Attempt, store: JournalStore, state: MissionState, pace: Pace) -> None:
        self.attempt = attempt
        self.state = state
        self._pace = pace
        self._store = store
        self._last_progress = 0.0

    async def begin(self, step: Step) -> None:
        """Note that a try of a step begins. The first one of a mission also says that it runs now."""
        state, mission = self.state, self.state.mission
        state.tries = max(state.tries, 1)  # a pause or a recovery is no failed try
        events: list[NewEvent] = []
        columns: dict[str, Any] = {"current_step": step.key, "state_reason": None}
        if mission.started_at is None:
            mission.started_at = columns["started_at"] = datetime.now(UTC)
        events.append(self._event("mission.state", state=states.RUNNING, reason=None, percent=mission.percent))
        if step.key not in state.started_steps:
            state.started_steps[step.key] = datetime.now(UTC)
            events.append(self._step_event(step, "started", 0.0, step.title))
        await self._write(events, columns, [self._step_row(step, "running")])

    async def progress(self, step: Step, fraction: float, message: str) -> None:
        """Report how far a step is. Reports that come too quickly are dropped; the next one tells more."""
        now = time.monotonic()
        if now - self._last_progress < PROGRESS_EVERY_S:
            return
        self._last_progress = now
        percent = max(step.percent(fraction), self.state.mission.percent)
        self.state.mission.percent = percent
        await self._write([self._step_event(step, "progress", fraction, message)], {"percent": percent})

    async def note(self, events: Sequence[NewEvent]) -> None:
        """Append events that belong to a step's inside, such as tool calls."""
        await self._write(events, {})

    async def spend(self, cost_microusd: int) -> None:
        """Tell what the mission has cost so far, where that has changed."""
        if cost_microusd != self.state.mission.cost_microusd:
            self.state.mission.cost_microusd = cost_microusd
            event = self._event("mission.cost", cost_usd=to_decimal_string(cost_microusd))
            await self._write([event], {"cost_microusd": cost_microusd})

    async def complete(self, step: Step, result: StepResult, following: Step | None) -> None:
        """Commit a step's result, the mission's columns, the events, and the start of the step that follows."""
        state, mission = self.state, self.state.mission
        percent = step.percent_to
        columns = {**result.mission, "percent": percent}
        for name, value in columns.items():
            setattr(mission, name, value)
        rows = [self._step_row(step, "completed", result)]
        events = [self._step_event(step, "completed", 1.0, result.message)]
        state.results[step.key] = result.result
        state.tries = 0
        if following is not None:
            state.tries = 1
            state.started_steps[following.key] = datetime.now(UTC)
            columns["current_step"] = following.key
            rows.append(self._step_row(following, "running"))
            events.append(self._step_event(following, "started", 0.0, following.title))
        else:
            columns |= {"finished_at": datetime.now(UTC), "current_step": None, "error": None}
            events.append(self._event("mission.state", state=states.COMPLETED, reason=None, percent=100.0))
        await self._write(events, columns, rows, state=None if following else states.COMPLETED, attempts=0)

    async def retry(self, step: Step, error: PilothouseError) -> None:
        """Queue the mission again after a failure that may pass."""
        events = [self._step_event(step, "progress", 0.0, f"{error.message} Trying again.")]
        pause_s = pause_before_retry(self.state.tries).total_seconds()
        self.state.tries += 1
        await self._write(events, {}, [self._step_row(step, "running")], state=states.QUEUED, due_in_s=pause_s)

    async def fail(self, step: Step, error: PilothouseError) -> None:
        """End the mission in a failure, with what happened and what to do."""
        told = {"code": error.code, "message": error.message, "details": error.details}
        events = [
            self._step_event(step, "failed", 0.0, error.message),
            self._event("mission.state", state=states.FAILED, reason=error.message, percent=self.state.mission.percent),
        ]
        columns = {"error": told, "state_reason": error.message, "finished_at": datetime.now(UTC)}
        await self._write(events, columns, [self._step_row(step, "failed")], state=states.FAILED)

    async def park(self, step: Step) -> None:
        """End the attempt because a tool call of the step waits for a person."""
        words = "A tool call waits for your approval."
        events = [
            self._step_event(step, "waiting", 0.0, words),
            self._event(
                "mission.state", state=states.WAITING_FOR_APPROVAL, reason=words, percent=self.state.mission.percent
            ),
        ]
        await self._write(events, {"state_reason": words}, state=states.WAITING_FOR_APPROVAL, attempts=0)

    async def keep_call(self, key: str, record: dict[str, Any]) -> None:
        """Journal one finished model or tool call of the current step."""
        await self._write([], {}, calls=[{"revision": self.state.mission.revision, "key": key, "record": record}])

    async def add_artifact(self, artifact: Artifact) -> Artifact:
        """Insert an artifact's row and tell of it; the same one a second time changes nothing."""
        async with self.attempt.write(events=1) as (session, seq):
            row, is_new = await ArtifactRepository(session).add_once(artifact)
            if is_new:
                await session.execute(
                    update(Mission)
                    .where(Mission.id == self.attempt.work_id)
                    .values(artifacts_count=Mission.artifacts_count + 1)
                )
            told = ArtifactRead.of(row).model_dump(mode="json", exclude={"preview"})
            event = self._event("mission.artifact", artifact=told)
            await event_log.append(session, self.attempt.work_id, self.attempt.organization_id, seq, [event])
        return row

    async def _write(
        self,
        events: Sequence[NewEvent],
        columns: dict[str, Any],
        steps: Sequence[dict[str, Any]] = (),
        **rest: Any,
    ) -> None:
        attempt = self.attempt
        change = Change(attempt.work_id, attempt.organization_id, attempt.epoch, events, steps, mission=columns, **rest)
        await self._store.write(change)

    def _step_row(self, step: Step, state: str, result: StepResult | None = None) -> dict[str, Any]:
        now = datetime.now(UTC)
        return {
            "step": step.key,
            "revision": self.state.mission.revision,
            "state": state,
            "tries": self.state.tries,
            "message": result.message if result else None,
            "result": result.result if result else None,
            "started_at": self.state.started_steps.get(step.key, now),
            "finished_at": None if state == "running" else now,
        }

    def _event(self, type_: str, **data: Any) -> NewEvent:
        return NewEvent(type_, {"mission_id": str(self.attempt.work_id), **data})

    def _step_event(self, step: Step, phase: str, fraction: float, message: str) -> NewEvent:
        # a step that is run again reports from its beginning; what people see never goes back
        percent = max(step.percent(fraction), self.state.mission.percent)
        return self._event(
            "mission.step",
            step=step.key,
            index=INDEX[step.key],
            phase=phase,
            percent=round(percent, 1),
            message=message,
            eta_s=self._pace.eta_s(step, fraction),
            duration_s=self._duration_s(step) if phase in {"completed", "failed"} else None,
            cost_usd=to_decimal_string(self.state.mission.cost_microusd),
        )

    def _duration_s(self, step: Step) -> float | None:
        started_at = self.state.started_steps.get(step.key)
        return round((datetime.now(UTC) - started_at).total_seconds(), 3) if started_at else None
