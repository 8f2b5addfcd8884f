"""What a neighbouring host, or somebody on the wire, can plant in a browser counts for nothing over TLS."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI

from tests.access.conftest import Member, code_of, sign_in

ME, REFRESH = "/api/v1/auth/me", "/api/v1/auth/refresh"
OVER_TLS = "https://pilothouse.test"


@pytest.fixture
async def safe(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser that came over TLS."""
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=OVER_TLS) as client:
        yield client


class TestOverTls:
    async def test_names_say_that_browsers_take_them_from_us_alone(
        self, safe: httpx2.AsyncClient, member: Member
    ) -> None:
        answer = await sign_in(safe, member)
        written = {line.partition("=")[0]: line for line in answer.headers.get_list("set-cookie")}
        assert set(written) == {
            "__Host-pilothouse_access", "__Host-pilothouse_csrf", "__Secure-pilothouse_refresh"
        }  # fmt: skip
        assert all("Secure" in line and "Domain" not in line for line in written.values())
        assert all("Path=/;" in line for name, line in written.items() if name.startswith("__Host-"))

    async def test_the_session_goes_on_and_ends(self, safe: httpx2.AsyncClient, member: Member) -> None:
        await sign_in(safe, member)
        assert (await safe.get(ME)).status_code == 200
        assert (await safe.post(REFRESH)).status_code == 200
        assert (await safe.post("/api/v1/auth/logout")).status_code == 200
        assert not safe.cookies

    async def test_a_planted_session_is_nobodys(self, safe: httpx2.AsyncClient, browser: httpx2.AsyncClient) -> None:
        for name, value in browser.cookies.items():
            safe.cookies.set(name, value, domain="pilothouse.test")
        assert code_of(await safe.get(ME)) == (401, "unauthenticated")
        assert code_of(await safe.post(REFRESH)) == (401, "unauthenticated")

    async def test_nor_does_one_stand_before_ones_own(
        self, safe: httpx2.AsyncClient, browser: httpx2.AsyncClient, member: Member
    ) -> None:
        await sign_in(safe, member)
        own = safe.cookies["__Host-pilothouse_access"]
        cookies = f"pilothouse_access={browser.cookies['pilothouse_access']}; __Host-pilothouse_access={own}"
        me = await safe.get(ME, headers={"Cookie": cookies})
        assert me.json()["data"]["id"] == str(member.user_id)


async def test_on_the_machine_itself_names_are_plain(browser: httpx2.AsyncClient) -> None:
    assert set(browser.cookies) == {"pilothouse_access", "pilothouse_csrf", "pilothouse_refresh"}
    assert (await browser.get(ME)).status_code == 200
