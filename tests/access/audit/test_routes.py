import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import fastexcel
import httpx2
import polars as pl
import pytest

from pilothouse.access.audit import export
from pilothouse.access.audit.caller import Caller
from pilothouse.access.audit.service import record
from pilothouse.db.engine import Database
from tests.access.audit.entries import Owner
from tests.access.conftest import Member, code_of

THING = UUID("00000000-0000-4000-8000-00000000000a")


@pytest.fixture
async def log(database: Database, member: Member) -> None:
    """Four entries: a budget's life, and somebody who may not."""
    who, caller = member.principal, Caller("203.0.113.7", "curl/8")
    async with database.transaction(member.organization_id) as session:
        await record(session, who, "budget.create", ("budget", THING), changes={"name": (None, "=1+1")}, caller=caller)
        await record(session, who, "budget.update", ("budget", THING), changes={"limit": ("10.00", "20.00")})
        await record(session, who, "budget.delete", ("budget", THING), outcome="refused")
        await record(session, who, "team.create", ("team", who.user_id))


@pytest.fixture
def app(app, database: Database):
    app.state.database = database
    return app


async def actions(client: httpx2.AsyncClient, **query: Any) -> list[str]:
    answer = await client.get("/api/v1/audit", params=query)
    assert answer.status_code == 200, answer.text
    return [entry["action"] for entry in answer.json()["data"] if entry["action"] != "login"]


@pytest.mark.usefixtures("log")
class TestList:
    async def test_shows_who_did_what_to_which_thing_newest_first(
        self, browser: httpx2.AsyncClient, member: Member
    ) -> None:
        entries = (await browser.get("/api/v1/audit")).json()["data"]
        assert [entry["seq"] for entry in entries] == [5, 4, 3, 2, 1]
        first = entries[-1]
        assert (first["action"], first["resource"], first["outcome"]) == ("budget.create", f"budget:{THING}", "success")
        assert (first["actor_id"], first["actor_email"]) == (str(member.user_id), member.email)
        assert (first["ip_address"], first["user_agent"]) == ("203.0.113.7", "curl/8")
        assert first["changes"] == {"name": [None, "=1+1"]}
        assert len(first["hash"]) == 64

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"action": "budget"}, ["budget.delete", "budget.update", "budget.create"]),
            ({"action": "budget.up"}, ["budget.update"]),
            ({"action": "bud%"}, []),
            ({"resource": f"budget:{THING}"}, ["budget.delete", "budget.update", "budget.create"]),
            ({"outcome": "refused"}, ["budget.delete"]),
            ({"outcome": ["refused", "success"], "action": "team"}, ["team.create"]),
            ({"q": "20.00"}, ["budget.update"]),
            ({"q": "203.0.113.7"}, ["budget.create"]),
            ({"q": "_"}, []),
            ({"actor_id": str(THING)}, []),
        ],
        ids=str,
    )
    async def test_is_narrowed(self, browser: httpx2.AsyncClient, query: dict[str, Any], found: list[str]) -> None:
        assert await actions(browser, **query) == found

    async def test_is_narrowed_by_time(self, browser: httpx2.AsyncClient) -> None:
        now = datetime.now(UTC)
        assert len(await actions(browser, since=(now - timedelta(hours=1)).isoformat())) == 4
        assert await actions(browser, since=(now + timedelta(hours=1)).isoformat()) == []
        assert await actions(browser, until=(now - timedelta(hours=1)).isoformat()) == []

    async def test_is_read_page_by_page(self, browser: httpx2.AsyncClient) -> None:
        seen, cursor = [], None
        while True:
            query = {"limit": 2, **({"cursor": cursor} if cursor else {})}
            answer = (await browser.get("/api/v1/audit", params=query)).json()
            seen += [entry["seq"] for entry in answer["data"]]
            cursor = answer["meta"]["pagination"]["next_cursor"]
            if cursor is None:
                break
        assert seen == [5, 4, 3, 2, 1]

    @pytest.mark.parametrize(
        "query", [{"cursor": "x"}, {"cursor": "WyJhIl0"}, {"since": "soon"}, {"outcome": "odd"}, {"odd": "1"}], ids=str
    )
    async def test_refuses_what_it_cannot_mean(self, browser: httpx2.AsyncClient, query: dict[str, str]) -> None:
        assert (await browser.get("/api/v1/audit", params=query)).status_code == 422


