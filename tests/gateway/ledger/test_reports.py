from collections import defaultdict
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.ledger.reports import SUMMED, LedgerReports, Spend, SpendQuestion, Sums
from pilothouse.gateway.ledger.tables import LedgerRow
from tests.conftest import Tenant
from tests.gateway.ledger.past import book, call

START = datetime(2026, 3, 20, tzinfo=UTC)
END = START + timedelta(days=20)
TEAMS = [new_id() for _ in range(3)]
USERS = [new_id() for _ in range(3)]


def some_calls(principal: Principal, n: int, random: Random) -> list[LedgerRow]:
    return [
        call(
            principal,
            admitted_at=START + timedelta(minutes=random.randrange(20 * 24 * 60)),
            model=random.choice(["a", "b", "c", "d"]),
            provider=random.choice(["openai", "anthropic"]),
            agent=random.choice([None, "writer", "coder"]),
            user_id=random.choice(USERS),
            team_ids=random.sample(TEAMS, random.randrange(3)),
            cost_microusd=random.randrange(10_000),
            outcome=random.choice(["completed", "failed"]),
            is_estimated=random.random() < 0.2,
            kind=random.choice(["call", "call", "correction"]),
            cached_input_tokens=random.randrange(100),
            saved_microusd=random.randrange(50),
        )
        for _ in range(n)
    ]


def sums_of(row: LedgerRow) -> Sums:
    is_call = row.kind == "call"
    counts = (is_call, is_call and row.outcome == "failed", is_call and row.is_estimated)
    return Sums(*map(int, counts), *(getattr(row, name) for name in SUMMED[3:]))


def keys_of(row: LedgerRow, by: tuple[str, ...]) -> list[tuple[Any, ...]]:
    keys: list[tuple[Any, ...]] = [()]
    for name in by:
        values = (
            (row.team_ids or [None]) if name == "team" else [getattr(row, f"{name}_id" if name == "user" else name)]
        )
        keys = [(*key, value) for key in keys for value in values]
    return keys


def bucket_of(row: LedgerRow, bucket: str, zone: str) -> datetime:
    local = row.admitted_at.astimezone(ZoneInfo(zone)).replace(minute=0, second=0, microsecond=0)
    if bucket != "hour":
        local = local.replace(hour=0)
    if bucket == "week":
        local -= timedelta(days=local.weekday())
    return (local.replace(day=1) if bucket == "month" else local).astimezone(UTC)


async def ask(database: Database, who: Principal, **question: Any) -> list[Spend]:
    async with database.transaction(who.organization_id) as session:
        return await LedgerReports(session).spend(who, SpendQuestion(START, END, **question))


class TestSpend:
    @pytest.mark.parametrize(
        "by", [(), ("model",), ("team",), ("user", "agent"), ("team", "model"), ("provider", "team")]
    )
    @pytest.mark.parametrize(
        ("bucket", "zone"),
        [("hour", "UTC"), ("day", "Europe/Lisbon"), ("week", "America/New_York"), ("month", "Asia/Tokyo")],
    )
    async def test_equals_the_ledger_added_up_by_hand(
        self, database: Database, owner_database: Database, principal: Principal, by: tuple, bucket: str, zone: str
    ) -> None:
        """Days in Lisbon and weeks in New York here include a change of the clocks."""
        rows = some_calls(principal, 120, Random(f"{by}{bucket}"))
        expected: dict[Any, Sums] = defaultdict(Sums)
        for row in rows:
            for key in keys_of(row, by):
                expected[bucket_of(row, bucket, zone), key] += sums_of(row)
        await book(owner_database, *rows)
        answer = await ask(database, principal, bucket=bucket, zone=zone, by=by, top=100)
        assert {(cell.bucket_at, cell.key): cell.sums for cell in answer} == expected
        assert [cell.bucket_at for cell in answer] == sorted(cell.bucket_at for cell in answer)

    async def test_gathers_what_comes_after_the_dearest(
        self, database: Database, owner_database: Database, principal: Principal
    ) -> None:
        costs = {"a": 1, "b": 50, "c": 3, "d": 40, None: 2}
        await book(
            owner_database,
            *(call(principal, agent=name, admitted_at=START, cost_microusd=cost) for name, cost in costs.items()),
        )
        answer = await ask(database, principal, by=("agent",), top=2)
        told = {cell.key[0]: cell.sums.cost_microusd for cell in answer if not cell.is_rest}
        (rest,) = [cell.sums for cell in answer if cell.is_rest]
        assert told == {"b": 50, "d": 40}
        assert (rest.cost_microusd, rest.calls) == (6, 3)

    async def test_keeps_to_the_values_that_were_asked_for(
        self, database: Database, owner_database: Database, principal: Principal
    ) -> None:
        rows = some_calls(principal, 60, Random(7))
        await book(owner_database, *rows)
        answer = await ask(database, principal, bucket="month", only={"team": TEAMS[0], "model": "a"})
        matching = [row for row in rows if TEAMS[0] in row.team_ids and row.model == "a"]
        assert sum(cell.sums.cost_microusd for cell in answer) == sum(row.cost_microusd for row in matching) > 0

    async def test_takes_what_was_admitted_from_the_start_on_and_before_the_end(
        self, database: Database, owner_database: Database, principal: Principal
    ) -> None:
        hour = timedelta(hours=1)
        await book(owner_database, *(call(principal, admitted_at=at) for at in (START - hour, START, END - hour, END)))
        assert sum(cell.sums.calls for cell in await ask(database, principal)) == 2

    async def test_shows_nothing_of_other_organizations(
        self, database: Database, owner_database: Database, principal: Principal, other_tenant: Tenant
    ) -> None:
        await book(owner_database, call(other_tenant.principal, admitted_at=START))
        assert await ask(database, principal) == []


class TestTotals:
    async def test_add_up_everything(self, database: Database, owner_database: Database, principal: Principal) -> None:
        rows = some_calls(principal, 50, Random(3))
        await book(owner_database, *rows)
        async with database.transaction(principal.organization_id) as session:
            totals = await LedgerReports(session).totals(principal, SpendQuestion(START, END))
        assert totals == sum(map(sums_of, rows), Sums())


class TestDearestWork:
    @pytest.mark.parametrize("kind", ["mission", "conversation"])
    async def test_names_what_cost_the_most(
        self, database: Database, owner_database: Database, principal: Principal, kind: str
    ) -> None:
        dear, cheap, least = new_id(), new_id(), new_id()
        costs = [(dear, 30), (cheap, 7), (dear, 30), (least, 1), (None, 1000)]
        rows = [call(principal, admitted_at=START, cost_microusd=cost, **{f"{kind}_id": work}) for work, cost in costs]
        await book(owner_database, *rows)
        async with database.transaction(principal.organization_id) as session:
            answer = await LedgerReports(session).dearest_work(principal, kind, START, END, limit=2)
        assert [(work, sums.cost_microusd, sums.calls) for work, sums in answer] == [(dear, 60, 2), (cheap, 7, 1)]


class TestZone:
    async def test_is_the_organizations(self, database: Database, principal: Principal) -> None:
        async with database.transaction(principal.organization_id) as session:
            assert await LedgerReports(session).zone_of(principal) == "UTC"
