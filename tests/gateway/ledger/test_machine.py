"""Whatever happens, in whatever order, the books say what the oracle says (ARCHITECTURE §4, the invariants)."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeAlias, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from pilothouse.core.ids import ProcessId, ReservationId, new_id
from pilothouse.db.embedded import Cluster
from pilothouse.db.engine import Database, DatabaseSettings
from pilothouse.gateway.budgets.repository import BudgetRepository
from pilothouse.gateway.budgets.schemas import BudgetRaise, BudgetUpdate
from pilothouse.gateway.budgets.service import BudgetService
from pilothouse.gateway.catalog.rates import Tokens
from pilothouse.gateway.ledger.entries import Correction, Hold, LimitRefusal, Refusal
from pilothouse.gateway.ledger.functions import LedgerFunctions
from pilothouse.gateway.ledger.repository import LedgerRepository
from pilothouse.gateway.limits.repository import LimitRepository
from pilothouse.gateway.limits.schemas import LimitUpdate
from pilothouse.gateway.limits.service import LimitService
from tests.conftest import make_tenant
from tests.gateway.books import Books, bill, bury, enrol, forget
from tests.gateway.clock import MoneyClock
from tests.gateway.oracle import Budget, Call, Limit, Oracle, Row

Result = TypeVar("Result")
Read: TypeAlias = Callable[[str], Awaitable[set[tuple[Any, ...]]]]

ZONE = "America/New_York"
MODELS = ("gpt-4o", "llama-3")
USER = "user:00000000-0000-7000-8000-00000000ada0"
SCOPE_SETS = ((), (USER,), ("agent:analyst",), (USER, "agent:analyst"))
BUDGETED = (("user", USER[5:]), ("agent", "analyst"), ("model", "gpt-4o"))
PERIODS = ("total", "daily", "weekly", "monthly")
BEGIN = datetime(2030, 6, 12, 0, 6, tzinfo=ZoneInfo(ZONE))  # a clock that is put back finds itself in yesterday
STEPS = (
    timedelta(seconds=1),
    timedelta(seconds=20),
    timedelta(minutes=-10),
    timedelta(hours=1),
    timedelta(hours=14),
    timedelta(days=8),
    timedelta(days=33),
)
amounts = st.integers(0, 9).map(lambda n: n * 100)  # coarse, so that calls also fit exactly
limits_of_money = st.integers(0, 25).map(lambda n: n * 100)
batches = st.lists(st.tuples(amounts, st.integers(0, 80), st.sampled_from(SCOPE_SETS)), min_size=1, max_size=6)
budgets = st.tuples(
    st.sampled_from(BUDGETED), st.sampled_from(PERIODS), limits_of_money, st.booleans(), st.booleans()
)  # scope, period, limit, is_hard, shuts_off
places = st.integers(0, 30)  # of a call, budget or limit among those there are


@dataclass
class Bench:
    """What all examples share: connections, and an event loop that they are bound to."""

    runner: asyncio.Runner
    database: Database
    owner_database: Database
    processes: list[tuple[ProcessId, LedgerFunctions]]
    clock: MoneyClock

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self.runner.run(work)


class LedgerMachine(RuleBasedStateMachine):
    bench: ClassVar[Bench]

    def __init__(self) -> None:
        super().__init__()
        self.run = self.bench.run
        self.books = Books(self.bench.database, self.run(make_tenant(self.bench.database)).principal)
        self.run(self._begin())
        self.oracle = Oracle(ZONE, self.bench.clock.now)
        self.holds: dict[UUID, Hold] = {}
        self.closed: list[Call] = []

    async def _begin(self) -> None:
        async with self.bench.database.transaction(self.books.principal.organization_id) as session:
            await session.execute(text("update organization set time_zone = :zone"), {"zone": ZONE})
        await self.bench.clock.set(BEGIN)
        for process_id, _ in self.bench.processes:
            await enrol(self.bench.database, process_id)

    @initialize(wanted=st.lists(budgets, min_size=2, max_size=5))
    def begin_with_budgets(self, wanted: list[Any]) -> None:
        for each in wanted:
            self.create_budget(each)

    # calls

    def admit(self, process: int, model: str, drawn: list[tuple[int, int, tuple[str, ...]]]) -> None:
        """A call is admitted exactly when it fits, in the order of its batch."""
        entries = [
            self.books.entry(amount, f"model:{model}", *scopes, model=model, estimated_tokens=tokens)
            for amount, tokens, scopes in drawn
        ]
        functions = self.bench.processes[process][1]

        async def ask() -> list[Any]:
            return await asyncio.gather(*(functions.admit(entry) for entry in entries))

        answers = self.run(ask())
        calls = [Call(e.id, process, e.scopes, e.amount_microusd, e.estimated_tokens, self.oracle.now) for e in entries]
        verdicts = {"admitted": datetime, "budget": Refusal, "limit": LimitRefusal}
        for entry, answer, verdict in zip(entries, answers, self.oracle.admit(calls, model), strict=True):
            assert isinstance(answer, verdicts[verdict]), (verdict, answer)
            if isinstance(answer, datetime):
                self.holds[entry.id] = Hold(entry, answer)

    # the same twice, since everything else needs calls
    admit_some = rule(process=st.integers(0, 1), model=st.sampled_from(MODELS), drawn=batches)(admit)
    admit_more = rule(process=st.integers(0, 1), model=st.just("gpt-4o"), drawn=batches)(admit)

    @precondition(lambda self: self.oracle.open)
    @rule(drawn=st.lists(st.tuples(places, amounts, st.integers(0, 120), st.booleans()), min_size=1, max_size=5))
    def settle(self, drawn: list[tuple[int, int, int, bool]]) -> None:
        for place, cost, tokens, has_failed in drawn:
            if self.oracle.open:
                call = self._open_call(place)
                self._settle(call, cost, tokens, "failed" if has_failed else "completed")
                self.closed.append(call)

    @precondition(lambda self: self.closed)
    @rule(place=places, cost=amounts, tokens=st.integers(0, 120), is_void=st.booleans())
    def close_again(self, place: int, cost: int, tokens: int, is_void: bool) -> None:  # noqa: FBT001 - drawn
        """A repeat changes nothing; the truth about a call that the sweep has closed corrects its estimate."""
        call = self.closed[place % len(self.closed)]
        if is_void:
            self._void(call)
        else:
            self._settle(call, cost, tokens, "completed")

    def _settle(self, call: Call, cost: int, tokens: int, outcome: Any) -> None:
        used = Tokens(input_tokens=tokens)
        self.run(self.bench.processes[call.process][1].settle(self.holds[call.id], bill(cost, outcome, used)))
        self.oracle.settle(call, cost, tokens, outcome)

    @precondition(lambda self: self.oracle.open)
    @rule(place=places)
    def confirm_and_void(self, place: int) -> None:
        call = self._open_call(place)
        functions = self.bench.processes[call.process][1]

        async def confirm() -> bool | None:
            return await functions.confirm_soon(ReservationId(call.id))

        assert self.run(confirm()) is (call.id not in self.oracle.lost)
        self._void(call)

    def _void(self, call: Call) -> None:
        self.run(self.bench.processes[0][1].void(ReservationId(call.id)))
        self.oracle.void(call)

    @rule(process=st.integers(0, 1))
    def die(self, process: int) -> None:
        """A process dies; the sweep of another one closes what it held, and it comes back."""
        process_id, _ = self.bench.processes[process]

        async def sweep() -> None:
            await bury(self.bench.database, process_id)
            while await self.bench.processes[1 - process][1].sweep(3):
                pass
            await enrol(self.bench.database, process_id)

        self.run(sweep())
        for call in [each for each in self.oracle.open.values() if each.process == process]:
            if call.id not in self.oracle.lost:
                self.oracle.settle(call, call.amount, 0, "swept")
                self.closed.append(call)

    @precondition(lambda self: self.oracle.open)
    @rule(n_booked_anew=st.integers(0, 5))
    def crash(self, n_booked_anew: int) -> None:
        """PostgreSQL crashes and has forgotten every hold; some are booked anew, whatever the budgets say."""
        self.run(forget(self.bench.owner_database, self.books))
        self.oracle.lost |= set(self.oracle.open)
        for call_id in sorted(self.oracle.lost)[:n_booked_anew]:
            call, hold = self.oracle.open[call_id], self.holds[call_id]
            answer = self.run(self.bench.processes[call.process][1].book_anew(hold.entry))
            assert answer == self.oracle.now
            hold.admitted_at = call.admitted_at = answer
            self.oracle.take_back(call)

    @precondition(lambda self: any(row.kind == "call" and row.outcome != "swept" for row in self.oracle.rows))
    @rule(place=places, cost=st.integers(-9, 3).map(lambda n: n * 100))
    def correct(self, place: int, cost: int) -> None:
        rows: list[Row] = [row for row in self.oracle.rows if row.kind == "call" and row.outcome != "swept"]
        row = rows[place % len(rows)]
        correction = Correction(new_id(), self.books.principal.organization_id, ReservationId(row.id), cost)
        expected = self.oracle.correct(correction.id, row, cost)
        for _ in range(2):
            assert self.run(self.bench.processes[0][1].correct(correction)) is expected

    def _open_call(self, place: int) -> Call:
        return list(self.oracle.open.values())[place % len(self.oracle.open)]

    # time

    @rule(step=st.sampled_from(STEPS))
    def wait(self, step: timedelta) -> None:
        self.run(self.bench.clock.advance(step))
        self.oracle.now = self.bench.clock.now

    # budgets

    @rule(wanted=budgets)
    def create_budget(self, wanted: tuple[tuple[str, str], str, int, bool, bool]) -> None:
        scope, period, limit, is_hard, shuts_off = wanted
        name = ":".join(scope)
        if any((budget.scope, budget.period) == (name, period) for budget in self.oracle.budgets.values()):
            return
        options = {"is_hard": is_hard, "shuts_off": shuts_off, "thresholds": [50, 100]}
        form = {"scope_kind": scope[0], "scope_id": scope[1], "period": period, **options}
        made = self.run(self.books.budget(_usd(limit), **form))
        budget = Budget(name, period, limit, is_hard, shuts_off, counts_from=self.oracle.now)
        self.oracle.open_window(budget, self.oracle.now)
        self.oracle.budgets[made.id] = budget

    @precondition(lambda self: self.oracle.budgets)
    @rule(place=places, limit=limits_of_money, how=st.sampled_from(("edit", "raise", "switch", "switch", "delete")))
    def change_budget(self, place: int, limit: int, how: str) -> None:
        getattr(self, f"_{how}")(*self._budget(place), limit)

    def _edit(self, budget_id: UUID, budget: Budget, limit: int) -> None:
        self._ask(lambda service, who: service.edit(who, budget_id, BudgetUpdate(limit_usd=_usd(limit))))
        budget.limit = limit
        for window in budget.windows:
            if window.ends_at is None or window.ends_at > self.oracle.now:
                window.limit = limit

    def _raise(self, budget_id: UUID, budget: Budget, more: int) -> None:
        raised, until = budget.limit + more + 100, self.oracle.now + timedelta(hours=1)
        wanted = BudgetRaise(limit_usd=_usd(raised), until=until)
        self._ask(lambda service, who: service.raise_for_a_time(who, budget_id, wanted))
        budget.raised, budget.raised_until = raised, until

    def _switch(self, budget_id: UUID, budget: Budget, _limit: int) -> None:
        self._ask(lambda s, who: s.reopen(who, budget_id) if budget.is_off else s.shut_off(who, budget_id))
        budget.is_off = not budget.is_off

    def _delete(self, budget_id: UUID, _budget: Budget, _limit: int) -> None:
        self._ask(lambda service, who: service.delete(who, budget_id))
        del self.oracle.budgets[budget_id]

    def _budget(self, place: int) -> tuple[UUID, Budget]:
        return list(self.oracle.budgets.items())[place % len(self.oracle.budgets)]

    def _ask(self, work: Any) -> None:
        async def ask() -> None:
            async with self.bench.database.transaction(self.books.principal.organization_id) as session:
                await work(BudgetService(BudgetRepository(session), LedgerRepository(session)), self.books.principal)

        self.run(ask())

    # limits

    @rule(
        scope=st.sampled_from(BUDGETED[:2]),
        patterns=st.sampled_from([None, None, None, ["gpt-*"], ["openai/*"], ["claude-*", "llama-3"]]),
        tokens=st.sampled_from([None, 60, 600]),
        parallel=st.sampled_from([None, 1, 3]),
    )
    def limit(self, scope: tuple[str, str], patterns: Any, tokens: int | None, parallel: int | None) -> None:
        """Make a limit, change the one there is, or delete it when nothing is to be limited."""
        who, name = self.books.principal, ":".join(scope)
        found = next((identifier for identifier, limit in self.oracle.limits.items() if limit.scope == name), None)
        fields = {"allowed_models": patterns, "tokens_per_minute": tokens, "parallel_calls": parallel}
        is_nothing = all(value is None for value in fields.values())
        if found and is_nothing:
            self._edit_limit(lambda service: service.delete(who, found))
            del self.oracle.limits[found]
        elif found:
            self._edit_limit(lambda service: service.edit(who, found, LimitUpdate.model_validate(fields)))
            limit = self.oracle.limits[found]
            limit.patterns, limit.tokens_per_minute, limit.parallel = patterns and tuple(patterns), tokens, parallel
        elif not is_nothing:
            made = self.run(self.books.limit(*scope, **fields))
            self.oracle.limits[made.id] = Limit(name, patterns and tuple(patterns), tokens, parallel, self.oracle.now)

    def _edit_limit(self, work: Any) -> None:
        async def edit() -> None:
            async with self.bench.database.transaction(self.books.principal.organization_id) as session:
                await work(LimitService(LimitRepository(session), LedgerRepository(session)))

        self.run(edit())

    # what must hold

    @invariant()
    def the_books_say_what_the_oracle_says(self) -> None:
        self.run(self._compare())

    async def _compare(self) -> None:
        await self.books.windows()
        async with self.bench.database.transaction(self.books.principal.organization_id) as session:

            async def read(query: str) -> set[tuple[Any, ...]]:
                return {tuple(row) for row in await session.execute(text(query))}

            await self._compare_budgets(read)
            await self._compare_calls(read)

    async def _compare_budgets(self, read: Read) -> None:
        oracle = self.oracle
        assert await read(
            "select budget_id, starts_at, ends_at, limit_microusd, spent_microusd, held_microusd from budget_window"
        ) == {
            (budget_id, w.starts_at, w.ends_at, w.limit, oracle.spent(budget, w), oracle.held(budget, w))
            for budget_id, budget in oracle.budgets.items()
            for w in budget.windows
        }
        assert await read("select id, shut_off_at is not null from budget") == {
            (budget_id, budget.is_off) for budget_id, budget in oracle.budgets.items()
        }
        alerts = await read(
            "select w.budget_id, w.starts_at, a.kind, a.threshold_percent, a.limit_microusd"
            " from budget_alert a join budget_window w on w.id = a.window_id"
        )
        expected = {(key, *alert) for key, budget in oracle.budgets.items() for alert in budget.alerts}
        # Of two periods whose calls are booked together, either may be the one that switches the budget off.
        assert {alert for alert in alerts if alert[2] != "shut_off"} == {
            alert for alert in expected if alert[2] != "shut_off"
        }
        assert {alert[0] for alert in alerts if alert[2] == "shut_off"} == {
            alert[0] for alert in expected if alert[2] == "shut_off"
        }
        told = await read("select count(*) from event e join budget_window w on w.id = e.stream")
        assert told == {(len(alerts),)}

    async def _compare_calls(self, read: Read) -> None:
        oracle = self.oracle
        assert await read("select id from reservation") == {(key,) for key in oracle.open if key not in oracle.lost}
        assert await read(
            "select id, kind, outcome, array_to_string(scopes, ' '), admitted_at, cost_microusd, overrun_microusd"
            " from ledger"
        ) == {
            (row.id, row.kind, row.outcome, " ".join(row.scopes), row.admitted_at, row.cost, row.overrun)
            for row in oracle.rows
        }
        limits = await read("select id, running, tokens_full_at from call_limit")
        assert {(limit_id, running) for limit_id, running, _ in limits} == {
            (limit_id, oracle.running(limit)) for limit_id, limit in oracle.limits.items()
        }
        for limit_id, _, full_at in limits:
            limit = oracle.limits[limit_id]
            if limit.tokens_per_minute:
                assert abs(max(full_at, oracle.now) - max(limit.full_at, oracle.now)) < timedelta(milliseconds=1)


def _usd(amount: int) -> str:
    return f"{amount / 1e6:.6f}"


@pytest.fixture
def bench(cluster: Cluster) -> Iterator[Bench]:
    """Connections bound to an event loop of their own, since a state machine runs outside of one."""
    with asyncio.Runner() as runner:
        database = Database(cluster.app_url, DatabaseSettings(pool_size=2))
        owner_database = Database(cluster.owner_url, DatabaseSettings(pool_size=1))
        identifiers = [ProcessId(new_id()) for _ in range(2)]
        processes = [(process_id, LedgerFunctions(database.url, process_id)) for process_id in identifiers]
        bench = Bench(runner, database, owner_database, processes, MoneyClock(owner_database))
        try:
            yield bench
        finally:
            runner.run(bench.clock.let_go())
            for process_id, functions in processes:
                runner.run(bury(database, process_id))
                runner.run(functions.close())
            with suppress(Exception):
                runner.run(database.close())
                runner.run(owner_database.close())


@pytest.mark.hypothesis
@pytest.mark.timeout(600)
def test_whatever_happens_the_books_add_up(bench: Bench) -> None:
    LedgerMachine.bench = bench
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(
            max_examples=int(os.environ.get("PILOTHOUSE_LEDGER_EXAMPLES", settings().max_examples // 2)),
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
