"""Text that would be SQL if it were not bound: it is text, everywhere.

`python -m scripts.sqlmap` tries many thousand more against some of these routes.
"""

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from pilothouse.db.engine import Database
from pilothouse.main import create_app
from pilothouse.settings import Settings
from tests.access.conftest import Member
from tests.contract.test_texts import NAMES, TEXTS
from tests.house import House
from tests.main.test_app import fill

# Each would change an answer, break a statement, or leave a mark, if it became part of one.
PAYLOADS = (
    "'", '"', "\\", "';", "') or true --", "x' or '1'='1", "x' and '1'='2", "1; select pg_sleep(0)", "%' --",
    "'; update organization set name = 'taken' --", "x'; insert into team (id) values (null) --",
    "$$; drop table team; --", "{{7*7}}", "${7*7}", "*/ or 1=1 /*", "%27%20or%201=1", "\uff07 or 1=1 --",
    "x' union select password_hash from user_account --", "name; select 1", "created_at desc, (select 1)",
    "-1 or 1=1", "0x31", "1e1",
)  # fmt: skip
SLOW = ("/stream", "/live", "/export", "/callback")  # tried by the contract's tests, with one payload each


def readings() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield path and text parameters of every route that reads."""
    for path, methods in create_app(Settings()).openapi()["paths"].items():
        given = [each for each in methods.get("get", {}).get("parameters", ()) if each["in"] in {"query", "path"}]
        if given and path.startswith("/api/v1") and not path.endswith(SLOW):
            yield path, given


async def test_no_parameter_of_a_route_that_reads_is_part_of_a_statement(api: httpx2.AsyncClient) -> None:
    """Each payload is refused or answered; none breaks a statement, and none brings out what nobody may read."""
    asked = 0
    for path, given in readings():
        for payload in PAYLOADS[asked % 3 :: 3]:  # a third of them for each route, and another third for the next
            for each in given:
                place = {each["name"]: payload}
                address = fill(path.replace(f"{{{each['name']}}}", "PLACE")).replace("PLACE", _quoted(payload))
                answer = await api.get(
                    f"http://pilothouse.test{address}", params=place if each["in"] == "query" else {}
                )
                asked += 1
                assert answer.status_code < 500, (path, place, answer.text)
                assert answer.status_code != 200 or not _leaks(answer), (path, place, answer.text[:500])
    assert asked > 500


def _quoted(payload: str) -> str:
    return httpx2.URL("http://x/").copy_with(path=f"/{payload}").raw_path.decode().removeprefix("/").replace("/", "%2F")


def _leaks(answer: httpx2.Response) -> bool:
    return any(word in answer.text for word in ("$argon2id$", "syntax error", "PG::", "asyncpg"))


@pytest.mark.parametrize("payload", [PAYLOADS[5], PAYLOADS[9], PAYLOADS[17]])
async def test_what_is_stored_comes_back_as_it_was_written(
    api: httpx2.AsyncClient, member: Member, owner_database: Database, payload: str
) -> None:
    for path, body in {**NAMES, **TEXTS}.values():
        sent = json.dumps(body).replace("TRICK", json.dumps(payload)[1:-1])
        answer = await api.post(path, content=sent, headers={"Content-Type": "application/json"})
        assert answer.status_code < 500, (path, answer.text)
    teams = (await api.get("/teams")).json()["data"]
    assert payload in {team["name"] for team in teams}
    async with owner_database.transaction() as session:
        statement = text("select name from organization where id = :id")
        assert await session.scalar(statement, {"id": member.organization_id}) == "Test"


async def test_a_search_finds_signs_and_not_everything(api: httpx2.AsyncClient) -> None:
    """`%` and `_` are letters to somebody who looks for them."""
    for title in ("100% of it", "under_score", "plain"):
        await api.post("/chat/conversations", json={"title": title})
    for sign, found in (("%", ["100% of it"]), ("_", ["under_score"]), ("' or true --", []), ("\\", [])):
        listed = (await api.get("/chat/conversations", params={"q": sign})).json()["data"]
        assert [each["title"] for each in listed] == found, sign


async def test_a_header_is_text_too(house: House, member: Member) -> None:
    key = await house.key(member)
    client = await house.client()
    for payload in PAYLOADS:
        if payload.isascii():
            for headers in ({"Authorization": f"Bearer {key}{payload}"}, {"X-API-Key": payload}):
                assert (await client.get("/auth/me", headers=headers)).status_code == 401
            marked = {"Authorization": f"Bearer {key}", "Idempotency-Key": payload, "User-Agent": payload}
            answer = await client.post("/missions", json={"objective": "Say hello", "draft": True}, headers=marked)
            assert answer.status_code in {202, 409, 422}, (payload, answer.text)
