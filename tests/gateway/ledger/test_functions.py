import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from pilothouse.core.ids import MissionId, ProcessId, new_id
from pilothouse.db.engine import Database
from pilothouse.gateway.ledger.entries import Hold, Refusal
from pilothouse.gateway.ledger.functions import LedgerFunctions
from tests.conftest import make_tenant
from tests.gateway.books import Books, age, bill, bury, enrol, forget

USER, MODEL = "user:ada", "model:gpt-4o"


async def _admit(functions: LedgerFunctions, books: Books, amount: int, *scopes: str, **fields: Any) -> Hold:
    entry = books.entry(amount, *scopes, **fields)
    admitted_at = await functions.admit(entry)
    assert isinstance(admitted_at, datetime), admitted_at
    return Hold(entry, admitted_at)


class TestAdmit:
    async def test_holds_the_amount_in_every_window_of_its_scopes(
        self, functions: LedgerFunctions, books: Books
    ) -> None:
        await books.budget("1")
        await books.budget("2", scope_kind="model", scope_id="gpt-4o", period="daily")
        await books.budget("3", scope_kind="model", scope_id="other")
        await _admit(functions, books, 400_000, MODEL)
        held = {(window.scope, window.held) for window in await books.windows()}
        assert held == {(books.organization_scope, 400_000), (MODEL, 400_000), ("model:other", 0)}

    async def test_takes_all_windows_or_none(self, functions: LedgerFunctions, books: Books) -> None:
        await books.budget("1")
        await books.budget("0.1", scope_kind="model", scope_id="gpt-4o")
        refusal = await functions.admit(books.entry(200_000, MODEL))
        assert isinstance(refusal, Refusal)
        assert {window.held for window in await books.windows()} == {0}
        assert await books.reservations() == []

    async def test_names_the_window_with_the_least_room(self, functions: LedgerFunctions, books: Books) -> None:
        await books.budget("0.5")
        tight = await books.budget("0.4", period="monthly")
        await books.budget("0.45", scope_kind="model", scope_id="gpt-4o")
        await _admit(functions, books, 100_000, MODEL)
        refusal = await functions.admit(books.entry(350_000, MODEL))
        assert isinstance(refusal, Refusal)
        assert (refusal.budget_id, refusal.period, refusal.held_microusd) == (tight.id, "monthly", 100_000)
        assert refusal.resets_at
        assert refusal.resets_at > datetime.now(UTC)
        assert refusal.resets_at.day == 1

    async def test_refuses_nothing_by_a_soft_budget_but_counts(self, functions: LedgerFunctions, books: Books) -> None:
        await books.budget("0.1", is_hard=False)
        await _admit(functions, books, 200_000)
        assert (await books.window()).held == 200_000

    async def test_lets_free_calls_pass_a_spent_budget(self, functions: LedgerFunctions, books: Books) -> None:
        await books.budget("0")
        hold = await _admit(functions, books, 0)
        await functions.settle(hold, bill(0))
        assert [row["cost_microusd"] for row in await books.ledger()] == [0]

    async def test_fences_a_process_without_a_lease(
        self, database: Database, functions: LedgerFunctions, books: Books, process_id: ProcessId
    ) -> None:
        await bury(database, process_id)
        assert await functions.admit(books.entry(1)) is None
        assert await functions.confirm(books.entry(1).id) is None
        assert await books.reservations() == []

    async def test_does_not_see_other_organizations_budgets(
        self, database: Database, functions: LedgerFunctions, books: Books
    ) -> None:
        other = Books(database, (await make_tenant(database)).principal)
        await other.budget("0", scope_kind="model", scope_id="gpt-4o")
        await _admit(functions, books, 100, MODEL)

    async def test_admits_exactly_what_a_tight_budget_affords(self, database: Database, books: Books) -> None:
        await books.budget("1")
        processes = [LedgerFunctions(database.url, await enrol(database)) for _ in range(3)]
        entries = [books.entry(70_000) for _ in range(50)]
        answers = await asyncio.gather(*(processes[number % 3].admit(entry) for number, entry in enumerate(entries)))
        admitted = [Hold(e, a) for e, a in zip(entries, answers, strict=True) if isinstance(a, datetime)]
        assert len(admitted) == 14
        assert (await books.window()).held == 14 * 70_000
        await asyncio.gather(*(processes[0].settle(hold, bill(70_000)) for hold in admitted))
        assert (await books.window()).spent == 980_000
        for process in processes:
            await process.close()


