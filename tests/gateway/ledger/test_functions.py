import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest

from pilothouse.core.ids import MissionId, ProcessId, new_id
from pilothouse.db.away import DatabaseAway
from pilothouse.db.connection import Connection
from pilothouse.db.engine import Database
from pilothouse.gateway.catalog.rates import Tokens
from pilothouse.gateway.ledger.entries import Correction, Hold, Refusal
from pilothouse.gateway.ledger.functions import LedgerFunctions
from tests.conftest import make_tenant
from tests.gateway.books import Books, bill, bury, enrol, forget
from tests.gateway.clock import MoneyClock

USER, MODEL = "user:ada", "model:gpt-4o"


async def _admit(functions: LedgerFunctions, books: Books, amount: int, *scopes: str, **fields: Any) -> Hold:
    entry = books.entry(amount, *scopes, **fields)
    admitted_at = await functions.admit(entry)
    assert isinstance(admitted_at, datetime), admitted_at
    return Hold(entry, admitted_at)


def _refund(books: Books, hold: Hold, cost: int) -> Correction:
    return Correction(new_id(), books.principal.organization_id, hold.entry.id, cost)


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


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
        assert (refusal.resets_at.day, refusal.resets_at.hour) == (1, 0)

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
        assert await functions.confirm_soon(books.entry(1).id) is None
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

    async def test_writes_all_that_is_known_of_a_call(self, functions: LedgerFunctions, books: Books) -> None:
        facts = {
            "mission_id": MissionId(new_id()),
            "conversation_id": new_id(),
            "user_id": books.principal.user_id,
            "api_key_id": new_id(),
            "agent": "analyst",
            "team_ids": (new_id(), new_id()),
            "tags": ("nightly", "Ünïcode"),
            "operation": "messages",
            "requested_model": "auto",
            "connection": "azure-eu",
            "is_streaming": True,
        }
        hold = await _admit(functions, books, 300, **facts)
        tokens = Tokens(9, 4, 3, 8, 2, cache_write_1h_tokens=1, web_searches=2, storage_searches=1)
        said = {
            "error_code": "cut_off",
            "status": 200,
            "answer_id": "resp_1",
            "saved_microusd": 5,
            "duration_ms": 70,
            "first_byte_ms": 20,
        }
        await functions.settle(hold, bill(120, "failed", tokens, is_estimated=True, **said))
        (row,) = await books.ledger()
        counted = {name: getattr(tokens, name) for name in row if hasattr(tokens, name)}
        expected = {**facts, **said, **counted, "outcome": "failed", "is_estimated": True, "server_tool_calls": 3}
        assert {name: _plain(row[name]) for name in expected} == expected
        await books.windows()

    async def test_asks_for_the_facts_of_a_call_that_was_lost(
        self, functions: LedgerFunctions, books: Books, owner_database: Database
    ) -> None:
        hold = await _admit(functions, books, 300, tags=("nightly",), agent="analyst")
        await forget(owner_database, books)
        for _ in range(2):
            await functions.settle(hold, bill(120))
        (row,) = await books.ledger()
        assert (row["tags"], row["agent"], row["admitted_at"]) == (["nightly"], "analyst", hold.admitted_at)
        await books.windows()

    async def test_takes_nothing_for_booked_that_a_crash_may_have_forgotten(
        self, functions: LedgerFunctions, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A crash between booking and writing to disk loses the booking; the writing succeeds in a new session."""
        hold = await _admit(functions, books, 300)
        fetch = Connection.fetch

        async def cut_before_confirming(connection: Connection, query: str, *arguments: Any) -> Any:
            if "gateway_confirm" in query:
                with suppress(DatabaseAway):
                    await fetch(connection, "select pg_terminate_backend(pg_backend_pid())")
            return await fetch(connection, query, *arguments)

        monkeypatch.setattr(Connection, "fetch", cut_before_confirming)
        with pytest.raises(DatabaseAway):
            await functions.settle(hold, bill(120))
        monkeypatch.undo()
        await functions.settle(hold, bill(120))
        assert len(await books.ledger()) == 1

    async def test_counts_a_cost_that_nothing_was_held_for(
        self, functions: LedgerFunctions, books: Books, clock: MoneyClock
    ) -> None:
        await books.budget("1", period="daily")
        await clock.advance(timedelta(days=1))
        await functions.settle(await _admit(functions, books, 0), bill(70))
        assert (await books.window()).spent == 70


class TestCorrect:
    async def test_takes_a_refund_from_the_period_that_admitted_the_call(
        self, functions: LedgerFunctions, books: Books, clock: MoneyClock
    ) -> None:
        await books.budget("1", period="daily")
        hold = await _admit(functions, books, 300)
        await functions.settle(hold, bill(200))
        await clock.advance(timedelta(days=1))
        await _admit(functions, books, 10)
        refund = _refund(books, hold, -150)
        for _ in range(2):
            assert await functions.correct(refund)
        assert [window.spent for window in await books.windows()] == [50, 0]
        assert (await books.ledger())[1]["corrects_id"] == hold.entry.id

    async def test_refunds_no_more_than_a_call_has_cost(self, functions: LedgerFunctions, books: Books) -> None:
        hold = await _admit(functions, books, 300)
        await functions.settle(hold, bill(200))
        assert await functions.correct(_refund(books, hold, -150))
        assert not await functions.correct(_refund(books, hold, -60))
        assert await functions.correct(_refund(books, hold, -50))
        assert sum(row["cost_microusd"] for row in await books.ledger()) == 0

    async def test_does_not_know_other_organizations_calls(
        self, functions: LedgerFunctions, books: Books, database: Database
    ) -> None:
        hold = await _admit(functions, books, 300)
        await functions.settle(hold, bill(200))
        stranger = Books(database, (await make_tenant(database)).principal)
        assert not await functions.correct(_refund(stranger, hold, -1))
        assert len(await books.ledger()) == 1


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

    async def test_closes_twice_what_was_booked_anew_without_counting_it_twice(
        self, database: Database, functions: LedgerFunctions, books: Books, process_id: ProcessId
    ) -> None:
        """A process that was stopped for long, twice: its hold is swept, booked anew, and swept again."""
        await books.budget("1")
        hold = await _admit(functions, books, 300)
        for _ in range(2):
            await bury(database, process_id)
            await functions.sweep(3)
            await enrol(database, process_id)
            await functions.book_anew(hold.entry)
        await functions.settle(hold, bill(120))
        assert ((await books.window()).spent, (await books.window()).held) == (120, 0)
        assert [row["kind"] for row in await books.ledger()] == ["call", "correction"]


class TestVoid:
    async def test_gives_a_hold_back_without_a_trace(self, functions: LedgerFunctions, books: Books) -> None:
        await books.budget("1")
        hold = await _admit(functions, books, 300)
        for _ in range(2):
            await functions.void(hold.entry.id)
        assert (await books.window()).held == 0
        assert await books.ledger() == []

    async def test_corrects_what_the_sweep_closed(
        self, database: Database, functions: LedgerFunctions, books: Books, process_id: ProcessId
    ) -> None:
        await books.budget("1")
        hold = await _admit(functions, books, 300)
        await bury(database, process_id)
        await functions.sweep(3)
        for _ in range(2):
            await functions.void(hold.entry.id)
        assert (await books.window()).spent == 0
        assert [(row["kind"], row["cost_microusd"]) for row in await books.ledger()] == [
            ("call", 300),
            ("correction", -300),
        ]

    async def test_gives_back_what_the_process_does_not_know_of(self, functions: LedgerFunctions, books: Books) -> None:
        known, _stray = [await _admit(functions, books, 300) for _ in range(2)]
        assert await functions.void_strays([known.entry.id], older_than_s=60) == 0
        assert await functions.void_strays([known.entry.id], older_than_s=0) == 1
        assert [row["id"] for row in await books.reservations()] == [known.entry.id]
