"""Analytics over HTTP, on books that were kept."""

from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from tests.analytics.conftest import NOW
from tests.conftest import Tenant
from tests.gateway.ledger.past import book, call

CENT = 10_000


async def read(client: httpx2.AsyncClient, path: str, **query: Any) -> Any:
    answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def at(days_ago: float, hour: int = 12) -> datetime:
    return NOW.replace(hour=hour, minute=0) - timedelta(days=days_ago)


class TestSpend:
    async def test_gives_every_bucket_a_value(
        self, client: httpx2.AsyncClient, owner_database: Database, principal: Principal
    ) -> None:
        await book(
            owner_database,
            call(principal, admitted_at=at(0)),
            call(principal, admitted_at=at(2), cost_microusd=3 * CENT),
        )
        spend = await read(client, "/spend", since=at(3).isoformat())
        (group,) = spend["groups"]
        assert len(spend["buckets"]) == 4
        assert group["series"]["cost_usd"] == ["0.000000", "0.030000", "0.000000", "0.010000"]
        assert group["series"]["calls"] == [0, 1, 0, 1]
        assert spend["totals"]["cost_usd"] == group["totals"]["cost_usd"] == "0.040000"

    async def test_compares_with_the_period_before(
        self, client: httpx2.AsyncClient, owner_database: Database, principal: Principal
    ) -> None:
        await book(owner_database, *(call(principal, admitted_at=at(ago)) for ago in (1, 35, 36)))
        spend = await read(client, "/spend")
        assert (spend["totals"]["calls"], spend["totals_before"]["calls"]) == (1, 2)

    async def test_puts_the_dearest_first_and_the_rest_last(
        self, client: httpx2.AsyncClient, owner_database: Database, principal: Principal
    ) -> None:
        costs = {"a": 1, "b": 9, "c": 5, "d": 2}
        await book(
            owner_database,
            *(
                call(principal, admitted_at=at(1), model=name, cost_microusd=cost * CENT)
                for name, cost in costs.items()
            ),
        )
        groups = (await read(client, "/spend", by="model", top=2))["groups"]
        assert [(group["key"], group["is_rest"], group["totals"]["cost_usd"]) for group in groups] == [
            ([{"dimension": "model", "value": "b", "name": "b"}], False, "0.090000"),
            ([{"dimension": "model", "value": "c", "name": "c"}], False, "0.050000"),
            ([], True, "0.030000"),
        ]

    async def test_names_people(
        self, client: httpx2.AsyncClient, owner_database: Database, principal: Principal
    ) -> None:
        await book(owner_database, call(principal, admitted_at=at(1), agent="writer"))
        ((user, agent),) = [group["key"] for group in (await read(client, "/spend", by=["user", "agent"]))["groups"]]
        assert user == {"dimension": "user", "value": str(principal.user_id), "name": "Ada"}
        assert agent["name"] == "writer"

    async def test_pays_a_call_of_two_teams_once_in_all(
        self, client: httpx2.AsyncClient, owner_database: Database, principal: Principal
    ) -> None:
        await book(owner_database, call(principal, admitted_at=at(1), team_ids=[new_id(), new_id()]))
        spend = await read(client, "/spend", by="team")
        assert [group["totals"]["calls"] for group in spend["groups"]] == [1, 1]
        assert spend["totals"]["calls"] == 1

    async def test_begins_days_in_the_organizations_zone(
        self, client: httpx2.AsyncClient, owner_database: Database, principal: Principal
    ) -> None:
        async with owner_database.transaction() as session:
            zone = text("update organization set time_zone = 'Asia/Tokyo' where id = :id")
            await session.execute(zone, {"id": principal.organization_id})
        await book(owner_database, call(principal, admitted_at=at(1, hour=16)))  # one at night, a day later, in Tokyo
        spend = await read(client, "/spend", since=at(2).isoformat())
        series = dict(zip(spend["buckets"], spend["groups"][0]["series"]["calls"], strict=True))
        assert (spend["time_zone"], series["2026-05-19T15:00:00Z"]) == ("Asia/Tokyo", 1)

    async def test_tells_kinds_of_tokens_failures_and_savings(
        self, client: httpx2.AsyncClient, owner_database: Database, principal: Principal
    ) -> None:
        fields = {"cached_input_tokens": 30, "cache_write_tokens": 20, "reasoning_tokens": 4, "saved_microusd": CENT}
        rows = [
            call(principal, admitted_at=at(1), outcome="failed", is_estimated=True, **fields),
            call(principal, admitted_at=at(1)),
        ]
        await book(owner_database, *rows)
        totals = (await read(client, "/spend"))["totals"]
        assert totals == {
            "cost_usd": "0.020000", "saved_usd": "0.010000", "calls": 2, "failed_calls": 1, "estimated_share": 0.5,
            "input_tokens": 200, "cached_input_tokens": 30, "cache_write_tokens": 20, "output_tokens": 20,
            "reasoning_tokens": 4,
        }  # fmt: skip

    @pytest.mark.parametrize(
        "query",
        [
            {"bucket": "year"},
            {"by": ["model", "agent", "user"]},
            {"by": "color"},
            {"since": "2026-05-21T00:00:00Z"},
            {"since": "2020-01-01T00:00:00Z", "bucket": "hour"},
            {"group": "model"},
            {"top": 0},
        ],
    )
    async def test_refuses_what_it_cannot_answer(self, client: httpx2.AsyncClient, query: dict[str, Any]) -> None:
        assert (await client.get("/spend", params=query)).status_code == 422

    async def test_shows_nothing_of_other_organizations(
        self, client: httpx2.AsyncClient, owner_database: Database, other_tenant: Tenant
    ) -> None:
        await book(owner_database, call(other_tenant.principal, admitted_at=at(1)))
        assert (await read(client, "/spend"))["groups"] == []


