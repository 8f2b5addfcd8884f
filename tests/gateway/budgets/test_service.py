from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from pilothouse.core.ids import MissionId, new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.budgets.repository import BudgetRepository
from pilothouse.gateway.budgets.service import BudgetService
from pilothouse.gateway.ledger.entries import Hold, Refusal
from pilothouse.gateway.ledger.repository import LedgerRepository
from pilothouse.gateway.ledger.service import Accountant
from tests.gateway.books import Books, bill


@asynccontextmanager
async def _service(database: Database, principal: Principal) -> AsyncGenerator[BudgetService]:
    async with database.transaction(principal.organization_id) as session:
        yield BudgetService(BudgetRepository(session), LedgerRepository(session))


@pytest.fixture
def mission_id() -> MissionId:
    return MissionId(new_id())


class TestMissionBudget:
    async def test_limits_the_mission_from_its_first_call(
        self, database: Database, principal: Principal, mission_id: MissionId, accountant: Accountant, books: Books
    ) -> None:
        async with _service(database, principal) as budgets:
            await budgets.open_mission_budget(principal, mission_id, 1_000)
        scope = f"mission:{mission_id}"
        assert isinstance(await accountant.reserve(books.entry(700, scope, mission_id=mission_id)), Hold)
        refusal = await accountant.reserve(books.entry(700, scope, mission_id=mission_id))
        assert isinstance(refusal, Refusal)
        assert (refusal.scope, refusal.held_microusd, refusal.resets_at) == (scope, 700, None)

    async def test_lives_and_dies_with_the_callers_transaction(
        self, database: Database, principal: Principal, mission_id: MissionId, books: Books
    ) -> None:
        async def submit() -> None:
            async with _service(database, principal) as budgets:
                await budgets.open_mission_budget(principal, mission_id, 1_000)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            await submit()
        assert await books.windows() == []

    async def test_set_later_counts_all_the_mission_has_cost(
        self, database: Database, principal: Principal, mission_id: MissionId, accountant: Accountant, books: Books
    ) -> None:
        hold = await accountant.reserve(books.entry(900, f"mission:{mission_id}", mission_id=mission_id))
        assert isinstance(hold, Hold)
        await accountant.settle(hold, bill(400))
        async with _service(database, principal) as budgets:
            await budgets.set_mission_budget(principal, mission_id, 1_000)
            assert await budgets.mission_cost(principal, mission_id) == 400
        assert (await books.window()).spent == 400

    async def test_can_be_changed_and_taken_away(
        self, database: Database, principal: Principal, mission_id: MissionId, books: Books
    ) -> None:
        for limit in (1_000, 2_500):
            async with _service(database, principal) as budgets:
                await budgets.set_mission_budget(principal, mission_id, limit)
        assert (await books.window()).limit == 2_500
        async with _service(database, principal) as budgets:
            await budgets.set_mission_budget(principal, mission_id, None)
        assert await books.windows() == []

    async def test_costs_nothing_before_the_first_call(
        self, database: Database, principal: Principal, mission_id: MissionId
    ) -> None:
        async with _service(database, principal) as budgets:
            assert await budgets.mission_cost(principal, mission_id) == 0