class TestSettle:
    async def test_turns_a_hold_into_a_ledger_row(self, functions: LedgerFunctions, books: Books) -> None:
        await books.budget("1")
        mission_id = MissionId(new_id())
        hold = await _admit(functions, books, 300, MODEL, mission_id=mission_id)
        await functions.settle(hold, bill(120))
        window = await books.window()
        (row,) = await books.ledger()
        assert (window.spent, window.held) == (120, 0)
        assert row["id"] == hold.entry.id
        assert row["mission_id"] == mission_id
        assert (row["input_tokens"], row["output_tokens"], row["overrun_microusd"]) == (7, 3, 0)
        assert row["admitted_at"] == hold.admitted_at

    async def test_books_once_however_often_it_is_repeated(self, functions: LedgerFunctions, books: Books) -> None:
        await books.budget("1")
        hold = await _admit(functions, books, 300)
        await asyncio.gather(*(functions.settle(hold, bill(120)) for _ in range(5)))
        assert len(await books.ledger()) == 1
        assert (await books.window()).spent == 120

    async def test_books_a_cost_above_the_hold_as_overrun(self, functions: LedgerFunctions, books: Books) -> None:
        await books.budget("0.001")
        hold = await _admit(functions, books, 300)
        await functions.settle(hold, bill(5_000))
        assert (await books.window()).spent == 5_000
        assert (await books.ledger())[0]["overrun_microusd"] == 4_700

    async def test_books_a_call_whose_hold_was_lost(
        self, functions: LedgerFunctions, books: Books, owner_database: Database
    ) -> None:
        await books.budget("1", period="daily")
        hold = await _admit(functions, books, 300)
        await forget(owner_database, books)
        await functions.settle(hold, bill(120))
        assert (await books.window()).spent == 120

    async def test_notes_each_threshold_once(self, functions: LedgerFunctions, books: Books) -> None:
        await books.budget("0.001", thresholds=[50, 80], is_hard=False)
        for cost in (400, 200, 300, 300):
            await functions.settle(await _admit(functions, books, cost), bill(cost))
        alerts = await books.rows("select threshold_percent, spent_microusd from budget_alert order by 1")
        assert [tuple(alert.values()) for alert in alerts] == [(50, 600), (80, 900)]


class TestSweep:
    async def test_closes_calls_of_a_dead_process_at_their_hold(
        self, database: Database, functions: LedgerFunctions, books: Books, process_id: ProcessId
    ) -> None:
        await books.budget("1")
        await _admit(functions, books, 300)
        await bury(database, process_id)
        await functions.sweep(3)
        (row,) = await books.ledger()
        assert (row["outcome"], row["cost_microusd"], row["is_estimated"]) == ("swept", 300, True)
        assert ((await books.window()).spent, (await books.window()).held) == (300, 0)

    async def test_takes_a_process_for_dead_that_beats_no_more(
        self, database: Database, functions: LedgerFunctions, books: Books, process_id: ProcessId
    ) -> None:
        await _admit(functions, books, 300)
        await functions.sweep(3)
        assert len(await books.reservations()) == 1
        await enrol(database, process_id, age_s=10)
        await functions.sweep(3)
        assert await books.reservations() == []

    @pytest.mark.parametrize("cost", [120, 300, 900])
    async def test_is_corrected_by_a_swept_call_that_did_finish(
        self, database: Database, functions: LedgerFunctions, books: Books, process_id: ProcessId, cost: int
    ) -> None:
        await books.budget("1")
        hold = await _admit(functions, books, 300)
        await bury(database, process_id)
        await functions.sweep(3)
        for _ in range(2):
            await functions.settle(hold, bill(cost))
        assert (await books.window()).spent == cost
        first, correction = await books.ledger()
        assert (correction["kind"], correction["corrects_id"]) == ("correction", first["id"])
        assert correction["cost_microusd"] == cost - 300
        assert correction["admitted_at"] == first["admitted_at"]


class TestVoid:
    async def test_gives_a_hold_back_without_a_trace(self, functions: LedgerFunctions, books: Books) -> None:
        await books.budget("1")
        hold = await _admit(functions, books, 300)
        for _ in range(2):
            await functions.void(hold.entry.id)
        assert (await books.window()).held == 0
        assert await books.ledger() == []

    async def test_gives_back_what_the_process_does_not_know_of(self, functions: LedgerFunctions, books: Books) -> None:
        known, _stray = [await _admit(functions, books, 300) for _ in range(2)]
        assert await functions.void_strays([known.entry.id], older_than_s=60) == 0
        assert await functions.void_strays([known.entry.id], older_than_s=0) == 1
        assert [row["id"] for row in await books.reservations()] == [known.entry.id]


