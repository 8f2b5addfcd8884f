"""Managing budgets. Holding and spending under them is the ledger's work, in PostgreSQL."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import difference, record
from pilothouse.core.errors import InvalidInput, NotFound
from pilothouse.core.ids import MissionId, new_id
from pilothouse.core.money import parse_usd, to_decimal_string
from pilothouse.core.principal import Principal
from pilothouse.gateway.budgets.errors import RaiseTooSmall
from pilothouse.gateway.budgets.history import Stretch, burn_down, project
from pilothouse.gateway.budgets.repository import BudgetRepository
from pilothouse.gateway.budgets.schemas import (
    BudgetCreate,
    BudgetRaise,
    BudgetRead,
    BudgetUpdate,
    HistoryRead,
    WindowRead,
    raised_microusd,
)
from pilothouse.gateway.budgets.tables import Budget, BudgetWindow
from pilothouse.gateway.ledger.repository import LedgerRepository
from pilothouse.gateway.ledger.scopes import scope
from pilothouse.server.envelope import Page

_DEFAULT_THRESHOLDS = [50, 80, 100]
_WINDOWS_SHOWN = 13  # a year of months, and the present one
_FACTS = (
    "scope",
    "period",
    "limit_microusd",
    "is_hard",
    "thresholds",
    "shuts_off",
    "shut_off_at",
    "raised_microusd",
    "raised_until",
)
# A mission's total counts everything it ever did, also when its budget is set later.
_FROM_THE_START = datetime(1970, 1, 1, tzinfo=UTC)


class BudgetService:
    """Creates, reads, edits and deletes budgets in the caller's transaction."""

    def __init__(self, budgets: BudgetRepository, ledger: LedgerRepository) -> None:
        self._budgets = budgets
        self._ledger = ledger

    async def listed(
        self,
        principal: Principal,
        scope_kind: str | None = None,
        scope_id: str | None = None,
        limit: int = 200,
        cursor: str | None = None,
    ) -> Page[BudgetRead]:
        """Return a page of the organization's budgets with what is spent, held and left of each.

        Raises:
            InvalidInput: the cursor is not one that this list gave out.
        """
        budgets, next_cursor = await self._budgets.listed(principal, scope_kind, scope_id, limit, cursor)
        return Page(items=await self._read(principal, budgets), next_cursor=next_cursor)

    async def get(self, principal: Principal, budget_id: UUID) -> BudgetRead:
        """Return one budget.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        return (await self._read(principal, [await self._budgets.get(principal, budget_id)]))[0]

    async def create(self, principal: Principal, wanted: BudgetCreate, caller: Caller = LOCAL) -> BudgetRead:
        """Make a budget that counts what was spent from the start of the present period.

        Raises:
            BudgetExists: the scope has one for that period.
            InvalidInput: the scope is another organization.
        """
        if wanted.scope_kind == "organization" and wanted.scope_id != str(principal.organization_id):
            raise InvalidInput("A budget can only be put on your own organization.")
        budget = await self._insert(
            principal,
            limit_microusd=parse_usd(wanted.limit_usd),
            counts_from=await self._budgets.now(),
            **wanted.model_dump(exclude={"limit_usd"}),
        )
        await self._count_from_period_start(principal, budget)
        await self._record(principal, "budget.create", budget, {}, caller)
        return await self.get(principal, budget.id)

    async def edit(
        self, principal: Principal, budget_id: UUID, changes: BudgetUpdate, caller: Caller = LOCAL
    ) -> BudgetRead:
        """Change a budget from the next call on. A limit below what is spent and held only refuses further calls."""
        budget = await self._budgets.get_to_edit(principal, budget_id)
        before = _facts(budget)
        for name, value in changes.model_dump(exclude={"limit_usd"}, exclude_none=True).items():
            setattr(budget, name, value)
        if changes.limit_usd is not None:
            await self._budgets.set_limit(budget, parse_usd(changes.limit_usd))
        return await self._edited(principal, "budget.edit", budget, before, caller)

    async def raise_for_a_time(
        self, principal: Principal, budget_id: UUID, wanted: BudgetRaise, caller: Caller = LOCAL
    ) -> BudgetRead:
        """Raise a budget's limit from the next call on until a moment.

        Raises:
            RaiseTooSmall: it is not above the limit.
            InvalidInput: it would be over already.
        """
        budget = await self._budgets.get_to_edit(principal, budget_id)
        before, limit = _facts(budget), parse_usd(wanted.limit_usd)
        if limit <= budget.limit_microusd:
            raise RaiseTooSmall(budget.limit_microusd)
        if wanted.until <= await self._budgets.now():
            raise InvalidInput("until lies in the past; a raise ends in the future.")
        budget.raised_microusd, budget.raised_until = limit, wanted.until
        return await self._edited(principal, "budget.raise", budget, before, caller)

    async def end_raise(self, principal: Principal, budget_id: UUID, caller: Caller = LOCAL) -> BudgetRead:
        """End a raise before its time. Ending none is no error."""
        budget = await self._budgets.get_to_edit(principal, budget_id)
        before = _facts(budget)
        budget.raised_microusd = budget.raised_until = None
        return await self._edited(principal, "budget.end_raise", budget, before, caller)

    async def shut_off(self, principal: Principal, budget_id: UUID, caller: Caller = LOCAL) -> BudgetRead:
        """Switch a budget off from the next call on. Calls in flight finish."""
        budget = await self._budgets.get_to_edit(principal, budget_id)
        before = _facts(budget)
        budget.shut_off_at = budget.shut_off_at or await self._budgets.now()
        return await self._edited(principal, "budget.shut_off", budget, before, caller)

    async def reopen(self, principal: Principal, budget_id: UUID, caller: Caller = LOCAL) -> BudgetRead:
        """Switch a budget on again. In this period it switches itself off no more, unless its limit is changed."""
        budget = await self._budgets.get_to_edit(principal, budget_id)
        before = _facts(budget)
        budget.shut_off_at = None
        return await self._edited(principal, "budget.reopen", budget, before, caller)

    async def delete(self, principal: Principal, budget_id: UUID, caller: Caller = LOCAL) -> None:
        """Remove a budget with its windows. The ledger keeps what was spent."""
        budget = await self._budgets.get_to_edit(principal, budget_id)
        changes = difference(_facts(budget), {})
        await record(
            self._budgets.session, principal, "budget.delete", ("budget", budget.id), changes=changes, caller=caller
        )
        await self._budgets.session.delete(budget)

    async def history(self, principal: Principal, budget_id: UUID, starts_at: datetime | None = None) -> HistoryRead:
        """Return how a window's money was spent; of the latest window, unless another one's start is given.

        Raises:
            NotFound: there is no such budget, or it has no such window.
        """
        budget = await self._budgets.get(principal, budget_id)
        latest = await self._budgets.latest_windows(budget, _WINDOWS_SHOWN)
        window = await self._budgets.window_from(budget, starts_at) if starts_at else next(iter(latest), None)
        if window is None:
            raise NotFound("This budget has no such period yet; it opens with its first call.")
        hours = await self._ledger.spent_by_hour(principal, budget.scope, window.starts_at, window.ends_at)
        now = await self._budgets.now()
        raised = raised_microusd(budget, now) if window is latest[0] else None
        limit = max(window.limit_microusd, raised or 0)
        stretch = Stretch(window.starts_at, window.ends_at, now, limit, window.spent_microusd)
        projected, runs_out_at = project(stretch, hours)
        unit, points = burn_down(hours, await self._budgets.time_zone(principal))
        return HistoryRead(
            window=WindowRead.of(window, raised),
            unit=unit,
            points=points,
            projected_usd=None if projected is None else to_decimal_string(projected),
            runs_out_at=runs_out_at,
            past=[WindowRead.of(earlier) for earlier in latest if earlier.starts_at < window.starts_at],
        )

    async def open_mission_budget(self, principal: Principal, mission_id: MissionId, limit_microusd: int) -> None:
        """Give a mission that is made in this transaction its budget: nothing can have been spent on it yet."""
        budget = await self._insert_mission_budget(principal, mission_id, limit_microusd)
        await self._add_window(budget, budget.counts_from, None, spent=0, held=0)

    async def set_mission_budget(self, principal: Principal, mission_id: MissionId, limit_microusd: int | None) -> None:
        """Set, change or (None) remove the budget of a mission that may be at work."""
        await self._budgets.stop_spending()
        budget = await self._budgets.of_scope(principal, scope("mission", mission_id), "total")
        if limit_microusd is None:
            if budget is not None:
                await self._budgets.session.delete(budget)
        elif budget is not None:
            await self._budgets.set_limit(budget, limit_microusd)
        else:
            budget = await self._insert_mission_budget(principal, mission_id, limit_microusd)
            await self._count_from_period_start(principal, budget)

    async def mission_cost(self, principal: Principal, mission_id: MissionId) -> int:
        """Return what a mission has cost so far, in micro-dollars."""
        return await self._ledger.cost_of_mission(principal, mission_id)

    async def _insert_mission_budget(self, principal: Principal, mission_id: MissionId, limit_microusd: int) -> Budget:
        return await self._insert(
            principal,
            scope_kind="mission",
            scope_id=str(mission_id),
            period="total",
            limit_microusd=limit_microusd,
            is_hard=True,
            thresholds=_DEFAULT_THRESHOLDS,
            counts_from=_FROM_THE_START,
        )

    async def _insert(self, principal: Principal, **fields: object) -> Budget:
        return await self._budgets.insert(Budget(id=new_id(), organization_id=principal.organization_id, **fields))

    async def _edited(
        self, principal: Principal, action: str, budget: Budget, before: dict[str, Any], caller: Caller
    ) -> BudgetRead:
        await self._budgets.session.flush()
        await self._budgets.session.refresh(budget)  # the database computes its scope
        await self._record(principal, action, budget, before, caller)
        return await self.get(principal, budget.id)

    async def _record(
        self, principal: Principal, action: str, budget: Budget, before: dict[str, Any], caller: Caller
    ) -> None:
        changes = difference(before, _facts(budget))
        await record(self._budgets.session, principal, action, ("budget", budget.id), changes=changes, caller=caller)

    async def _count_from_period_start(self, principal: Principal, budget: Budget) -> None:
        """Open the first window with what its period has seen; no hold or settlement can slip in between."""
        await self._budgets.stop_spending()
        starts_at, ends_at = await self._budgets.period_now(budget)
        spent, held = await self._ledger.spent_since(principal, budget.scope, starts_at, ends_at)
        await self._add_window(budget, starts_at, ends_at, spent=spent, held=held)

    async def _add_window(
        self, budget: Budget, starts_at: datetime, ends_at: datetime | None, *, spent: int, held: int
    ) -> None:
        window = BudgetWindow(
            id=new_id(),
            budget_id=budget.id,
            organization_id=budget.organization_id,
            starts_at=starts_at,
            ends_at=ends_at,
            limit_microusd=budget.limit_microusd,
            spent_microusd=spent,
            held_microusd=held,
        )
        self._budgets.session.add(window)
        await self._budgets.session.flush()

    async def _read(self, principal: Principal, budgets: Sequence[Budget]) -> list[BudgetRead]:
        await self._budgets.session.flush()
        windows = await self._budgets.open_windows(principal, [budget.id for budget in budgets])
        now = await self._budgets.now()
        return [BudgetRead.of(budget, windows.get(budget.id), now) for budget in budgets]


def _facts(budget: Budget) -> dict[str, Any]:
    """Return what people set of a budget, as the audit log keeps it."""
    facts: dict[str, Any] = {name: getattr(budget, name) for name in _FACTS}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in facts.items()}
