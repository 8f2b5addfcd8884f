"""An administrator of one organization, with every id of another one's things: none of them is there."""

import re
from functools import cache
from typing import Any

import httpx2

from pilothouse.main import create_app
from pilothouse.settings import Settings
from tests.access.conftest import PASSWORD, Member
from tests.chat.turns.conftest import say
from tests.house import House, data_of

# What a body must hold so that only the id can be wrong, by the end of the route.
BODIES: dict[str, Any] = {
    "PATCH /budgets/{budget_id}": {"limit_usd": "999.00"},
    "PUT /budgets/{budget_id}/raise": {"limit_usd": "999.00", "until": "2100-01-01T00:00:00Z"},
    "PATCH /chat/conversations/{conversation_id}": {"title": "taken"},
    "PATCH /chat/memory/facts/{fact_id}": {"text": "taken"},
    "PATCH /connections/{connection_id}": {"weight": 9},
    "PATCH /limits/{limit_id}": {"parallel_calls": 999},
    "PATCH /missions/{mission_id}": {"title": "taken"},
    "PUT /model-routes/{route_id}": {"name": "taken", "fallbacks": ["builtin"]},
    "PATCH /notifications/endpoints/{endpoint_id}": {"name": "taken"},
    "PATCH /roles/{role_id}": {"name": "taken"},
    "PUT /runs/{run_id}/feedback": {"thumb": "down"},
    "PATCH /users/{user_id}": {"name": "taken"},
    "POST /auth/api-keys/{key_id}/rotate": {},
    "POST /service-accounts/{user_id}/keys": {"name": "taken"},
    "POST /service-accounts/{user_id}/keys/{key_id}/rotate": {},
}
# Things that take more than one request to make: that nobody else finds them is shown beside their code.
ELSEWHERE = {
    "approval_id": "tests/runtime/approvals/test_approvals.py",
    "artifact_id": "tests/runtime/artifacts/test_routes.py",
    "delivery_id": "tests/notify/deliveries/test_routes.py",
    "event_id": "tests/access/security/events/test_routes.py",
    "exception_id": "tests/access/security/policies/test_routes.py",
    "invitation_id": "tests/access/identity/invitations/test_routes.py",
    "incident_id": "tests/access/security/events/test_routes.py",
    "passkey_id": "tests/access/identity/passkeys/test_attacks.py",
}
_ID = re.compile(r"\{(\w+_id)\}")


@cache
def operations() -> list[tuple[str, str]]:
    """Return method and path below /api/v1 of every route."""
    paths = create_app(Settings()).openapi()["paths"]
    found = [(method.upper(), path) for path, methods in paths.items() for method in methods]
    return [(method, path.removeprefix("/api/v1")) for method, path in found if path.startswith("/api/v1/")]


def of_one_thing() -> list[tuple[str, str]]:
    """Return those that name something which is made here."""
    apart = {*ELSEWHERE, "scope_id"}  # a scope is named by what it is the scope of
    return [each for each in operations() if _ID.search(each[1]) and not apart & {*_ID.findall(each[1])}]


def of_all_things() -> list[str]:
    """Return the paths that read without naming anything."""
    return [path for method, path in operations() if method == "GET" and "{" not in path]