class TestPeriods:
    @pytest.mark.parametrize(
        ("period", "zone", "moment", "bounds"),
        [
            ("daily", "UTC", "2026-06-10 23:59:59.9+00", ("2026-06-10 00:00+00", "2026-06-11 00:00+00")),
            ("daily", "Europe/Berlin", "2026-03-29 12:00+00", ("2026-03-28 23:00+00", "2026-03-29 22:00+00")),
            ("daily", "America/Los_Angeles", "2026-06-10 03:00+00", ("2026-06-09 07:00+00", "2026-06-10 07:00+00")),
            ("weekly", "UTC", "2026-06-10 00:00+00", ("2026-06-08 00:00+00", "2026-06-15 00:00+00")),
            ("monthly", "UTC", "2026-02-28 12:00+00", ("2026-02-01 00:00+00", "2026-03-01 00:00+00")),
        ],
    )
    async def test_follow_the_organizations_zone(
        self, database: Database, period: str, zone: str, moment: str, bounds: tuple[str, str]
    ) -> None:
        query = text("select * from gateway_period(:period, now(), :zone, cast(cast(:moment as text) as timestamptz))")
        async with database.transaction() as session:
            row = (await session.execute(query, {"period": period, "zone": zone, "moment": moment})).one()
        assert tuple(row) == tuple(datetime.fromisoformat(bound) for bound in bounds)

    async def test_keep_a_call_in_the_period_that_admitted_it(
        self, functions: LedgerFunctions, books: Books, owner_database: Database
    ) -> None:
        await books.budget("0.0005", period="daily")
        yesterday = await _admit(functions, books, 300)
        await age(owner_database, books)
        today = await _admit(functions, books, 400)
        await functions.settle(yesterday, bill(250))
        await functions.settle(today, bill(350))
        assert [(window.spent, window.is_open) for window in await books.windows()] == [(250, False), (350, True)]

    async def test_never_overlap_when_the_zone_changes(
        self, functions: LedgerFunctions, books: Books, owner_database: Database
    ) -> None:
        await books.budget("1", period="daily")
        await _admit(functions, books, 1)
        await age(owner_database, books, "1 day")
        async with owner_database.transaction() as session:
            await session.execute(
                text("update budget_window set ends_at = now() - interval '1 second' where organization_id = :id"),
                {"id": books.principal.organization_id},
            )
        await _admit(functions, books, 1)
        bounds = await books.rows("select starts_at, ends_at from budget_window order by starts_at")
        assert len(bounds) == 2
        assert bounds[1]["starts_at"] >= bounds[0]["ends_at"]


class TestBudgetCreation:
    async def test_counts_calls_in_flight_and_booked_exactly_once(self, database: Database, books: Books) -> None:
        """Budgets made in the middle of traffic know every call of their period."""
        processes = [LedgerFunctions(database.url, await enrol(database)) for _ in range(2)]

        async def traffic(functions: LedgerFunctions) -> None:
            for number in range(40):
                hold = await _admit(functions, books, 100, MODEL, USER)
                if number % 5:
                    await functions.settle(hold, bill(60))

        async def creation() -> None:
            for kind, name in (("organization", ""), ("model", "gpt-4o"), ("agent", "nobody")):
                for period in ("daily", "weekly", "monthly"):
                    scope_id = name or str(books.principal.organization_id)
                    await books.budget("100", scope_kind=kind, scope_id=scope_id, period=period)

        await asyncio.gather(*(traffic(processes[number % 2]) for number in range(6)), creation())
        windows = await books.windows()
        assert len(windows) == 9
        assert {w.spent for w in windows if w.scope == MODEL} == {6 * 32 * 60}
        assert {w.held for w in windows if w.scope == MODEL} == {6 * 8 * 100}
        for process in processes:
            await process.close()


SCOPE_SETS = ((), (USER,), (MODEL,), (USER, MODEL))
operations = st.one_of(
    st.tuples(st.just("admit"), st.lists(st.tuples(st.integers(0, 600), st.sampled_from(SCOPE_SETS)), max_size=6)),
    st.tuples(st.just("settle"), st.tuples(st.integers(0, 50), st.integers(0, 900))),
    st.tuples(st.just("repeat"), st.tuples(st.integers(0, 50), st.integers(0, 900))),
    st.tuples(st.just("void"), st.integers(0, 50)),
    st.tuples(st.just("die"), st.none()),
    st.tuples(st.just("age"), st.none()),
    st.tuples(st.just("create"), st.tuples(st.sampled_from(("model", "user")), st.integers(0, 2000), st.booleans())),
    st.tuples(st.just("limit"), st.integers(0, 3000)),
)


