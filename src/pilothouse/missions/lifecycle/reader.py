"""Turn rows into what the wire shows: one mission whole, or a list without its artifacts."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.identity.users.repository import UserRepository
from pilothouse.core.ids import display_id
from pilothouse.core.money import to_decimal_string
from pilothouse.core.principal import Principal
from pilothouse.durable import states
from pilothouse.gateway.routing.service import ModelStatus
from pilothouse.missions.journal.eta import Pace, read_pace
from pilothouse.missions.journal.steps import BY_KEY, INDEX, STEPS
from pilothouse.missions.journal.tables import Mission, MissionStep
from pilothouse.missions.lifecycle.repository import MissionAndWork, MissionRepository
from pilothouse.missions.lifecycle.schemas import PRIORITIES, MissionRead, ProgressRead, StepRead
from pilothouse.runtime.artifacts.schemas import ArtifactRead
from pilothouse.runtime.artifacts.service import ArtifactRepository
from pilothouse.runtime.files.schemas import FileRead

_PRIORITY_OF = {rank: name for name, rank in PRIORITIES.items()}
_SHAPES: dict[str, dict[str, Any]] = {
    step.key: {
        "key": step.key,
        "index": INDEX[step.key],
        "title": step.title,
        "percent_from": step.percent_from,
        "percent_to": step.percent_to,
    }
    for step in STEPS
}
_PENDING, _SKIPPED = (
    {key: StepRead(**shape, state=state) for key, shape in _SHAPES.items()} for state in ("pending", "skipped")
)


class MissionReader:
    """Reads missions for people and programs."""

    def __init__(self, session: AsyncSession, users: UserRepository, model: ModelStatus) -> None:
        self._session = session
        self._missions = MissionRepository(session)
        self._users = users
        self._model = model

    async def one(self, who: Principal, mission_id: UUID) -> MissionRead:
        """Return a mission with everything that belongs to it."""
        row = await self._missions.get(who, mission_id)
        (read,) = await self._describe(who, [row])
        artifacts = await ArtifactRepository(self._session).of_mission(who, mission_id)
        read.artifacts = [ArtifactRead.of(artifact) for artifact in artifacts]
        return read

    async def page(
        self, who: Principal, *, states: Sequence[str], text: str | None, sort: str, limit: int, cursor: str | None
    ) -> tuple[list[MissionRead], str | None, int]:
        """Return a page of missions, the next cursor, and how many match in all."""
        rows, following = await self._missions.page(
            who, states=states, text=text, sort=sort, limit=limit, cursor=cursor
        )
        is_all = cursor is None and following is None
        total = len(rows) if is_all else await self._missions.count(who, states=states, text=text)
        return await self._describe(who, rows), following, total

    async def progress(self, who: Principal, mission_id: UUID) -> ProgressRead:
        """Return how far a mission is."""
        mission = await self.one(who, mission_id)
        return ProgressRead(
            current_step=mission.current_step,
            completed_steps=[step.key for step in mission.steps if step.state == "completed"],
            start_time=mission.started_at,
            percent=mission.percent,
            eta=mission.eta_s,
        )

    async def _describe(self, who: Principal, rows: Sequence[MissionAndWork]) -> list[MissionRead]:
        ids = [mission.id for mission, _ in rows]
        steps, files = await self._missions.steps(ids), await self._missions.files(ids)
        names = await self._users.names({mission.owner_id for mission, _ in rows})
        is_one_at_work = any(work.state in states.ACTIVE for _, work in rows)
        pace = await read_pace(self._session, who.organization_id) if is_one_at_work else Pace()
        # one validation for a mission with all its steps: a list of fifty has three hundred of these
        return [
            MissionRead.model_validate(
                {
                    "id": mission.id,
                    "display_id": display_id("m", mission.id),
                    "title": mission.title,
                    "objective": mission.objective,
                    "state": work.state,
                    "state_reason": mission.state_reason,
                    "owner": {"id": mission.owner_id, "name": names.get(mission.owner_id, "")},
                    "agent": mission.agent,
                    "tool": mission.tool,
                    "priority": _PRIORITY_OF.get(work.priority, "normal"),
                    "parameters": mission.parameters,
                    "instructions": mission.instructions,
                    "files": [FileRead.model_validate(file) for file in files[mission.id]],
                    "budget_usd": to_decimal_string(mission.budget_microusd),
                    "cost_usd": to_decimal_string(mission.cost_microusd),
                    "percent": round(mission.percent, 1),
                    "current_step": mission.current_step if work.state not in states.FINAL else None,
                    "steps": _steps(steps[mission.id], work.state),
                    "eta_s": _eta(mission, work.state, pace),
                    "elapsed_s": _elapsed_s(mission),
                    "created_at": mission.created_at,
                    "started_at": mission.started_at,
                    "finished_at": mission.finished_at,
                    "intent": mission.intent,
                    "selected_tools": mission.selected_tools,
                    "model": {
                        "name": mission.model or self._model.default_model,
                        "connected": self._model.connected,
                    },
                    "answer": mission.answer,
                    "error": mission.error,
                    "artifacts": [],
                    "artifacts_count": mission.artifacts_count,
                    "rev": work.last_seq,
                }
            )
            for mission, work in rows
        ]


def _steps(rows: Sequence[MissionStep], state: str) -> list[StepRead | dict[str, Any]]:
    is_over = state in {states.CANCELLED, states.FAILED}
    by_key = {row.step: row for row in rows}
    return [
        {**shape, **_of_row(row, is_over=is_over)}
        if (row := by_key.get(key))
        else (_SKIPPED if is_over else _PENDING)[key]
        for key, shape in _SHAPES.items()
    ]


def _of_row(row: MissionStep, *, is_over: bool) -> dict[str, Any]:
    return {
        "state": "skipped" if is_over and row.state == "running" else row.state,
        "message": row.message,
        "tries": row.tries,
        "started_at": row.started_at,
        "finished_at": row.finished_at,
    }


def _eta(mission: Mission, state: str, pace: Pace) -> float | None:
    if state not in states.ACTIVE or mission.current_step is None:
        return None
    step = BY_KEY[mission.current_step]
    width = step.percent_to - step.percent_from
    return pace.eta_s(step, (mission.percent - step.percent_from) / width if width else 0.0)


def _elapsed_s(mission: Mission) -> float:
    if mission.started_at is None:
        return 0.0
    return round(((mission.finished_at or datetime.now(UTC)) - mission.started_at).total_seconds(), 1)
