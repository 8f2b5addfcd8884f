"""Ways around the rate limits that do not work."""

import asyncio
from typing import ClassVar

import httpx2
import pytest
from sqlalchemy import select

from pilothouse.access.audit.tables import AuditEvent
from pilothouse.access.identity.api_keys.schemas import ApiKeyCreate
from pilothouse.access.ratelimit.deps import is_attempt
from pilothouse.access.ratelimit.memory import MemoryCounter
from pilothouse.access.ratelimit.service import RateLimiter
from pilothouse.access.ratelimit.settings import RateLimitSettings
from pilothouse.core.ids import new_id
from pilothouse.db.engine import Database
from tests.access.conftest import Member
from tests.attacks.conftest import ATTEMPTS_PER_MINUTE, PROXY, USER_PER_MINUTE
from tests.house import House, code_of
from tests.main.test_app import OPEN

LOGIN = {"email": "ada@example.com", "password": "not the password"}
ME = "http://pilothouse.test/api/v1/auth/me"
SPOOFED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "CF-Connecting-IP", "True-Client-IP")


def from_address(house: House, address: str) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(house.app, client=(address, 4711))
    return httpx2.AsyncClient(transport=transport, base_url="http://pilothouse.test")


async def statuses(client: httpx2.AsyncClient, asked: int, path: str = "/api/v1/auth/login", **more) -> list[int]:
    return [(await client.post(path, json=LOGIN, **more)).status_code for _ in range(asked)]


class TestAUser:
    async def test_is_stopped_and_told_when_to_come_back(self, guarded: House, member: Member) -> None:
        client = await guarded.client(member)
        left = [(await client.get(ME)).headers["RateLimit-Remaining"] for _ in range(USER_PER_MINUTE)]
        assert left == ["5", "4", "3", "2", "1", "0"]
        answer = await client.get(ME)
        assert code_of(answer) == (429, "too_many_requests")
        assert 1 <= int(answer.headers["Retry-After"]) <= 120
        assert answer.headers["RateLimit-Remaining"] == answer.headers["X-RateLimit-Remaining"] == "0"

    async def test_gains_nothing_by_further_keys(self, guarded: House, member: Member) -> None:
        passed = 0
        for _ in range(4):
            client = await guarded.client(member)
            passed += sum([(await client.get(ME)).status_code == 200 for _ in range(3)])
        assert passed == USER_PER_MINUTE

    async def test_nor_by_asking_all_at_once(self, guarded: House, member: Member) -> None:
        client = await guarded.client(member)
        answers = await asyncio.gather(*(client.get(ME) for _ in range(40)))
        assert sum(answer.status_code == 200 for answer in answers) == USER_PER_MINUTE

    async def test_nor_by_spellings_of_an_address(self, guarded: House, member: Member) -> None:
        client = await guarded.client(member)
        spellings = ["auth/me", "AUTH/me", "auth/me/", "auth//me", "auth/%6de", "auth/me?x=1", "auth/me#x", "./auth/me"]
        answers = [await client.get(f"http://pilothouse.test/api/v1/{each}") for each in spellings * 3]
        assert sum(answer.status_code == 200 for answer in answers) <= USER_PER_MINUTE

    async def test_nor_by_claiming_another_address(self, guarded: House, member: Member) -> None:
        client = await guarded.client(member)
        answers = [await client.get(ME, headers=dict.fromkeys(SPOOFED, f"198.51.100.{n}")) for n in range(9)]
        assert [answer.status_code for answer in answers].count(200) == USER_PER_MINUTE

    async def test_is_not_stopped_by_somebody_else(self, guarded: House, member: Member, stranger: Member) -> None:
        greedy, other = await guarded.client(member), await guarded.client(stranger)
        for _ in range(9):
            await greedy.get(ME)
        assert (await other.get(ME)).status_code == 200

    async def test_stands_in_the_audit_log_once_a_minute_however_often_it_asks(
        self, guarded: House, member: Member, database: Database
    ) -> None:
        client = await guarded.client(member)
        for _ in range(USER_PER_MINUTE + 30):
            await client.get(ME)
        async with database.transaction(member.organization_id) as session:
            entry = (await session.scalars(select(AuditEvent).where(AuditEvent.outcome == "refused"))).one()
        assert (entry.action, entry.actor_id) == ("me.read", member.user_id)
        assert entry.changes == {"status": [None, 429], "times": [None, 1]}

    async def test_a_wrong_credential_counts_for_nobody(self, guarded: House, member: Member) -> None:
        client, thief = await guarded.client(member), await guarded.client()
        for _ in range(20):
            await thief.get(ME, headers={"Authorization": "Bearer ph_made_up"})
        assert (await client.get(ME)).headers["RateLimit-Remaining"] == str(USER_PER_MINUTE - 1)


class TestAnEndpoint:
    async def test_has_one_count_for_all_addresses_below_it(self, guarded: House, member: Member) -> None:
        limits = RateLimitSettings(endpoints="GET /api/v1/missions 2/hour")
        guarded.app.state.rate_limits = RateLimiter(limits, MemoryCounter(lambda: 7200.0))
        client = await guarded.client(member)
        asked = ["missions", f"missions/{new_id()}", f"missions/{new_id()}?x=1", "missions/%6cost", "missions?limit=2"]
        seen = [(await client.get(f"/{path}")).status_code for path in asked]
        assert seen == [200, 404, 429, 429, 429]
        assert (await client.get("/auth/me")).status_code == 200


