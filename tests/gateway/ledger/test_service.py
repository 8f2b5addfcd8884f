import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from pilothouse.core.ids import ProcessId, new_id
from pilothouse.db.away import DatabaseAway
from pilothouse.db.engine import Database
from pilothouse.gateway.ledger import service
from pilothouse.gateway.ledger.entries import Correction, Hold, LimitRefusal, Refusal
from pilothouse.gateway.ledger.service import Accountant, ProcessFenced
from tests.gateway.books import Books, bill, bury, enrol, forget
from tests.gateway.proxy import Proxy


@pytest.fixture
async def proxy(database: Database) -> AsyncIterator[Proxy]:
    proxy = Proxy(database.url)
    await proxy.start()
    yield proxy
    await proxy.stop()


@pytest.fixture
async def shaky(proxy: Proxy, process_id: ProcessId) -> AsyncIterator[Accountant]:
    """An accountant whose way to PostgreSQL can be cut."""
    async with Accountant(proxy.url, process_id, lease_s=3600).running() as accountant:
        yield accountant


async def _hold(accountant: Accountant, books: Books, amount: int = 300) -> Hold:
    hold = await accountant.reserve(books.entry(amount))
    assert isinstance(hold, Hold)
    return hold


class TestReserve:
    async def test_answers_a_call_that_does_not_fit_with_the_reason(self, accountant: Accountant, books: Books) -> None:
        await books.budget("0.0001")
        assert isinstance(await accountant.reserve(books.entry(300)), Refusal)

    async def test_answers_a_call_beyond_a_limit_with_the_reason(self, accountant: Accountant, books: Books) -> None:
        await books.limit("agent", "analyst", parallel_calls=1)
        assert isinstance(await accountant.reserve(books.entry(0, "agent:analyst")), Hold)
        assert isinstance(await accountant.reserve(books.entry(0, "agent:analyst")), LimitRefusal)

    async def test_leaves_nothing_held_when_its_reply_is_lost(
        self, shaky: Accountant, proxy: Proxy, books: Books
    ) -> None:
        await books.budget("1")
        await _hold(shaky, books)  # connected
        proxy.loses_replies = True
        with pytest.raises(DatabaseAway):
            await shaky.reserve(books.entry(500))
        await _until_held(books, 300)

    async def test_leaves_nothing_held_when_its_caller_leaves(self, accountant: Accountant, books: Books) -> None:
        await books.budget("1")
        waiting = asyncio.create_task(accountant.reserve(books.entry(300)))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await _until_held(books, 0)

    async def test_fails_at_once_while_postgresql_is_away(self, shaky: Accountant, proxy: Proxy, books: Books) -> None:
        proxy.refuses = True
        with pytest.raises(DatabaseAway):
            await shaky.reserve(books.entry(300))

    async def test_waits_until_what_is_owed_is_booked(
        self, shaky: Accountant, proxy: Proxy, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(service, "_MOST_OWED", 2)
        holds = [await _hold(shaky, books) for _ in range(2)]
        proxy.cut()
        proxy.refuses = True
        for hold in holds:
            shaky.settle(hold, bill(100))
        waiting = asyncio.create_task(shaky.reserve(books.entry(300)))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        proxy.refuses = False
        assert isinstance(await waiting, Hold)

    async def test_waits_for_a_lease_that_comes_back(
        self, database: Database, accountant: Accountant, books: Books, process_id: ProcessId
    ) -> None:
        await bury(database, process_id)
        waiting = asyncio.create_task(accountant.reserve(books.entry(300)))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        await enrol(database, process_id)
        assert isinstance(await waiting, Hold)

    async def test_gives_up_without_a_lease(
        self,
        database: Database,
        accountant: Accountant,
        books: Books,
        process_id: ProcessId,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(service, "_PATIENCE_S", 0.2)
        await bury(database, process_id)
        with pytest.raises(ProcessFenced):
            await accountant.reserve(books.entry(300))


class TestConfirm:
    async def test_finds_a_hold_that_postgresql_has(self, accountant: Accountant, books: Books) -> None:
        await accountant.confirm(await _hold(accountant, books))

    async def test_books_a_hold_anew_that_a_crash_has_lost_even_past_the_limit(
        self, accountant: Accountant, books: Books, owner_database: Database
    ) -> None:
        await books.budget("0.0004")
        lost = await _hold(accountant, books)
        await forget(owner_database, books)
        await _hold(accountant, books)
        await accountant.confirm(lost)
        assert (await books.window()).held == 600
        await accountant.settle(lost, bill(100))
        assert (await books.window()).spent == 100


class TestSettle:
    async def test_is_repeated_until_postgresql_is_back(self, shaky: Accountant, proxy: Proxy, books: Books) -> None:
        await books.budget("1")
        hold = await _hold(shaky, books)
        proxy.cut()
        proxy.refuses = True
        settled = shaky.settle(hold, bill(120))
        await asyncio.sleep(0.2)
        assert not settled.done()
        proxy.refuses = False
        await settled
        assert (await books.window()).spent == 120

    async def test_books_once_when_its_reply_is_lost(self, shaky: Accountant, proxy: Proxy, books: Books) -> None:
        await books.budget("1")
        holds = [await _hold(shaky, books) for _ in range(2)]
        await shaky.settle(holds[0], bill(120))  # connected
        proxy.loses_replies = True
        await shaky.settle(holds[1], bill(130))
        assert (await books.window()).spent == 250
        assert len(await books.ledger()) == 2

    async def test_is_delivered_before_the_process_ends(
        self, database: Database, process_id: ProcessId, books: Books
    ) -> None:
        async with Accountant(database.url, process_id).running() as accountant:
            accountant.settle(await _hold(accountant, books), bill(120))
        assert [row["cost_microusd"] for row in await books.ledger()] == [120]


class TestDurability:
    async def test_of_a_settlement_is_waited_for(
        self, accountant: Accountant, books: Books, owner_database: Database
    ) -> None:
        """It commits without waiting for the disk, so that windows are free at once; then it waits."""
        hold = await _hold(accountant, books)
        async with owner_database.transaction() as session:
            before = await session.scalar(text("select pg_current_wal_insert_lsn() - '0/0'"))
        await accountant.settle(hold, bill(120))
        async with owner_database.transaction() as session:
            on_disk = await session.scalar(text("select pg_current_wal_flush_lsn() - '0/0'"))
        assert on_disk > before


class TestCorrect:
    async def test_books_a_refund_once(self, accountant: Accountant, books: Books) -> None:
        await books.budget("1")
        hold = await _hold(accountant, books)
        await accountant.settle(hold, bill(120))
        refund = Correction(new_id(), books.principal.organization_id, hold.entry.id, -20)
        assert [await accountant.correct(refund) for _ in range(2)] == [True, True]
        assert (await books.window()).spent == 100

    async def test_knows_no_call_that_was_never_booked(self, accountant: Accountant, books: Books) -> None:
        stray = books.entry(300)
        assert not await accountant.correct(Correction(new_id(), stray.organization_id, stray.id, -20))


class TestRelease:
    async def test_gives_the_hold_back(self, accountant: Accountant, books: Books) -> None:
        await books.budget("1")
        await accountant.release(await _hold(accountant, books))
        assert (await books.window()).held == 0


class TestUpkeep:
    async def test_sweeps_by_itself(self, database: Database, process_id: ProcessId, books: Books) -> None:
        dead = await enrol(database, age_s=60)
        async with Accountant(database.url, dead).running() as departed:
            hold = await departed.reserve(books.entry(300))
            assert isinstance(hold, Hold)
            async with Accountant(database.url, process_id, lease_s=0.05).running():
                await _until_held(books, 0)
        assert [row["outcome"] for row in await books.ledger()] == ["swept"]

    async def test_never_takes_a_call_in_flight_for_a_stray(self, accountant: Accountant, books: Books) -> None:
        hold = await _hold(accountant, books)
        assert await accountant.void_strays(older_than_s=0) == 0
        await accountant.settle(hold, bill(1))
        assert await accountant.void_strays(older_than_s=0) == 0


async def _until_held(books: Books, amount: int) -> None:
    async with asyncio.timeout(5):
        while sum(row["amount_microusd"] for row in await books.reservations()) != amount:
            await asyncio.sleep(0.02)
    await books.windows()
