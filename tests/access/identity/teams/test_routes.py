import httpx2
import pytest

from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.teams.schemas import TeamCreate
from tests.access.conftest import Member, code_of

TEAMS = "/api/v1/teams"


@pytest.fixture
async def team(browser: httpx2.AsyncClient) -> str:
    return (await browser.post(TEAMS, json={"name": "Deck"})).json()["data"]["id"]


class TestTeams:
    async def test_are_listed_with_their_members(self, browser: httpx2.AsyncClient, team: str, member: Member) -> None:
        for _ in range(2):
            joined = (await browser.put(f"{TEAMS}/{team}/members/{member.user_id}")).json()["data"]
        assert joined["member_ids"] == [str(member.user_id)]
        assert (await browser.get(TEAMS)).json()["data"] == [joined]
        left = (await browser.delete(f"{TEAMS}/{team}/members/{member.user_id}")).json()["data"]
        assert left["member_ids"] == []

    async def test_have_names_of_their_own(self, browser: httpx2.AsyncClient, team: str) -> None:
        assert team
        assert code_of(await browser.post(TEAMS, json={"name": "Deck"})) == (409, "name_taken")

    async def test_can_be_dissolved(self, browser: httpx2.AsyncClient, team: str, member: Member) -> None:
        await browser.put(f"{TEAMS}/{team}/members/{member.user_id}")
        assert (await browser.delete(f"{TEAMS}/{team}")).status_code == 200
        assert (await browser.get(TEAMS)).json()["data"] == []
        assert code_of(await browser.delete(f"{TEAMS}/{team}")) == (404, "not_found")

    async def test_take_no_stranger(self, browser: httpx2.AsyncClient, team: str, stranger: Member) -> None:
        assert code_of(await browser.put(f"{TEAMS}/{team}/members/{stranger.user_id}")) == (404, "not_found")

    async def test_of_strangers_are_not_there(
        self, browser: httpx2.AsyncClient, identity: Identity, stranger: Member, member: Member
    ) -> None:
        theirs = await identity.teams.create(stranger.principal, TeamCreate(name="Theirs"))
        assert (await browser.get(TEAMS)).json()["data"] == []
        assert code_of(await browser.put(f"{TEAMS}/{theirs.id}/members/{member.user_id}")) == (404, "not_found")
        assert code_of(await browser.delete(f"{TEAMS}/{theirs.id}")) == (404, "not_found")
