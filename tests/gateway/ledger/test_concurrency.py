"""Several processes, many calls at once, and all that may happen to them: the books equal the provider's bill."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from uuid import UUID

from pilothouse.core.ids import MissionId, ProcessId, new_id
from pilothouse.db.engine import Database
from pilothouse.gateway.budgets.repository import BudgetRepository
from pilothouse.gateway.budgets.schemas import BudgetUpdate
from pilothouse.gateway.budgets.service import BudgetService
from pilothouse.gateway.ledger.entries import Hold
from pilothouse.gateway.ledger.repository import LedgerRepository
from pilothouse.gateway.ledger.service import Accountant
from tests.gateway.books import Books, bill, bury, enrol
from tests.gateway.clock import MoneyClock

AGENTS = ("analyst", "poet", "clerk")


@asynccontextmanager
async def _processes(database: Database, n: int) -> AsyncGenerator[list[tuple[ProcessId, Accountant]]]:
    async with AsyncExitStack() as stack:
        identifiers = [await enrol(database) for _ in range(n)]
        yield [
            (process_id, await stack.enter_async_context(Accountant(database.url, process_id, lease_s=3600).running()))
            for process_id in identifiers
        ]


class Provider:
    """Answers, and keeps a bill of its own."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.billed: dict[UUID, int] = {}

    async def answer(self, hold: Hold, most: float) -> int:
        await asyncio.sleep(self.random.uniform(0, 0.01))
        cost = self.random.randint(0, round(hold.entry.amount_microusd * most))
        self.billed[hold.entry.id] = cost
        return cost


class TestHotWindow:
    async def test_is_never_passed_by_three_processes(self, database: Database, books: Books) -> None:
        """Costs stay within their holds, so what is spent and held must never pass the limit."""
        await books.budget("0.010000", thresholds=[25, 50, 100])
        await books.limit("organization", str(books.principal.organization_id), parallel_calls=25)
        provider = Provider(1)

        async def client(accountant: Accountant) -> None:
            for _ in range(12):
                hold = await accountant.reserve(books.entry(provider.random.randint(1, 400)))
                if isinstance(hold, Hold):
                    await accountant.confirm(hold)
                    await accountant.settle(hold, bill(await provider.answer(hold, most=1)))

        async with _processes(database, 3) as processes:
            clients = [asyncio.create_task(client(processes[n % 3][1])) for n in range(45)]
            while not all(task.done() for task in clients):
                window = await books.window()
                assert window.spent + window.held <= window.limit
                await asyncio.sleep(0.01)
            await asyncio.gather(*clients)
        window = await books.window()
        assert (window.spent, window.held) == (sum(provider.billed.values()), 0)
        assert window.limit - window.spent < 400  # nobody was refused who would have fitted
        alerts = await books.rows("select kind, threshold_percent from budget_alert")
        assert Counter(alert["kind"] for alert in alerts)["threshold"] >= 2


class TestEverythingAtOnce:
    async def test_leaves_the_providers_bill_and_nothing_held(
        self, database: Database, books: Books, clock: MoneyClock
    ) -> None:
        """Deaths, late truths, voids, edits, new budgets and limits, and midnight, all under traffic."""
        for agent in AGENTS:
            await books.budget("100", scope_kind="agent", scope_id=agent, period="daily")
        provider = Provider(2)

        async def client(number: int, accountant: Accountant) -> None:
            for _ in range(10):
                scopes = [f"agent:{AGENTS[number % 3]}", f"user:{UUID(int=number % 5)}"]
                hold = await accountant.reserve(books.entry(provider.random.randint(0, 500), *scopes))
                if not isinstance(hold, Hold):
                    continue
                if provider.random.random() < 0.1:
                    accountant.release(hold)
                else:
                    await accountant.confirm(hold)
                    accountant.settle(hold, bill(await provider.answer(hold, most=1.5)))

        async def trouble(processes: list[tuple[ProcessId, Accountant]]) -> None:
            for number in range(8):
                process_id, accountant = processes[number % 2]
                await bury(database, process_id)
                await processes[2][1].sweep()
                await enrol(database, process_id)
                await _meddle(books, number)
                await clock.advance(timedelta(hours=5))
                await accountant.sweep()

        async with _processes(database, 3) as processes:
            clients = [client(number, processes[number % 3][1]) for number in range(30)]
            await asyncio.gather(*clients, trouble(processes))
        await books.windows()
        assert await books.reservations() == []
        booked = Counter[UUID]()
        for row in await books.ledger():
            booked[row["corrects_id"] or row["id"]] += row["cost_microusd"]
        assert +booked == +Counter(provider.billed)


async def _meddle(books: Books, number: int) -> None:
    """Do what people do meanwhile."""
    who = books.principal
    await books.budget("50", scope_kind="user", scope_id=str(UUID(int=number % 5)), period=_period(number))
    if number < 3:
        await books.limit("agent", AGENTS[number], parallel_calls=20, tokens_per_minute=10**9)
    async with books.database.transaction(who.organization_id) as session:
        budgets = BudgetService(BudgetRepository(session), LedgerRepository(session))
        await budgets.open_mission_budget(who, MissionId(new_id()), 1_000)
        for budget in (await budgets.listed(who, "agent")).items:
            await budgets.edit(who, budget.id, BudgetUpdate(limit_usd=f"{100 + number}"))


def _period(number: int) -> str:
    return "daily" if number < 5 else "monthly"
