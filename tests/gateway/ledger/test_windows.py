"""Windows of budgets: their periods, how they begin, what they tell, and when they switch off."""

import asyncio
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import text

from pilothouse.core.ids import new_id
from pilothouse.db.engine import Database
from pilothouse.gateway.ledger.entries import Correction, Hold, Refusal
from pilothouse.gateway.ledger.functions import LedgerFunctions
from tests.gateway.books import Books, bill, enrol
from tests.gateway.clock import MoneyClock

USER, MODEL = "user:ada", "model:gpt-4o"


async def _admit(functions: LedgerFunctions, books: Books, amount: int, *scopes: str, **fields: Any) -> Hold:
    entry = books.entry(amount, *scopes, **fields)
    admitted_at = await functions.admit(entry)
    assert isinstance(admitted_at, datetime), admitted_at
    return Hold(entry, admitted_at)


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
        self, functions: LedgerFunctions, books: Books, clock: MoneyClock
    ) -> None:
        await books.budget("0.0005", period="daily")
        yesterday = await _admit(functions, books, 300)
        await clock.advance(timedelta(days=1))
        today = await _admit(functions, books, 400)
        await functions.settle(yesterday, bill(250))
        await functions.settle(today, bill(350))
        assert [(window.spent, window.is_open) for window in await books.windows()] == [(250, False), (350, True)]

    async def test_never_overlap_when_the_zone_changes(
        self, database: Database, functions: LedgerFunctions, books: Books, clock: MoneyClock
    ) -> None:
        await books.budget("1", period="daily")
        async with database.transaction(books.principal.organization_id) as session:
            await session.execute(text("update organization set time_zone = 'Asia/Tokyo'"))
        for hours in (0, 20, 24):
            await clock.advance(timedelta(hours=hours))
            await _admit(functions, books, 1)
        bounds = await books.rows("select starts_at, ends_at from budget_window order by starts_at")
        assert len(bounds) == 3
        assert [earlier["ends_at"] for earlier in bounds[:-1]] == [later["starts_at"] for later in bounds[1:]]

    async def test_never_overlap_when_the_clock_jumps_back(
        self, functions: LedgerFunctions, books: Books, clock: MoneyClock
    ) -> None:
        await books.budget("1", period="weekly")
        for weeks in (0, 3, -2):
            await clock.advance(timedelta(weeks=weeks))
            await _admit(functions, books, 1)
        bounds = await books.rows("select starts_at, ends_at from budget_window order by starts_at")
        assert len(bounds) == 3
        assert all(earlier["ends_at"] <= later["starts_at"] for earlier, later in pairwise(bounds))

    @pytest.mark.parametrize("opened_by", ["an admission", "a settlement", "a correction"])
    async def test_count_what_was_spent_in_them_before_the_clock_was_put_back(
        self, functions: LedgerFunctions, books: Books, clock: MoneyClock, opened_by: str
    ) -> None:
        """A budget made meanwhile meets calls of a day that is yet to come."""
        await clock.set(clock.now.replace(hour=0, minute=4))
        settled, held = [await _admit(functions, books, 300) for _ in range(2)]
        unheld = await _admit(functions, books, 0)
        await functions.settle(settled, bill(250))
        await clock.advance(timedelta(minutes=-5))
        await books.budget("1", period="daily")
        await clock.advance(timedelta(minutes=10))
        if opened_by == "an admission":
            await _admit(functions, books, 40)
            expected = (250, 340)
        elif opened_by == "a settlement":
            await asyncio.gather(functions.settle(unheld, bill(7)), functions.settle(held, bill(100)))
            expected = (357, 0)
        else:
            await functions.correct(Correction(new_id(), books.principal.organization_id, settled.entry.id, 30))
            expected = (280, 300)
        window = await books.window()
        assert (window.spent, window.held) == expected


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


class TestShutOff:
    async def test_is_told_once_when_calls_of_two_periods_are_booked_together(
        self, functions: LedgerFunctions, books: Books, clock: MoneyClock
    ) -> None:
        await books.budget("0.001", period="daily", is_hard=False, shuts_off=True)
        yesterday = await _admit(functions, books, 900)
        await clock.advance(timedelta(days=1))
        today = await _admit(functions, books, 900)
        free = await _admit(functions, books, 0)  # goes alone, and the others together behind it
        closings = (
            functions.settle(free, bill(0)),
            *(functions.settle(each, bill(1_000)) for each in (yesterday, today)),
        )
        await asyncio.gather(*closings)
        async with books.database.transaction(books.principal.organization_id) as session:
            told = await session.scalars(text("select kind from budget_alert where kind = 'shut_off'"))
            assert len(told.all()) == 1

    async def test_happens_when_spending_reaches_the_limit_and_outlasts_the_period(
        self, functions: LedgerFunctions, books: Books, clock: MoneyClock
    ) -> None:
        await books.budget("0.001", period="daily", is_hard=False, shuts_off=True)
        await functions.settle(await _admit(functions, books, 900), bill(1_000))
        for _ in range(2):
            refusal = await functions.admit(books.entry(1))
            assert isinstance(refusal, Refusal)
            assert refusal.is_shut_off
            await clock.advance(timedelta(days=1))
        await _admit(functions, books, 0)  # what is free goes on

    async def test_happens_to_a_hard_budget_that_is_all_but_spent(
        self, functions: LedgerFunctions, books: Books, clock: MoneyClock
    ) -> None:
        await books.budget("0.001", period="daily", shuts_off=True)
        await functions.settle(await _admit(functions, books, 900), bill(940))
        assert isinstance(await functions.admit(books.entry(900)), Refusal)
        await functions.settle(await _admit(functions, books, 60), bill(10))
        assert isinstance(await functions.admit(books.entry(900)), Refusal)
        await clock.advance(timedelta(days=1))
        refusal = await functions.admit(books.entry(1))
        assert isinstance(refusal, Refusal)
        assert refusal.is_shut_off

    async def test_is_told_once(self, functions: LedgerFunctions, books: Books) -> None:
        await books.budget("0.001", shuts_off=True, thresholds=[])
        await functions.settle(await _admit(functions, books, 1_000), bill(1_000))
        await asyncio.gather(*(functions.admit(books.entry(5)) for _ in range(3)))
        alerts = await books.rows("select kind, threshold_percent from budget_alert order by kind")
        assert [tuple(alert.values()) for alert in alerts] == [("shut_off", 100)]


class TestAlerts:
    async def test_tell_the_pages_that_are_open_what_to_look_at(self, functions: LedgerFunctions, books: Books) -> None:
        budget = await books.budget("0.001", thresholds=[50, 80])
        await functions.settle(await _admit(functions, books, 900), bill(850))
        await functions.admit(books.entry(900))
        alerts = await books.rows("select id, kind, threshold_percent from budget_alert")
        events = await books.rows("select seq, type, data from event order by seq")
        assert [(event["seq"], event["type"]) for event in events] == [(n, "budget.alert") for n in (1, 2, 3)]
        told = {(event["data"]["alert_id"], event["data"]["kind"]) for event in events}
        assert told == {(str(alert["id"]), alert["kind"]) for alert in alerts}
        assert {event["data"]["budget_id"] for event in events} == {str(budget.id)}
