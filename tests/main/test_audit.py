"""Whoever changes something leaves an entry: every route of the real application, walked."""

import re
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi.routing import APIRoute
from sqlalchemy import text

from pilothouse.access.audit.bodies import keeps_body
from pilothouse.access.audit.layer import UNRECORDED, action_of
from pilothouse.db.engine import Database
from pilothouse.main.app import ROUTERS
from tests.access.conftest import Member
from tests.conftest import make_tenant
from tests.house import House, add_colleague, data_of, make_user
from tests.main.test_app import OPEN, fill

CHANGES = sorted(
    (method, route.path, route.name)
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods - {"GET", "HEAD"}
)
READS = sorted(
    (route.path, route.name)
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and "GET" in route.methods
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

    def test_keeps_no_body_that_holds_a_credential(self) -> None:
        """Forms are looked through for fields of such names, whatever room they belong to."""
        suspicious = re.compile("password|secret|token(?!s)|api_?key|credential|^code$|headers", re.IGNORECASE)
        for router in ROUTERS:
            for route in router.routes:
                if isinstance(route, APIRoute) and route.body_field is not None and keeps_body(route.path, route.name):
                    form = route.body_field.field_info.annotation
                    fields = getattr(form, "model_fields", {})
                    assert not [name for name in fields if suspicious.search(name)], (route.path, route.name)

    async def test_keeps_what_was_sent_for_administrators(
        self, house: House, api: httpx2.AsyncClient, member: Member, database: Database
    ) -> None:
        data_of(await api.post("/teams", json={"name": "Deck"}))
        made = data_of(await api.post("/chat/conversations", json={"title": "Plans for Bearer hunter22"}))
        (team,) = await entries(api, action="team.create")
        (conversation,) = await entries(api, action="conversation.create")
        assert data_of(await api.get(f"/audit/{team['id']}/body")) == {
            "body": {"name": "Deck"}, "size_bytes": 15, "is_cut": False,
        }  # fmt: skip
        kept = data_of(await api.get(f"/audit/{conversation['id']}/body"))
        assert kept["body"] == {"title": "Plans for Bearer ***"}
        assert made["title"] == "Plans for Bearer hunter22"
        stranger = await house.client(await make_user(database, await make_tenant(database)))
        assert (await stranger.get(f"/audit/{team['id']}/body")).status_code == 404
        reader = await house.client(await add_colleague(database, member, "admin"), "audit:read")
        assert (await reader.get(f"/audit/{team['id']}/body")).status_code == 403
        async with database.transaction(member.organization_id) as session:
            assert b"Deck" not in await session.scalar(text("select sealed from audit_body limit 1"))

    async def test_keeps_nothing_of_a_password(
        self, api: httpx2.AsyncClient, member: Member, database: Database
    ) -> None:
        form = {"email": f"bo-{member.user_id}@example.com", "name": "Bo", "password": "four teal herons waiting"}
        data_of(await api.post("/users", json=form))
        (entry,) = await entries(api, action="user.create")
        nothing = {"body": None, "size_bytes": 0, "is_cut": False}
        assert data_of(await api.get(f"/audit/{entry['id']}/body")) == nothing

    @pytest.mark.parametrize("body", [{}, {"name": "x" * 1000}], ids=str)
    async def test_that_was_none_is_not_written(self, api: httpx2.AsyncClient, body: dict[str, str]) -> None:
        assert (await api.post("/teams", json=body)).status_code == 422
        assert await entries(api, action="team") == []

    @pytest.mark.parametrize("lost", ["entries.record", "layer.keep"])
    async def test_is_not_undone_when_entry_or_body_cannot_be_written(
        self, house: House, api: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch, lost: str
    ) -> None:
        async def lose(*_arguments: Any, **_named: Any) -> None:
            raise ConnectionError

        monkeypatch.setattr(f"pilothouse.access.audit.{lost}", lose)
        made = data_of(await api.post("/chat/conversations", json={"title": "Plans"}))
        assert data_of(await api.get(f"/chat/conversations/{made['id']}"))["title"] == "Plans"


class TestRefusedReading:
    async def test_leaves_an_entry_by_every_route(
        self, house: House, api: httpx2.AsyncClient, member: Member, database: Database
    ) -> None:
        """One who may see nothing looks at everything."""
        nobody = await house.client(await add_colleague(database, member, "user"), "keys:read")
        refused = set()
        for path, name in READS:
            answer = await nobody.get(f"http://pilothouse.test{fill(path)}")
            if answer.status_code == 403:
                refused.add(action_of(name))
        assert len(refused) > 50
        assert {entry["action"] for entry in await entries(api, outcome="refused")} == refused

    async def test_that_does_not_end_is_written_once_a_minute(
        self, house: House, api: httpx2.AsyncClient, member: Member
    ) -> None:
        curious, other = await house.client(member, "keys:read"), await house.client(member, "keys:read")
        for client in (curious, curious, curious, other):
            assert (await client.get("/audit")).status_code == 403
        written = await entries(api, outcome="refused")
        assert [(entry["action"], entry["changes"]) for entry in written] == [
            ("audit.list", {"status": [None, 403], "times": [None, 1]})
        ] * 2
        assert len({entry["api_key_id"] for entry in written}) == 2

    async def test_of_somebody_elses_is_not_told_apart_from_what_never_was(
        self, api: httpx2.AsyncClient, database: Database
    ) -> None:
        stranger = await make_user(database, await make_tenant(database))
        assert (await api.get(f"/users/{stranger.user_id}")).status_code == 404
        assert await entries(api, outcome="refused") == []


class TestRefusedCalls:
    async def test_at_the_wires_leave_an_entry(self, house: House, api: httpx2.AsyncClient, member: Member) -> None:
        curious = await house.client(member, "keys:read")
        call = {"model": "auto", "messages": [{"role": "user", "content": "Hi"}]}
        for _ in range(2):
            refused = await curious.post("http://pilothouse.test/v1/chat/completions", json=call)
            assert refused.status_code == 403
        assert (await curious.get("http://pilothouse.test/v1/models")).status_code == 403
        written = await entries(api, outcome="refused")
        assert sorted(entry["action"] for entry in written) == ["model.invoke", "model.read"]
        assert all(entry["api_key_id"] and entry["ip_address"] for entry in written)


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
