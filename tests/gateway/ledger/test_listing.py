from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest

from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.ledger import hours
from pilothouse.gateway.ledger.listing import RequestFilter, RequestListing
from pilothouse.gateway.ledger.tables import LedgerRow
from tests.conftest import Tenant
from tests.gateway.ledger.past import NOON, book, call

# the same in every process: they name tests
TEAM, KEY, MISSION, CONVERSATION = (UUID(int=number) for number in range(1, 5))


async def ids(client: httpx2.AsyncClient, **query: Any) -> list[str]:
    answer = await client.get("/requests", params=query)
    assert answer.status_code == 200, answer.text
    return [item["request_id"] for item in answer.json()["data"]]


@pytest.fixture
async def two_calls(owner_database: Database, principal: Principal) -> None:
    """A plain call, and one that differs from it in everything that can be filtered."""
    plain = call(principal, request_id="plain")
    other = call(
        principal, request_id="other-1", admitted_at=NOON + timedelta(hours=1), model="claude-opus-5",
        requested_model="best", provider="anthropic", connection="team-eu", agent="writer", operation="messages",
        outcome="failed", user_id=new_id(), api_key_id=KEY, team_ids=[TEAM, new_id()], mission_id=MISSION,
        conversation_id=CONVERSATION, tags=["batch", "night"], error_code="upstream_failed", status=503,
        cost_microusd=2_000_000, is_estimated=True, is_streaming=True, answer_id="msg_1",
    )  # fmt: skip
    await book(owner_database, plain, other)


class TestFilter:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("since", "2026-05-04T12:30:00Z"),
            ("model", "claude-opus-5"),
            ("requested_model", "best"),
            ("provider", "anthropic"),
            ("connection", "team-eu"),
            ("agent", "writer"),
            ("operation", "messages"),
            ("outcome", "failed"),
            ("api_key_id", str(KEY)),
            ("team_id", str(TEAM)),
            ("mission_id", str(MISSION)),
            ("conversation_id", str(CONVERSATION)),
            ("tag", "night"),
            ("error_code", "upstream_failed"),
            ("status", "5xx"),
            ("min_cost_usd", "2.00"),
            ("is_estimated", "true"),
            ("is_streaming", "true"),
            ("request_id", "oth"),
            ("answer_id", "msg_1"),
        ],
    )
    @pytest.mark.usefixtures("two_calls")
    async def test_keeps_what_matches_and_only_that(self, client: httpx2.AsyncClient, field: str, value: str) -> None:
        assert await ids(client, **{field: value}) == ["other-1"]

    @pytest.mark.usefixtures("two_calls")
    async def test_keeps_what_is_before_a_time_and_of_a_user(
        self, client: httpx2.AsyncClient, principal: Principal
    ) -> None:
        assert await ids(client, until="2026-05-04T13:00:00Z") == ["plain"]
        assert await ids(client, user_id=str(principal.user_id)) == ["plain"]

    @pytest.mark.usefixtures("two_calls")
    async def test_takes_several_values_of_a_field_as_alternatives(self, client: httpx2.AsyncClient) -> None:
        assert await ids(client, model=["gpt-4o", "claude-opus-5"]) == ["other-1", "plain"]

    @pytest.mark.usefixtures("two_calls")
    async def test_takes_a_percent_sign_for_itself(self, client: httpx2.AsyncClient) -> None:
        assert await ids(client, request_id="%") == []

    @pytest.mark.parametrize(
        "query",
        [
            {"modle": "gpt-4o"},
            {"since": "yesterday"},
            {"since": "2026-05-04T12:00:00"},
            {"user_id": "me"},
            {"sort": "model"},
            {"limit": "0"},
            {"min_cost_usd": "-1"},
            {"status": "200"},
        ],
    )
    async def test_refuses_what_it_does_not_understand(self, client: httpx2.AsyncClient, query: dict[str, str]) -> None:
        assert (await client.get("/requests", params=query)).status_code == 422

    async def test_shows_nothing_of_other_organizations(
        self, client: httpx2.AsyncClient, owner_database: Database, other_tenant: Tenant
    ) -> None:
        await book(owner_database, call(other_tenant.principal))
        assert await ids(client) == []