async def make_one_of_each(api: httpx2.AsyncClient, member: Member) -> dict[str, str]:
    """Fill an organization; return the ids by the name that routes give them."""

    async def made(path: str, body: Any, field: str = "id") -> str:
        return data_of(await api.post(path, json=body))[field]

    budget = {"scope_kind": "agent", "scope_id": "buddy", "period": "daily", "limit_usd": "5.00"}
    hook = {"kind": "email", "name": "Ops", "address": "ops@example.com", "topics": ["mission.failed"]}
    connection = {"name": "mine", "type": "openai", "api_keys": ["a-key-of-ours"]}
    answer = await say(api, "hello")
    file = await api.post("/files", files={"file": ("ours.csv", b"a,b\n1,2\n")})
    form = {"email": member.email, "password": PASSWORD, "delivery": "body"}
    session = data_of(await api.post("/auth/login", json=form))
    bearer = {"Authorization": f"Bearer {session['access_token']}"}
    sessions = data_of(await api.get("/auth/sessions", headers=bearer))
    ids = {
        "budget_id": await made("/budgets", budget),
        "connection_id": await made("/connections", connection),
        "conversation_id": answer.conversation_id,
        "endpoint_id": await made("/notifications/endpoints", hook),
        "fact_id": await made("/chat/memory/facts", {"text": "The harbour master likes herring."}),
        "file_id": data_of(file)["id"],
        "key_id": await made("/auth/api-keys", {"name": "ours"}),
        "limit_id": await made("/limits", {"scope_kind": "agent", "scope_id": "buddy", "parallel_calls": 2}),
        "mission_id": await made("/missions", {"objective": "Count the ships", "draft": True}),
        "role_id": await made("/roles", {"name": "analyst", "permissions": ["missions:read"]}),
        "route_id": await made("/model-routes", {"name": "ours", "fallbacks": ["builtin"]}),
        "scan_id": await made("/security/scans/text", {"name": "a.md", "text": "Be kind."}),
        "session_id": sessions[0]["id"],
        "team_id": await made("/teams", {"name": "Deck"}),
        "turn_id": answer.turn_id,
        "user_id": str(member.user_id),
    }
    runs = data_of(await api.get("/runs"))
    requests = data_of(await api.get("/requests"))
    entries = data_of(await api.get("/audit"))
    return {**ids, "run_id": runs[0]["id"], "request_id": requests[0]["request_id"], "entry_id": entries[0]["id"]}


async def test_by_no_route_and_no_list(house: House, api: httpx2.AsyncClient, member: Member, stranger: Member) -> None:
    ids = await make_one_of_each(api, member)
    thief = await house.client(stranger)
    form = {"email": stranger.email, "password": PASSWORD, "delivery": "body"}
    session = data_of(await thief.post("/auth/login", json=form))
    in_person = await house.client()  # for what API keys may not do
    in_person.headers["Authorization"] = f"Bearer {session['access_token']}"
    before = await state(api, ids)
    for path in of_all_things():
        told = (await thief.get(path)).text
        assert [each for each in _own(ids) if each in told] == [], path

    found = []
    for method, path in of_one_thing():
        address = _ID.sub(lambda match: ids[match[1]], path)
        for client in (thief, in_person):
            answer = await client.request(method, address, json=BODIES.get(f"{method} {path}"))
            is_for_people = client is thief and '"person_needed"' in answer.text
            if answer.status_code != 404 and not is_for_people:
                found.append((method, path, answer.status_code, answer.text[:200]))
    assert found == []
    assert await state(api, ids) == before


def _own(ids: dict[str, str]) -> list[str]:
    return [*ids.values(), "a-key-of-ours", "ours.csv", "Count the ships", "likes herring"]


async def state(api: httpx2.AsyncClient, ids: dict[str, str]) -> dict[str, Any]:
    """Return what their owner reads of the things, and prove that each id leads to one."""
    kept = {}
    for method, path in of_one_thing():
        if method == "GET" and not path.endswith("/stream"):
            answer = await api.get(_ID.sub(lambda match: ids[match[1]], path))
            assert answer.status_code in {200, 204}, (path, answer.text)
            kept[path] = answer.json().get("data") if "json" in answer.headers.get("content-type", "") else None
    for path in ("/auth/api-keys", "/limits", "/roles", "/teams", "/users", "/chat/memory/facts"):
        kept[path] = [{**each, "last_used_at": None, "last_seen_at": None} for each in data_of(await api.get(path))]
    assert len(kept) > 20
    return kept


async def test_ids_that_are_guessed_or_none_are_told_apart_by_nothing(
    house: House, api: httpx2.AsyncClient, member: Member, stranger: Member
) -> None:
    """What belongs to somebody else answers like what does not exist."""
    mission = data_of(await api.post("/missions", json={"objective": "Count the ships", "draft": True}))["id"]
    thief = await house.client(stranger)
    theirs, nobodys = [await thief.get(f"/missions/{each}") for each in (mission, mission[:-4] + "ffff")]
    said = [re.sub(r"[0-9a-f-]{36}", "ID", each.json()["error"]["message"]) for each in (theirs, nobodys)]
    assert said[0] == said[1]
    assert {*theirs.headers} == {*nobodys.headers}
