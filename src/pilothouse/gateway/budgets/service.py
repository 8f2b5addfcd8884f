"""Managing budgets. Holding and spending under them is the ledger's work, in PostgreSQL."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from pilothouse.core.errors import InvalidInput
from pilothouse.core.ids import MissionId, new_id
from pilothouse.core.money import parse_usd
from pilothouse.core.principal import Principal
from pilothouse.gateway.budgets.repository import BudgetRepository
from pilothouse.gateway.budgets.schemas import BudgetCreate, BudgetRead, BudgetUpdate
from pilothouse.gateway.budgets.tables import Budget, BudgetWindow
from pilothouse.gateway.ledger.repository import LedgerRepository
from pilothouse.gateway.ledger.scopes import scope

_DEFAULT_THRESHOLDS = [50, 80, 100]
# A mission's total counts everything it ever did, also when its budget is set later.
_FROM_THE_START = datetime(1970, 1, 1, tzinfo=UTC)


class BudgetService:
    """Creates, reads, edits and deletes budgets in the caller's transaction."""

    def __init__(self, budgets: BudgetRepository, ledger: LedgerRepository) -> None:
        self._budgets = budgets
        self._ledger = ledger

    async def listed(
        self, principal: Principal, scope_kind: str | None = None, scope_id: str | None = None
    ) -> list[BudgetRead]:
        """Return the organization's budgets with what is spent, held and left of each."""
        budgets = await self._budgets.listed(principal, scope_kind, scope_id)
        return await self._read(principal, budgets)

    async def get(self, principal: Principal, budget_id: UUID) -> BudgetRead:
        """Return one budget.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        return (await self._read(principal, [await self._budgets.get(principal, budget_id)]))[0]

    async def create(self, principal: Principal, wanted: BudgetCreate) -> BudgetRead:
        """Make a budget that counts what was spent from the start of the present period.

        Raises:
            BudgetExists: the scope has one for that period.
            InvalidInput: the scope is another organization.
        """
        if wanted.scope_kind == "organization" and wanted.scope_id != str(principal.organization_id):
            raise InvalidInput("A budget can only be put on your own organization.")
        budget = await self._insert(
            principal,
            scope_kind=wanted.scope_kind,
            scope_id=wanted.scope_id,
            period=wanted.period,
            limit_microusd=parse_usd(wanted.limit_usd),
            is_hard=wanted.is_hard,
            thresholds=wanted.thresholds,
        )
        await self._count_from_period_start(principal, budget)
        return await self.get(principal, budget.id)

    async def edit(self, principal: Principal, budget_id: UUID, changes: BudgetUpdate) -> BudgetRead:
        """Change a budget from the next call on. A limit below what is spent and held only refuses further calls."""
        budget = await self._budgets.get(principal, budget_id)
        if changes.is_hard is not None:
            budget.is_hard = changes.is_hard
        if changes.thresholds is not None:
            budget.thresholds = changes.thresholds
        if changes.limit_usd is not None:
            await self._budgets.set_limit(budget, parse_usd(changes.limit_usd))
        return await self.get(principal, budget_id)

    async def delete(self, principal: Principal, budget_id: UUID) -> None:
        """Remove a budget with its windows. The ledger keeps what was spent."""
        await self._budgets.session.delete(await self._budgets.get(principal, budget_id))

    async def open_mission_budget(self, principal: Principal, mission_id: MissionId, limit_microusd: int) -> None:
        """Give a mission that is made in this transaction its budget: nothing can have been spent on it yet."""
        budget = await self._insert_mission_budget(principal, mission_id, limit_microusd)
        await self._add_window(budget, budget.counts_from, None, spent=0, held=0)

    async def set_mission_budget(self, principal: Principal, mission_id: MissionId, limit_microusd: int | None) -> None:
        """Set, change or (None) remove the budget of a mission that may be at work."""
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
        return [BudgetRead.of(budget, windows.get(budget.id)) for budget in budgets]