@pytest.mark.usefixtures("log")
class TestRead:
    async def test_returns_one_entry(self, browser: httpx2.AsyncClient) -> None:
        listed = (await browser.get("/api/v1/audit", params={"action": "budget.update"})).json()["data"][0]
        assert (await browser.get(f"/api/v1/audit/{listed['id']}")).json()["data"] == listed

    async def test_knows_no_entry_of_others(
        self, browser: httpx2.AsyncClient, database: Database, stranger: Member
    ) -> None:
        async with database.transaction(stranger.organization_id) as session:
            await record(session, stranger.principal, "theirs.make", ("thing", THING))
        assert await actions(browser, action="theirs") == []
        assert code_of(await browser.get(f"/api/v1/audit/{uuid4()}")) == (404, "not_found")


@pytest.mark.usefixtures("log")
class TestExport:
    async def download(self, browser: httpx2.AsyncClient, kind: str, **query: str) -> bytes:
        answer = await browser.get("/api/v1/audit/export", params={"format": kind, **query})
        assert answer.status_code == 200, answer.text
        assert f'.{kind}"' in answer.headers["content-disposition"]
        return answer.content

    async def test_writes_exactly_what_the_filter_lists(
        self, browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(export, "_PAGE_ROWS", 2)
        listed = await actions(browser, action="budget")
        as_csv = (await self.download(browser, "csv", action="budget")).decode()
        assert [row["action"] for row in csv.DictReader(io.StringIO(as_csv))] == listed
        lines = (await self.download(browser, "jsonl", action="budget")).splitlines()
        assert [json.loads(line)["action"] for line in lines] == listed
        table = pl.read_parquet(io.BytesIO(await self.download(browser, "parquet", action="budget")))
        assert table["action"].to_list() == listed
        sheet = fastexcel.read_excel(await self.download(browser, "xlsx", action="budget")).load_sheet(0).to_polars()
        assert sheet["action"].to_list() == listed

    async def test_writes_lines_as_the_api_answers(self, browser: httpx2.AsyncClient) -> None:
        listed = (await browser.get("/api/v1/audit", params={"action": "budget.create"})).json()["data"][0]
        (line,) = (await self.download(browser, "jsonl", action="budget.create")).splitlines()
        assert json.loads(line) == listed

    async def test_keeps_types_in_parquet(self, browser: httpx2.AsyncClient) -> None:
        table = pl.read_parquet(io.BytesIO(await self.download(browser, "parquet")))
        row = table.row(-1, named=True)
        assert (row["seq"], json.loads(row["changes"])) == (1, {"name": [None, "=1+1"]})
        assert row["at"].tzinfo is not None

    async def test_says_that_a_sheet_is_too_small(
        self, browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(export, "XLSX_ROWS", 3)
        answer = await browser.get("/api/v1/audit/export", params={"format": "xlsx"})
        assert code_of(answer) == (422, "export_too_large")


@pytest.mark.usefixtures("log")
class TestVerification:
    async def test_says_that_the_log_is_as_it_was_written(self, browser: httpx2.AsyncClient) -> None:
        found = (await browser.get("/api/v1/audit/verification")).json()["data"]
        assert (found["is_intact"], found["entries"], found["last_seq"]) == (True, 5, 5)
        again = {"seq": found["last_seq"], "hash": found["hash"]}
        assert (await browser.get("/api/v1/audit/verification", params=again)).json()["data"]["is_intact"]

    async def test_says_what_is_not(self, browser: httpx2.AsyncClient, owner: Owner) -> None:
        await owner.run("delete from audit_event where organization_id = :organization and seq = 2")
        found = (await browser.get("/api/v1/audit/verification")).json()["data"]
        assert not found["is_intact"]
        assert [problem["message"] for problem in found["problems"]] == ["Entry 2 is missing."]

    @pytest.mark.parametrize("query", [{"seq": 1}, {"hash": "00" * 32}, {"seq": 1, "hash": "x"}], ids=str)
    async def test_wants_both_of_what_was_kept(self, browser: httpx2.AsyncClient, query: dict[str, Any]) -> None:
        assert (await browser.get("/api/v1/audit/verification", params=query)).status_code == 422
