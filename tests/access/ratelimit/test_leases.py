import asyncio

import pytest
from sqlalchemy import text

from pilothouse.access.ratelimit import leases
from pilothouse.access.ratelimit.leases import LeasedCounter
from pilothouse.access.ratelimit.limit import Limit
from pilothouse.core.ids import new_id
from pilothouse.db.engine import Database

HOURLY = Limit(100, 86_400)  # no window ends while a test runs, but at midnight UTC


@pytest.fixture
def scope() -> str:
    return f"user:{new_id()}"


async def passed(counter: LeasedCounter, scope: str, limit: Limit, asked: int) -> int:
    standings = await asyncio.gather(*(counter.take(scope, limit) for _ in range(asked)))
    return sum(not standing.is_refused for standing in standings)


class TestScopes:
    async def test_that_were_asked_for_longest_ago_are_forgotten(
        self, database: Database, scope: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Their tokens stay taken: no flood of scopes is a way around."""
        monkeypatch.setattr(leases, "_MOST_SCOPES", 2)
        counter = LeasedCounter(database)
        for each in (scope, f"{scope}/2", f"{scope}/3"):
            await counter.take(each, HOURLY)
        assert set(counter._blocks) == {f"{scope}/2", f"{scope}/3"}
        assert (await counter.take(scope, HOURLY)).remaining < HOURLY.amount - 1


async def turn_back(owner_database: Database, scope: str, windows: int) -> None:
    """Let what was counted be older."""
    async with owner_database.transaction() as session:
        await session.execute(
            text("update rate_window set number = number - :windows where scope like :scope || '/%'"),
            {"windows": windows, "scope": scope},
        )


class TestLeasedCounter:
    async def test_one_process_gets_exactly_the_limit(self, database: Database, scope: str) -> None:
        assert await passed(LeasedCounter(database), scope, HOURLY, 130) == 100

    async def test_several_at_once_never_get_more_and_lose_at_most_a_block_each(
        self, database: Database, scope: str
    ) -> None:
        processes = [LeasedCounter(database) for _ in range(4)]
        counts = await asyncio.gather(*(passed(each, scope, HOURLY, 60) for each in processes))
        assert 100 - 3 * 4 <= sum(counts) <= 100

    async def test_small_limits_are_leased_one_by_one_so_none_is_lost(self, database: Database, scope: str) -> None:
        processes = [LeasedCounter(database) for _ in range(3)]
        counts = [await passed(each, scope, Limit(7, 86_400), 5) for each in processes]
        assert counts == [5, 2, 0]

    async def test_one_query_serves_a_block(self, database: Database, scope: str, monkeypatch) -> None:
        counter, asked = LeasedCounter(database), []
        lease = counter._lease
        monkeypatch.setattr(counter, "_lease", lambda *given: asked.append(given) or lease(*given))
        assert await passed(counter, scope, HOURLY, 50) == 50
        assert len(asked) == 10

    async def test_a_refusal_is_believed_for_a_moment(self, database: Database, scope: str, monkeypatch) -> None:
        counter = LeasedCounter(database)
        await passed(counter, scope, Limit(1, 86_400), 2)
        monkeypatch.setattr(counter, "_lease", None)
        refused = await counter.take(scope, Limit(1, 86_400))
        assert refused.is_refused
        assert 0 < refused.reset_s <= 2 * 86_400

    async def test_tells_what_is_left_for_all(self, database: Database, scope: str) -> None:
        first, second = LeasedCounter(database), LeasedCounter(database)
        assert (await first.take(scope, HOURLY)).remaining == 99
        assert (await second.take(scope, HOURLY)).remaining == 94  # without the block that the other one holds

    async def test_the_window_before_counts_in_part_and_older_ones_do_not(
        self, database: Database, owner_database: Database, scope: str
    ) -> None:
        await passed(LeasedCounter(database), scope, HOURLY, 100)
        await turn_back(owner_database, scope, 1)
        again = await LeasedCounter(database).take(scope, HOURLY)
        assert again.is_refused or again.remaining < 99
        await turn_back(owner_database, scope, 1)
        await turn_back(owner_database, scope, 1)
        assert await passed(LeasedCounter(database), scope, HOURLY, 130) == 100

    async def test_outdated_rows_are_swept(self, database: Database, owner_database: Database, scope: str) -> None:
        async with owner_database.transaction() as session:
            await session.execute(
                text("insert into rate_window values (:scope, 0, 1, 0, now() - interval '1 hour')"), {"scope": scope}
            )
        async with database.transaction() as session:
            for _ in range(20):  # one lease in a hundred sweeps
                await session.execute(
                    text("select access_lease_tokens(:other, 1000000, 60, 1) from generate_series(1, 100)"),
                    {"other": f"other:{scope}"},
                )
        async with owner_database.transaction() as session:
            assert not await session.scalar(text("select 1 from rate_window where scope = :scope"), {"scope": scope})
