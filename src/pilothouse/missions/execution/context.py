"""What a mission hands to its agent: a place for artifacts, and the journal of its calls."""

from typing import Any

from sqlalchemy import select

from pilothouse.agents.context import ArtifactKind, ArtifactRef
from pilothouse.core import json
from pilothouse.missions.execution.parked import MissionFence
from pilothouse.missions.execution.steps.base import StepRun
from pilothouse.missions.journal.tables import MissionCall
from pilothouse.runtime.approvals.gate import Gate
from pilothouse.runtime.artifacts.service import store_artifact


class MissionArtifacts:
    """Stores an artifact's bytes, then its row and event under the mission's fence."""

    def __init__(self, run: StepRun) -> None:
        self._run = run

    async def save(
        self, kind: ArtifactKind, name: str, title: str, content: bytes | str | dict[str, Any], media_type: str
    ) -> ArtifactRef:
        data = content if isinstance(content, bytes) else content.encode() if isinstance(content, str) else None
        run = self._run
        artifact = await store_artifact(
            run.services.blobs,
            run.owner,
            run.mission.id,
            kind,
            name,
            title,
            media_type,
            json.dumps(content) if data is None else data,
            run.source,
        )
        row = await run.journal.add_artifact(artifact)
        return ArtifactRef(str(row.id), kind, row.name, row.title, row.media_type, row.size_bytes)


class MissionCalls:
    """The recorder of a mission: finished calls as rows, read once when the step begins."""

    def __init__(self, run: StepRun) -> None:
        self._run = run
        self._records: dict[str, dict[str, Any]] | None = None

    async def find(self, key: str) -> dict[str, Any] | None:
        if self._records is None:
            self._records = await self._load()
        return self._records.get(key)

    async def keep(self, key: str, record: dict[str, Any]) -> None:
        await self._run.journal.keep_call(key, record)

    async def _load(self) -> dict[str, dict[str, Any]]:
        mission = self._run.mission
        async with self._run.services.database.transaction(mission.organization_id) as session:
            calls = select(MissionCall).where(
                MissionCall.mission_id == mission.id, MissionCall.revision == mission.revision
            )
            rows = await session.scalars(calls)
            return {row.key: row.record for row in rows}


def gate_of(run: StepRun) -> Gate:
    """Return the gate in front of a step's tool calls that want a person's consent."""
    services, mission = run.services, run.mission
    fence = MissionFence(run.journal.attempt)
    return Gate(services.database, run.owner, mission.agent, {"mission_id": mission.id}, fence, services.hold)
