"""`advance` for missions: run exactly the next step, and write what came of it."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.agents.errors import RunParked
from pilothouse.core.errors import PilothouseError, TimedOut
from pilothouse.core.ids import UserId
from pilothouse.core.principal import Principal
from pilothouse.core.remembered import Remembered
from pilothouse.core.telemetry import get_logger
from pilothouse.db.away import DatabaseAway
from pilothouse.db.engine import Database
from pilothouse.durable import states
from pilothouse.durable.attempt import Attempt, Fenced, Outcome
from pilothouse.durable.service import WorkService
from pilothouse.missions.errors import OwnerInactive, StepFailed
from pilothouse.missions.execution.parked import waits_for_nobody
from pilothouse.missions.execution.steps import RUN, StepFunction, StepRun, StepServices
from pilothouse.missions.journal.eta import Pace, read_pace
from pilothouse.missions.journal.journal import Journal
from pilothouse.missions.journal.state import load
from pilothouse.missions.journal.steps import Step, after
from pilothouse.missions.journal.store import JournalStore
from pilothouse.missions.settings import MissionSettings

log = get_logger(__name__)

_FRESH_S = 30.0  # how long a permission taken away, or a change of pace, may go unnoticed
_REMEMBERED_ATTEMPTS = 2_000


@dataclass(slots=True)
class _Claimed:
    """What is kept of a mission while this process holds its claim."""

    journal: Journal
    owner: Principal | None


class MissionHandler:
    """Runs missions one step at a time. Knows nothing of queues: any engine may call `advance`."""

    kind = "mission"

    def __init__(
        self,
        services: StepServices,
        database: Database,
        store: JournalStore,
        settings: MissionSettings,
        steps: Mapping[str, StepFunction] = RUN,
    ) -> None:
        self._services = services
        self._steps = steps
        self._database = database
        self._settings = settings
        self._claimed: OrderedDict[tuple[UUID, int], _Claimed] = OrderedDict()
        self._store = store
        self._paces: Remembered[UUID, Pace] = Remembered(_FRESH_S)
        self._owners: Remembered[tuple[UUID, UserId], Principal | None] = Remembered(_FRESH_S)

    async def advance(self, attempt: Attempt) -> Outcome:
        """Run the next step of a mission; see `durable.attempt.Handler`."""
        claimed = await self._claim(attempt)
        journal = claimed.journal
        step = journal.state.next_step
        if step is None:
            return Outcome.DONE
        outcome = await self._run_step(step, claimed)
        if outcome is not Outcome.NEXT:
            self._claimed.pop((attempt.work_id, attempt.epoch), None)
        return outcome

    async def _claim(self, attempt: Attempt) -> _Claimed:
        """Load a mission once per claim: whatever could change it would raise the epoch."""
        key = (attempt.work_id, attempt.epoch)
        if key not in self._claimed:
            state = await load(self._store, attempt)
            pace = await self._paces.get(attempt.organization_id, self._measure_pace)
            owner = await self._owners.get((attempt.organization_id, UserId(state.mission.owner_id)), self._find_owner)
            journal = Journal(attempt, self._store, state, pace)
            self._claimed[key] = _Claimed(journal, owner)
            if len(self._claimed) > _REMEMBERED_ATTEMPTS:
                self._claimed.popitem(last=False)
            if state.next_step is not None:
                await journal.begin(state.next_step)
        return self._claimed[key]

    async def _find_owner(self, key: tuple[UUID, UserId]) -> Principal | None:
        """Return whose mission it is, None when they may not act any more."""
        organization_id, user_id = key
        async with self._database.transaction(organization_id) as session:
            principals = PrincipalRepository(session)
            user = await principals.active_user(user_id)
            return await principals.of_user(user) if user else None

    async def _measure_pace(self, organization_id: UUID) -> Pace:
        async with self._database.transaction(organization_id) as session:
            return await read_pace(session, organization_id)

    async def _run_step(self, step: Step, claimed: _Claimed) -> Outcome:
        journal = claimed.journal
        owner = claimed.owner
        if owner is None or journal.attempt.attempts > self._settings.step_tries:
            await journal.fail(step, self._refusal(owner))
            return Outcome.DONE
        run = StepRun(journal, step, owner, self._services)
        try:
            async with asyncio.timeout(self._settings.step_timeout_s):
                result = await self._steps[step.key](run)
        except (Fenced, DatabaseAway):
            raise  # the runner's business: somebody else has the mission, or nothing can be written
        except RunParked:
            return await self._park(step, journal)
        except PilothouseError as error:
            return await self._failed(step, journal, error)
        except TimeoutError:
            limit = self._settings.step_timeout_s
            return await self._failed(step, journal, TimedOut(f"The step took longer than {limit:g} s."))
        except Exception:
            log.exception("step_crashed", step=step.key)
            words = "The step failed for a reason of our own; the log has the details under the mission's id."
            return await self._failed(step, journal, StepFailed(words))
        following = after(step.key)
        await journal.complete(step, result, following)
        return Outcome.NEXT if following else Outcome.DONE

    def _refusal(self, owner: Principal | None) -> PilothouseError:
        """Say why a step is not even tried."""
        if owner is None:
            return OwnerInactive("The mission's owner is no longer active here, so nobody answers for it.")
        return StepFailed(
            f"This step ended its process {self._settings.step_tries} times without finishing; it is set aside. "
            "Look at the log of the worker, then retry the mission."
        )

    async def _park(self, step: Step, journal: Journal) -> Outcome:
        """Let a mission wait for a person; queue it at once when the last decision came meanwhile."""
        await journal.park(step)
        mission_id = journal.attempt.work_id
        async with self._database.transaction(journal.attempt.organization_id) as session:
            service = WorkService(session)
            work = await service.locked(mission_id)
            is_parked = work is not None and work.state == states.WAITING_FOR_APPROVAL
            if work is not None and is_parked and await waits_for_nobody(session, mission_id):
                await service.order(work, "approve", self.kind, events=0)
        return Outcome.PARKED

    async def _failed(self, step: Step, journal: Journal, error: PilothouseError) -> Outcome:
        if error.retryable and journal.state.tries < self._settings.step_tries:
            await journal.retry(step, error)
            return Outcome.PARKED
        await journal.fail(step, error)
        return Outcome.DONE
