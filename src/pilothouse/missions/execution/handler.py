"""`advance` for missions: run exactly the next step, and write what came of it."""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.core.errors import PilothouseError, TimedOut, Unavailable
from pilothouse.core.ids import UserId
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import get_logger
from pilothouse.db.engine import Database
from pilothouse.durable.attempt import Attempt, Fenced, Outcome
from pilothouse.missions.errors import OwnerInactive, StepFailed
from pilothouse.missions.execution.steps import RUN, StepRun, StepServices
from pilothouse.missions.journal.eta import Pace, read_pace
from pilothouse.missions.journal.journal import Journal
from pilothouse.missions.journal.state import load
from pilothouse.missions.journal.steps import Step, after
from pilothouse.missions.settings import MissionSettings

log = get_logger(__name__)

_PACE_FRESH_S = 60.0
_REMEMBERED_ATTEMPTS = 2_000


@dataclass(slots=True)
class _Claimed:
    """What is kept of a mission while this process holds its claim."""

    journal: Journal
    owner: Principal | None


class MissionHandler:
    """Runs missions one step at a time. Knows nothing of queues: any engine may call `advance`."""

    kind = "mission"

    def __init__(self, services: StepServices, database: Database, settings: MissionSettings) -> None:
        self._services = services
        self._database = database
        self._settings = settings
        self._claimed: OrderedDict[tuple[UUID, int], _Claimed] = OrderedDict()
        self._paces: dict[UUID, tuple[float, Pace]] = {}

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
            async with self._database.transaction(attempt.organization_id) as session:
                state = await load(session, attempt.work_id)
                pace = await self._pace(session, attempt.organization_id)
                owner = await self._owner(session, state.mission.owner_id)
            journal = Journal(attempt, state, pace)
            self._claimed[key] = _Claimed(journal, owner)
            if len(self._claimed) > _REMEMBERED_ATTEMPTS:
                self._claimed.popitem(last=False)
            if state.next_step is not None:
                await journal.begin(state.next_step)
        return self._claimed[key]

    async def _owner(self, session: AsyncSession, owner_id: UUID) -> Principal | None:
        """Return whose mission it is, None when they may not act any more."""
        principals = PrincipalRepository(session)
        user = await principals.active_user(UserId(owner_id))
        return user and await principals.of_user(user)

    async def _pace(self, session: AsyncSession, organization_id: UUID) -> Pace:
        measured_at, pace = self._paces.get(organization_id, (0.0, Pace()))
        if time.monotonic() - measured_at > _PACE_FRESH_S:
            pace = await read_pace(session, organization_id)
            self._paces[organization_id] = (time.monotonic(), pace)
        return pace

    async def _run_step(self, step: Step, claimed: _Claimed) -> Outcome:
        journal = claimed.journal
        if journal.attempt.attempts > self._settings.step_tries:
            crashed = StepFailed(
                f"This step ended its process {self._settings.step_tries} times without finishing; it is set aside. "
                "Look at the log of the worker, then retry the mission."
            )
            await journal.fail(step, crashed)
            return Outcome.DONE
        if claimed.owner is None:
            await journal.fail(
                step, OwnerInactive("The mission's owner is no longer active here, so nobody answers for it.")
            )
            return Outcome.DONE
        run = StepRun(journal, step, claimed.owner, self._services)
        try:
            async with asyncio.timeout(self._settings.step_timeout_s):
                result = await RUN[step.key](run)
        except (Fenced, Unavailable):
            raise  # the runner's business: somebody else has the mission, or the database is away
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

    async def _failed(self, step: Step, journal: Journal, error: PilothouseError) -> Outcome:
        if error.retryable and journal.state.tries < self._settings.step_tries:
            await journal.retry(step, error)
            return Outcome.PARKED
        await journal.fail(step, error)
        return Outcome.DONE