class Model:
    """Runs operations against PostgreSQL and predicts each admission from the windows before it."""

    def __init__(self, database: Database, owner_database: Database, books: Books) -> None:
        self.database, self.owner_database, self.books = database, owner_database, books
        self.process_id = ProcessId(new_id())
        self.functions = LedgerFunctions(database.url, self.process_id)
        self.open: list[Hold] = []
        self.closed: list[Hold] = []
        self.created: Counter[str] = Counter()
        self.days = 40

    async def admit(self, calls: list[tuple[int, tuple[str, ...]]]) -> None:
        before = {(w.scope, w.period): w for w in await self.books.windows() if w.is_open}
        limits = await self.books.rows("select scope, period, limit_microusd, is_hard from budget")
        room = {
            (row["scope"], row["period"]): (
                before[key].limit - before[key].spent - before[key].held
                if (key := (row["scope"], row["period"])) in before
                else row["limit_microusd"]
            )
            for row in limits
        }
        hard = {(row["scope"], row["period"]) for row in limits if row["is_hard"]}
        entries = [self.books.entry(amount, *scopes) for amount, scopes in calls]
        answers = await asyncio.gather(*(self.functions.admit(entry) for entry in entries))
        for entry, answer in zip(entries, answers, strict=True):
            mine = [key for key in room if key[0] in entry.scopes]
            fits = all(room[key] >= entry.amount_microusd for key in mine if key in hard)
            assert isinstance(answer, datetime) == (fits or entry.amount_microusd == 0)
            if isinstance(answer, datetime):
                self.open.append(Hold(entry, answer))
                for key in mine:
                    room[key] -= entry.amount_microusd

    async def settle(self, drawn: tuple[int, int]) -> None:
        number, cost = drawn
        if self.open:
            hold = self.open.pop(number % len(self.open))
            # a free call stays free: its rates are zero
            await self.functions.settle(hold, bill(cost if hold.entry.amount_microusd else 0))
            self.closed.append(hold)

    async def repeat(self, drawn: tuple[int, int]) -> None:
        number, cost = drawn
        if self.closed:
            hold = self.closed[number % len(self.closed)]
            await self.functions.settle(hold, bill(cost if hold.entry.amount_microusd else 0))

    async def void(self, number: int) -> None:
        if self.open:
            await self.functions.void(self.open.pop(number % len(self.open)).entry.id)

    async def die(self, _: None) -> None:
        await bury(self.database, self.process_id)
        await self.functions.sweep(3)
        self.closed += self.open
        self.open = []
        await enrol(self.database, self.process_id)

    async def age(self, _: None) -> None:
        self.days += 1  # windows that move by the same number of days would meet on the way
        await age(self.owner_database, self.books, f"{self.days} days")
        # a process keeps an entry's moment only for holds that were lost, which this model does not do
        self.closed = []

    async def create(self, drawn: tuple[str, int, bool]) -> None:
        kind, limit, is_hard = drawn
        period = ("daily", "total", "monthly")[self.created[kind] % 3]
        self.created[kind] += 1
        if self.created[kind] <= 3:
            name = "gpt-4o" if kind == "model" else str(new_id())
            await self.books.budget(
                f"{limit / 1e6:.6f}", scope_kind=kind, scope_id=name, period=period, is_hard=is_hard
            )

    async def limit(self, limit: int) -> None:
        async with self.database.transaction(self.books.principal.organization_id) as session:
            for table in ("budget", "budget_window"):
                await session.execute(text(f"update {table} set limit_microusd = :limit"), {"limit": limit})


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(operations, min_size=4, max_size=25))
async def test_whatever_happens_the_books_add_up(
    database: Database, owner_database: Database, steps: list[tuple[str, Any]]
) -> None:
    """spent = Σ ledger and held = Σ reservations after every step; a call is admitted exactly when it fits."""
    books = Books(database, (await make_tenant(database)).principal)
    await books.budget("0.001", period="daily")
    await books.budget("0.0015")
    model = Model(database, owner_database, books)
    await enrol(database, model.process_id)
    try:
        for name, drawn in steps:
            await getattr(model, name)(drawn)
            await books.windows()
    finally:
        await model.functions.close()