class TestPages:
    @pytest.mark.parametrize("sort", ["-admitted_at", "admitted_at", "-cost_usd", "cost_usd"])
    async def test_hold_every_row_once_in_order(
        self, client: httpx2.AsyncClient, owner_database: Database, principal: Principal, sort: str
    ) -> None:
        rows = [
            # several rows share each sort value, so that pages end among equals
            call(principal, admitted_at=NOON + timedelta(seconds=number // 3), cost_microusd=number // 4)
            for number in range(23)
        ]
        await book(owner_database, *rows)
        items, cursor = [], None
        while True:
            query = {"sort": sort, "limit": 5} | ({"cursor": cursor} if cursor else {})
            answer = (await client.get("/requests", params=query)).json()
            items += answer["data"]
            cursor = answer["meta"]["pagination"]["next_cursor"]
            if cursor is None:
                break
        name = sort.lstrip("-")
        assert sorted(item["id"] for item in items) == sorted(str(row.id) for row in rows)
        assert [item[name] for item in items] == sorted((item[name] for item in items), reverse=sort.startswith("-"))

    @pytest.mark.usefixtures("two_calls")
    async def test_refuse_a_cursor_of_another_sort(self, client: httpx2.AsyncClient) -> None:
        by_time = (await client.get("/requests", params={"limit": 1})).json()["meta"]["pagination"]["next_cursor"]
        for cursor in (by_time, "nonsense", "W10"):
            answer = await client.get("/requests", params={"limit": 1, "sort": "cost_usd", "cursor": cursor})
            assert answer.status_code == 422


class TestItem:
    async def test_names_people_beside_their_ids(
        self, client: httpx2.AsyncClient, owner_database: Database, principal: Principal
    ) -> None:
        gone = new_id()
        await book(owner_database, call(principal, api_key_id=gone, cost_microusd=1_234_567))
        (item,) = (await client.get("/requests")).json()["data"]
        assert (item["user_name"], item["api_key_id"], item["api_key_name"]) == ("Ada", str(gone), None)
        assert item["cost_usd"] == "1.234567"
        assert item["admitted_at"] == "2026-05-04T12:00:00Z"


class TestRareCalls:
    """They are looked for only in the hours whose sums know of them; what is found is the same."""

    @pytest.fixture(params=[500, 4], ids=["few hours", "more hours than are looked in one by one"])
    def most_hours(self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(hours, "_MOST", request.param)

    @pytest.fixture
    async def calls(self, owner_database: Database, principal: Principal) -> list[LedgerRow]:
        rows = [
            call(
                principal, request_id=f"{number:02}", model=("gpt-4o", "rare")[number % 3 == 0],
                admitted_at=NOON + timedelta(minutes=25 * number), cost_microusd=10_000 * (number * 7 % 11),
                is_streaming=number % 2 == 0,
            )
            for number in range(30)
        ]  # fmt: skip
        await book(owner_database, *rows)
        return rows

    @pytest.mark.usefixtures("most_hours")
    @pytest.mark.parametrize("sort", ["-admitted_at", "admitted_at", "-cost_usd", "cost_usd"])
    @pytest.mark.parametrize("further", [{}, {"is_streaming": True}], ids=["sums know all", "sums know a part"])
    async def test_are_all_found_in_order(
        self, client: httpx2.AsyncClient, calls: list[LedgerRow], sort: str, further: dict[str, Any]
    ) -> None:
        times = {"since": "2026-05-04T12:40:00Z", "until": "2026-05-04T23:10:00Z"}
        meant = [
            row
            for row in calls
            if row.model == "rare" and 40 <= (row.admitted_at - NOON).total_seconds() / 60 < 670
            and (row.is_streaming or not further)
        ]  # fmt: skip
        column = sort.lstrip("-").replace("cost_usd", "cost_microusd")
        meant.sort(key=lambda row: (getattr(row, column), row.id), reverse=sort.startswith("-"))
        query = {"model": "rare", "sort": sort, "limit": 2, **times, **further}
        found: list[str] = []
        cursor: str | None = None
        while True:
            answer = (await client.get("/requests", params={**query, **({"cursor": cursor} if cursor else {})})).json()
            found += [item["request_id"] for item in answer["data"]]
            cursor = answer["meta"]["pagination"]["next_cursor"]
            if cursor is None:
                break
        assert found == [row.request_id for row in meant]

    async def test_that_nobody_made_are_not_looked_for(
        self, database: Database, principal: Principal, calls: list[LedgerRow]
    ) -> None:
        assert calls
        async with database.transaction(principal.organization_id) as session:
            plan = await RequestListing(session).page(principal, RequestFilter(user_id=new_id()), "-cost_usd", 5, None)
            assert plan == ([], None)
            assert await RequestListing(session).count_up_to(principal, RequestFilter(user_id=new_id()), 10) == 0
            assert await RequestListing(session).count_up_to(principal, RequestFilter(model=["rare"]), 7) == 7
