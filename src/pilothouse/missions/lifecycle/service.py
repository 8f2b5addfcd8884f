"""The use cases of missions, one method each. The caller's transaction is the use case's transaction."""

import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.agents.registry import Registry
from pilothouse.core.errors import PermissionDenied
from pilothouse.core.ids import MissionId, new_id
from pilothouse.core.money import parse_usd
from pilothouse.core.principal import Principal
from pilothouse.durable import states
from pilothouse.durable.service import WorkService
from pilothouse.durable.tables import Work
from pilothouse.gateway.budgets.service import BudgetService
from pilothouse.live import log as event_log
from pilothouse.live.log import NewEvent
from pilothouse.missions.errors import IdempotencyConflict, MissionFinished, ToolDoesNotFit
from pilothouse.missions.journal.steps import INDEX, PLAN_VERSION, STEPS
from pilothouse.missions.journal.tables import Mission, MissionFile
from pilothouse.missions.lifecycle.repository import MissionAndWork, MissionRepository
from pilothouse.missions.lifecycle.schemas import PRIORITIES, MissionCreate, MissionUpdate
from pilothouse.missions.settings import MissionSettings
from pilothouse.runtime.files.service import FileRepository

KIND = "mission"
TITLE_CHARS = 80

# What an edit makes wrong: every step from this one on is run anew under a new revision.
_FIRST_STEP_AFFECTED = {
    "objective": "intent",
    "tool": "selection",
    "parameters": "execution",
    "instructions": "execution",
}