class TestAnAddress:
    async def test_may_try_so_often_whatever_the_name(self, guarded: House) -> None:
        client = from_address(guarded, "203.0.113.7")
        seen = []
        for number in range(6):
            answer = await client.post("/api/v1/auth/login", json={**LOGIN, "email": f"user{number}@example.com"})
            seen.append(answer.status_code)
        assert seen == [401] * ATTEMPTS_PER_MINUTE + [429] * 3

    async def test_that_does_not_stop_is_named_to_the_operator_once_a_minute(
        self, guarded: House, caplog: pytest.LogCaptureFixture
    ) -> None:
        await statuses(from_address(guarded, "203.0.113.8"), ATTEMPTS_PER_MINUTE + 20)
        (told,) = [line for line in caplog.messages if "too_many_attempts" in line]
        assert "203.0.113.8" in told

    async def test_cannot_claim_to_be_another_one(self, guarded: House) -> None:
        for number, header in enumerate(SPOOFED):
            client = from_address(guarded, f"203.0.113.{100 + number}")
            seen = [(await statuses(client, 1, headers={header: f"198.51.100.{n}"}))[0] for n in range(5)]
            assert seen.count(429) == 5 - ATTEMPTS_PER_MINUTE, header

    async def test_behind_the_proxy_is_the_one_that_the_proxy_saw(self, guarded: House) -> None:
        client = from_address(guarded, PROXY)
        for lie in ("1.1.1.1", "2.2.2.2", "3.3.3.3"):
            assert await statuses(client, 1, headers={"X-Forwarded-For": f"{lie}, 203.0.113.9"}) == [401]
        assert await statuses(client, 1, headers={"X-Forwarded-For": "4.4.4.4, 203.0.113.9"}) == [429]
        assert await statuses(client, 1, headers={"X-Forwarded-For": "4.4.4.4, 203.0.113.10"}) == [401]

    async def test_of_one_ipv6_network_are_one(self, guarded: House) -> None:
        seen = [(await statuses(from_address(guarded, f"2001:db8::{number}"), 1))[0] for number in range(1, 6)]
        assert seen.count(429) == 5 - ATTEMPTS_PER_MINUTE

    async def test_gains_nothing_by_spellings_of_the_path(self, guarded: House) -> None:
        client = from_address(guarded, "203.0.113.11")
        spellings = ["login", "login/", "%6cogin", "../auth/login", "/login", "LOGIN"]
        paths = [f"/api/v1/auth/{each}" for each in spellings] + ["//api/v1/auth/login", "/api/v1/AUTH/login"]
        seen = [(await statuses(client, 1, path=path))[0] for path in paths * 3]
        assert seen.count(401) <= ATTEMPTS_PER_MINUTE

    async def test_is_told_before_its_password_is_read(self, guarded: House) -> None:
        client = from_address(guarded, "203.0.113.12")
        await statuses(client, ATTEMPTS_PER_MINUTE)
        answer = await client.post("/api/v1/auth/login", json=LOGIN)
        assert code_of(answer) == (429, "too_many_requests")
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert int(answer.headers["Retry-After"]) >= 1


class TestWaysIn:
    def test_that_need_no_credential_are_all_counted_by_address(self) -> None:
        """A new one is counted by itself where it lies below /api/v1/auth; elsewhere somebody has to think of it."""
        ways_in = {path for method, path in OPEN if method == "POST"} - {"/api/v1/auth/refresh", "/api/v1/auth/logout"}
        assert "/api/v1/auth/login" in ways_in
        assert [path for path in ways_in if not is_attempt("POST", path)] == []


class TestProbes:
    async def test_are_never_counted(self, guarded: House) -> None:
        client = from_address(guarded, "203.0.113.13")
        answers = [await client.get("/health/live") for _ in range(50)]
        assert {answer.status_code for answer in answers} == {200}
        assert "RateLimit-Limit" not in answers[-1].headers


class TestTheWires:
    BODY: ClassVar = {"model": "builtin", "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 5}

    async def test_answer_in_their_own_dialect(self, guarded: House, member: Member) -> None:
        form = ApiKeyCreate(name="narrow", rate_limit_per_minute=1)
        key = (await guarded.platform.identity.api_keys.create(member.principal, form)).key
        client = from_address(guarded, "203.0.113.14")
        headers = {"Authorization": f"Bearer {key}"}
        first = await client.get("/v1/models", headers=headers)
        assert first.status_code == 200
        openai = await client.post("/v1/chat/completions", json=self.BODY, headers=headers)
        assert (openai.status_code, openai.json()["error"]["type"]) == (429, "rate_limit_error")
        assert int(openai.headers["Retry-After"]) >= 1
        anthropic = await client.post("/v1/messages", json=self.BODY, headers=headers)
        assert (anthropic.status_code, anthropic.json()["error"]["type"]) == (429, "rate_limit_error")
        assert anthropic.json()["type"] == "error"

    async def test_have_no_limit_of_requests_but_the_keys_own(self, guarded: House, member: Member) -> None:
        client = await guarded.client(member)
        answers = [await client.get("http://pilothouse.test/v1/models") for _ in range(3 * USER_PER_MINUTE)]
        assert {answer.status_code for answer in answers} == {200}
