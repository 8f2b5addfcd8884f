"""What every step gets."""

from dataclasses import dataclass

from pilothouse.agents.registry import Registry
from pilothouse.core.ids import MissionId
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.calls.service import CallContext, Gateway
from pilothouse.missions.journal.journal import Journal
from pilothouse.missions.journal.state import MissionState
from pilothouse.missions.journal.steps import Step
from pilothouse.missions.journal.tables import Mission
from pilothouse.runtime.approvals.hold import Hold
from pilothouse.runtime.runner import AgentRunner
from pilothouse.storage.blobs import BlobStore


@dataclass(frozen=True, slots=True)
class StepServices:
    """The rooms below, as the steps use them. Built once per process by `main` and `worker`."""

    database: Database
    registry: Registry
    runner: AgentRunner
    gateway: Gateway
    blobs: BlobStore
    hold: Hold


@dataclass(frozen=True, slots=True)
class StepRun:
    """One try of one step."""

    journal: Journal
    step: Step
    owner: Principal
    services: StepServices

    @property
    def state(self) -> MissionState:
        return self.journal.state

    @property
    def mission(self) -> Mission:
        return self.journal.state.mission

    @property
    def mission_id(self) -> MissionId:
        return MissionId(self.mission.id)

    @property
    def source(self) -> str:
        """The idempotency key of this step: `mission:step:revision`. Recovery keeps it, an edit changes it."""
        return f"{self.mission.id}:{self.step.key}:{self.mission.revision}"

    @property
    def call_context(self) -> CallContext:
        """Who pays for this step's model calls, and what they are for."""
        return CallContext(
            principal=self.owner,
            mission_id=self.mission_id,
            agent=self.mission.agent,
            request_id=str(self.mission.id),
        )

    async def progress(self, fraction: float, message: str) -> None:
        """Report how far this step is, as a share between 0 and 1."""
        await self.journal.progress(self.step, fraction, message)