class TestWork:
    async def test_lists_the_dearest_missions(
        self, client: httpx2.AsyncClient, owner_database: Database, principal: Principal
    ) -> None:
        mission = new_id()
        await book(
            owner_database, call(principal, admitted_at=at(1), mission_id=mission), call(principal, admitted_at=at(1))
        )
        (work,) = await read(client, "/work", by="mission")
        assert (work["id"], work["name"], work["totals"]["cost_usd"]) == (str(mission), None, "0.010000")


class TestForecast:
    async def test_says_honestly_that_it_knows_too_little(
        self, client: httpx2.AsyncClient, owner_database: Database, principal: Principal
    ) -> None:
        await book(owner_database, call(principal, admitted_at=at(1)))
        forecast = await read(client, "/forecast")
        assert forecast["forecast"] is None
        assert "1 of the 7 whole days" in forecast["explanation"]
        assert forecast["spent_usd"] == "0.010000"

    async def test_adds_what_is_ahead_to_what_is_spent(
        self, client: httpx2.AsyncClient, owner_database: Database, principal: Principal
    ) -> None:
        """A cent a day, today spent already: 31 cents in May."""
        await book(owner_database, *(call(principal, admitted_at=at(ago)) for ago in range(60)))
        answer = await read(client, "/forecast")
        forecast = answer["forecast"]
        assert (answer["month_starts_at"], answer["month_ends_at"]) == ("2026-05-01T00:00:00Z", "2026-06-01T00:00:00Z")
        assert answer["spent_usd"] == "0.200000"
        assert float(forecast["expected_usd"]) == pytest.approx(0.31, abs=1e-4)
        assert forecast["low_usd"] <= forecast["expected_usd"] <= forecast["high_usd"]
        assert forecast["days"][0]["day_at"] == "2026-05-20T00:00:00Z"
        assert len(forecast["days"]) == 12

    async def test_takes_a_day_that_spent_more_than_expected_as_it_is(
        self, client: httpx2.AsyncClient, owner_database: Database, principal: Principal
    ) -> None:
        rows = [call(principal, admitted_at=at(ago)) for ago in range(1, 60)]
        await book(owner_database, *rows, call(principal, admitted_at=at(0), cost_microusd=100 * CENT))
        forecast = (await read(client, "/forecast"))["forecast"]
        assert float(forecast["expected_usd"]) == pytest.approx(1.30, abs=1e-3)

    async def test_forecasts_a_part(
        self, client: httpx2.AsyncClient, owner_database: Database, principal: Principal
    ) -> None:
        rows = [call(principal, admitted_at=at(ago), agent=agent) for ago in range(40) for agent in ("writer", None)]
        await book(owner_database, *rows)
        forecast = (await read(client, "/forecast", agent="writer"))["forecast"]
        assert float(forecast["expected_usd"]) == pytest.approx(0.31, abs=1e-3)


class TestAnomalies:
    async def test_explain_a_day_that_was_far_too_dear(
        self, client: httpx2.AsyncClient, owner_database: Database, principal: Principal
    ) -> None:
        usual = [call(principal, admitted_at=at(ago), cost_microusd=200 * CENT) for ago in range(2, 60)]
        spike = [call(principal, admitted_at=at(1), cost_microusd=200 * CENT) for _ in range(10)]
        await book(owner_database, *usual, *spike)
        (found,) = await read(client, "/anomalies")
        assert (found["kind"], found["day_at"], found["cost_usd"]) == ("spike", "2026-05-19T00:00:00Z", "20.000000")
        assert found["explanation"] == (
            "gpt-4o cost $20.00 on Tuesday 19 May, where $2.00 is usual for a Tuesday. It made 10 calls instead of 1."
        )

    async def test_name_a_newcomer_and_put_the_greatest_excess_first(
        self, client: httpx2.AsyncClient, owner_database: Database, principal: Principal
    ) -> None:
        usual = [call(principal, admitted_at=at(ago), agent="old", cost_microusd=CENT) for ago in range(30)]
        late = [
            call(principal, admitted_at=at(1), agent=name, cost_microusd=cost * 100 * CENT)
            for name, cost in (("small", 3), ("large", 50))
        ]
        await book(owner_database, *usual, *late)
        found = await read(client, "/anomalies", by="agent")
        assert [(each["key"]["value"], each["kind"]) for each in found] == [("large", "new"), ("small", "new")]
        assert found[0]["explanation"].startswith("Agent large is new: it cost $50.00")

    async def test_are_none_where_nothing_was_spent(self, client: httpx2.AsyncClient) -> None:
        assert await read(client, "/anomalies") == []
