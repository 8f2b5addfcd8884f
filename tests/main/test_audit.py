"""Whoever changes something leaves an entry: every route of the real application, walked."""

from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi.routing import APIRoute

from pilothouse.access.audit.layer import UNRECORDED, action_of
from pilothouse.db.engine import Database
from pilothouse.main.app import ROUTERS
from tests.access.conftest import Member
from tests.house import House, add_colleague, data_of
from tests.main.test_app import OPEN, fill

CHANGES = sorted(
    (method, route.path, route.name)
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods - {"GET", "HEAD"}
)
# Routes about oneself, which no permission guards, and which a person alone may take.
OF_ONESELF = ("/api/v1/auth/", "/api/v1/account", "/api/v1/notifications/preferences")


async def entries(api: httpx2.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    return data_of(await api.get("/audit", params={"limit": 200, **query}))


class TestEveryChange:
    def test_is_written_or_stands_on_a_list_with_its_reason(self) -> None:
        assert len(CHANGES) > 80
        assert set(UNRECORDED) <= {name for _, _, name in CHANGES}
        assert all(reason for reason in UNRECORDED.values())

    async def test_that_is_refused_leaves_an_entry_by_every_route(
        self, house: House, api: httpx2.AsyncClient, member: Member, database: Database
    ) -> None:
        """One who may do nothing tries everything."""
        colleague = await add_colleague(database, member, "user")
        nobody = await house.client(colleague, "budgets:read")
        guarded = [each for each in CHANGES if each[:2] not in OPEN and not each[1].startswith(OF_ONESELF)]
        tried = set()
        for method, path, name in guarded:
            answer = await nobody.request(method, f"http://pilothouse.test{fill(path)}", json={})
            assert answer.status_code == 403, (method, path, answer.text)
            tried.add(action_of(name))
        written = {entry["action"]: entry for entry in await entries(api, outcome="refused")}
        assert tried - written.keys() == set()
        assert {UUID(entry["actor_id"]) for entry in written.values()} == {colleague.user_id}

    async def test_without_a_word_of_its_service_is_still_written(
        self, api: httpx2.AsyncClient, member: Member
    ) -> None:
        made = data_of(await api.post("/chat/conversations", json={"title": "Plans"}))
        await api.patch(f"/chat/conversations/{made['id']}", json={"title": "Other plans"})
        await api.delete(f"/chat/conversations/{made['id']}")
        written = [(entry["action"], entry["resource"]) for entry in await entries(api, action="conversation")]
        assert written == [
            ("conversation.delete", f"conversation:{made['id']}"),
            ("conversation.change", f"conversation:{made['id']}"),
            ("conversation.create", None),
        ]

    async def test_that_its_service_writes_is_written_once(self, api: httpx2.AsyncClient) -> None:
        data_of(await api.post("/teams", json={"name": "Deck"}))
        written = await entries(api, action="team")
        assert [(entry["action"], entry["changes"]) for entry in written] == [("team.create", {"name": [None, "Deck"]})]

    @pytest.mark.parametrize("body", [{}, {"name": "x" * 1000}], ids=str)
    async def test_that_was_none_is_not_written(self, api: httpx2.AsyncClient, body: dict[str, str]) -> None:
        assert (await api.post("/teams", json=body)).status_code == 422
        assert await entries(api, action="team") == []

    async def test_is_not_undone_when_its_entry_cannot_be_written(
        self, house: House, api: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def lose(*_arguments: Any, **_named: Any) -> None:
            raise ConnectionError

        monkeypatch.setattr("pilothouse.access.audit.layer.record", lose)
        made = data_of(await api.post("/chat/conversations", json={"title": "Plans"}))
        assert data_of(await api.get(f"/chat/conversations/{made['id']}"))["title"] == "Plans"


class TestRuns:
    async def test_of_an_agent_leaves_an_entry_with_its_tools(self, api: httpx2.AsyncClient) -> None:
        answer = await api.post("/agents/buddy/invoke", json={"prompt": "What can you do?"})
        assert answer.status_code == 200, answer.text
        (entry,) = await entries(api, action="run")
        assert (entry["action"], entry["outcome"]) == ("run.end", "success")
        assert entry["changes"]["state"] == ["running", "completed"]
        assert entry["changes"]["agent"][1] == "buddy"
        assert isinstance(entry["changes"]["tools"][1], list)

    async def test_of_a_mission_leaves_an_entry_however_it_ends(self, api: httpx2.AsyncClient) -> None:
        made = data_of(await api.post("/missions", json={"objective": "Count the ships", "draft": True}))
        data_of(await api.post(f"/missions/{made['id']}/cancel"))
        found = {entry["action"]: entry for entry in await entries(api, action="mission")}
        assert set(found) == {"mission.submit", "mission.cancel", "mission.end"}
        assert found["mission.end"]["resource"] == found["mission.cancel"]["resource"] == f"mission:{made['id']}"
        assert (found["mission.end"]["outcome"], found["mission.end"]["changes"]["state"][1]) == ("failed", "cancelled")