class MissionService:
    """Submits missions and gives orders to them."""

    def __init__(
        self,
        session: AsyncSession,
        work: WorkService,
        budgets: BudgetService,
        registry: Registry,
        settings: MissionSettings,
    ) -> None:
        self._session = session
        self._missions = MissionRepository(session)
        self._work = work
        self._budgets = budgets
        self._registry = registry
        self._settings = settings

    async def submit(self, who: Principal, request: MissionCreate, idempotency_key: str | None) -> UUID:
        """Accept a mission; the same key a second time answers with the first mission.

        Raises:
            IdempotencyConflict: the key came before with another request.
            NotFound: the agent or a file does not exist.
            ToolDoesNotFit: the fixed tool does not exist.
        """
        digest = hashlib.sha256(request.model_dump_json().encode()).hexdigest()
        if idempotency_key and (known := await self._known(who, idempotency_key, digest)):
            return known
        self._check_names(request.agent, request.tool)
        files = await FileRepository(self._session).all_of(who, list(dict.fromkeys(request.file_ids)))
        try:
            async with self._session.begin_nested():
                mission = await self._insert(who, request, idempotency_key, digest)
        except IntegrityError:  # the same key at the same moment: the other one was first
            known = await self._known(who, idempotency_key or "", digest)
            if known is None:
                raise
            return known
        self._session.add_all(
            MissionFile(organization_id=who.organization_id, mission_id=mission.id, file_id=file.id, position=place)
            for place, file in enumerate(files)
        )
        await self._budgets.open_mission_budget(who, MissionId(mission.id), mission.budget_microusd)
        return mission.id

    async def get(self, who: Principal, mission_id: UUID) -> MissionAndWork:
        """Return one mission."""
        return await self._missions.get(who, mission_id)

    async def order(self, who: Principal, mission_id: UUID, order: str) -> None:
        """Carry out approve, pause, resume, cancel or retry.

        Raises:
            NotFound: no such mission, or somebody else's.
            PermissionDenied: the principal may not approve this one.
            WrongState: the mission is not in a state that allows it.
        """
        mission, work = await self._locked(who, mission_id)
        if order == "approve":
            self._check_may_approve(who, mission)
        first_seq = await self._work.order(work, order, KIND, events=1)
        if order == "cancel":
            mission.finished_at = datetime.now(UTC)
        if order == "retry":
            await self._begin_again(mission)
        mission.state_reason = f"{who.kind}:{order}" if order in {"pause", "cancel"} else None
        data = {"state": work.state, "reason": mission.state_reason, "percent": mission.percent}
        await self._append(mission, first_seq, NewEvent("mission.state", {"mission_id": str(mission.id), **data}))

    async def edit(self, who: Principal, mission_id: UUID, change: MissionUpdate) -> None:
        """Change a mission, also while it runs: it is applied at the next safe point and recorded.

        Raises:
            NotFound: no such mission, or somebody else's.
            MissionFinished: it is over; retry it, or submit another.
            ToolDoesNotFit: the fixed tool does not exist.
        """
        mission, work = await self._locked(who, mission_id)
        if work.state in {states.COMPLETED, states.CANCELLED}:
            raise MissionFinished(f"This mission is {work.state} and takes no edits. Submit another one.")
        changes = change.model_dump(exclude_unset=True, exclude_none=True)
        if not changes:
            return
        self._check_names(mission.agent, change.tool)
        affected = min((_FIRST_STEP_AFFECTED[name] for name in changes if name in _FIRST_STEP_AFFECTED),
                       key=lambda step: INDEX[step], default=None)  # fmt: skip
        await self._apply(who, mission, work, changes)
        if affected is not None:
            await self._restart_from(mission, affected)
        first_seq = await self._work.interrupt(work, events=1)
        data = {"mission_id": str(mission.id), "changes": changes, "by": str(who.user_id), "restart_from": affected}
        await self._append(mission, first_seq, NewEvent("mission.edited", data))

    async def _known(self, who: Principal, key: str, digest: str) -> UUID | None:
        mission = await self._missions.by_idempotency_key(who, key)
        if mission is not None and mission.request_hash != digest:
            raise IdempotencyConflict("This Idempotency-Key was used for another mission. Use a new key.")
        return mission.id if mission else None

    async def _insert(self, who: Principal, request: MissionCreate, key: str | None, digest: str) -> Mission:
        budget = parse_usd(request.budget_usd or self._settings.default_budget_usd)
        state = states.DRAFT if request.draft else self._first_state(who, budget)
        work = await self._work.add(
            new_id(), who.organization_id, KIND, state=state, priority=PRIORITIES[request.priority], events=1
        )
        mission = Mission(
            id=work.id,
            organization_id=who.organization_id,
            owner_id=who.user_id,
            idempotency_key=key,
            request_hash=digest if key else None,
            title=request.title or _title_of(request.objective),
            objective=request.objective,
            agent=request.agent,
            tool=request.tool,
            parameters=request.parameters,
            instructions=[],
            budget_microusd=budget,
            plan_version=PLAN_VERSION,
        )
        self._session.add(mission)
        await self._session.flush()
        data = {"mission_id": str(mission.id), "state": state, "title": mission.title}
        await self._append(mission, 1, NewEvent("mission.submitted", data))
        return mission

    def _first_state(self, who: Principal, budget_microusd: int) -> str:
        """Decide whether a mission waits for somebody (SPEC MI-1)."""
        small = budget_microusd <= parse_usd(self._settings.approve_below_usd)
        if self._settings.approval == "auto" and who.may("missions:approve") and small:
            return states.QUEUED
        return states.WAITING_FOR_APPROVAL

    def _check_may_approve(self, who: Principal, mission: Mission) -> None:
        own = mission.owner_id == who.user_id and self._settings.approval in {"auto", "owner"}
        if not (who.may("missions:approve") or own):
            raise PermissionDenied("Approving this mission needs the permission missions:approve.")

    def _check_names(self, agent: str, tool: str | None) -> None:
        self._registry.agent(agent)
        if tool is not None and tool not in self._registry.tools:
            near = ", ".join(match.tool.name for match in self._registry.discover(tool.replace("_", " "), limit=3))
            raise ToolDoesNotFit(f"There is no tool {tool!r}. The nearest are: {near}.")

    async def _locked(self, who: Principal, mission_id: UUID) -> MissionAndWork:
        """Return a mission whose work row is locked, read after the lock was granted."""
        await self._missions.get(who, mission_id)
        work = await self._work.locked(mission_id)
        mission = await self._session.get(Mission, mission_id, populate_existing=True)
        if work is None or mission is None:  # erased between the two
            return await self._missions.get(who, mission_id)
        await self._session.refresh(work)
        return mission, work

    async def _apply(self, who: Principal, mission: Mission, work: Work, changes: dict[str, Any]) -> None:
        for name in ("title", "objective", "parameters", "tool"):
            if name in changes:
                setattr(mission, name, changes[name])
        if "instructions" in changes:
            mission.instructions = [*mission.instructions, *changes["instructions"]]
        if "priority" in changes:
            await self._work.prioritise(work, PRIORITIES[changes["priority"]])
        if "budget_usd" in changes:
            mission.budget_microusd = parse_usd(changes["budget_usd"])
            await self._budgets.set_mission_budget(who, MissionId(mission.id), mission.budget_microusd)

    async def _restart_from(self, mission: Mission, first: str) -> None:
        again = [step.key for step in STEPS if INDEX[step.key] >= INDEX[first]]
        await self._missions.supersede(mission.id, again)
        mission.revision += 1
        done = [step for step in STEPS if step.key not in again]
        mission.percent = min(mission.percent, done[-1].percent_to if done else 0.0)

    async def _begin_again(self, mission: Mission) -> None:
        """Retry: the steps that were finished stay, the others run under a new revision."""
        steps = (await self._missions.steps([mission.id]))[mission.id]
        finished = {row.step for row in steps if row.state == "completed"}
        first = next((step.key for step in STEPS if step.key not in finished), STEPS[-1].key)
        mission.error, mission.finished_at = None, None
        await self._restart_from(mission, first)

    async def _append(self, mission: Mission, first_seq: int, event: NewEvent) -> None:
        await self._session.flush()
        await event_log.append(self._session, mission.id, mission.organization_id, first_seq, [event])


def _title_of(objective: str) -> str:
    """Make a title from the objective's first sentence, cut at a word."""
    first = objective.split("\n", maxsplit=1)[0].split(". ", maxsplit=1)[0].strip()
    return first if len(first) <= TITLE_CHARS else first[:TITLE_CHARS].rsplit(" ", 1)[0] + "…"
