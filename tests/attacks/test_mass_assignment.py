"""Fields that a form does not have: they are refused, never taken along."""

import json
from typing import Any

import httpx2
from sqlalchemy import text

from pilothouse.db.engine import Database
from pilothouse.main import create_app
from pilothouse.settings import Settings
from tests.access.conftest import Member
from tests.house import House, add_colleague, code_of, data_of

FOREIGN = {
    "organization_id": "00000000-0000-7000-8000-000000000001", "is_admin": True, "permissions": ["admin"],
    "password_hash": "x", "email_verified_at": "2026-01-01T00:00:00Z", "deleted_at": None, "kind": "service",
    "__proto__": {"is_admin": True}, "constructor": {"prototype": {"admin": True}}, "roles[]": "admin",
}  # fmt: skip


def open_forms() -> set[str]:
    """Return the shapes of JSON bodies that would take a field they do not name."""
    document = create_app(Settings()).openapi()
    schemas, found, seen = document["components"]["schemas"], set(), set()

    def look(schema: dict[str, Any], name: str) -> None:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            if name in seen:
                return
            seen.add(name)
            schema = schemas[name]
        if "properties" in schema and schema.get("additionalProperties") is not False:
            found.add(name)
        inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", ()), *schema.get("oneOf", ())]
        for each in [*inner, *filter(None, [schema.get("items")])]:
            look(each, name)

    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            look(content.get("application/json", {}).get("schema", {}), f"{method} {path}")
    assert len(seen) > 50
    return found


def test_no_form_takes_a_field_that_it_does_not_name() -> None:
    assert open_forms() == set()


async def test_whoever_sends_one_is_told(api: httpx2.AsyncClient, member: Member) -> None:
    for method, path, form in (
        ("POST", "/users", {"email": "bea@example.com", "name": "Bea", "password": "nine small owls sing"}),
        ("PATCH", f"/users/{member.user_id}", {"name": "Ada"}),
        ("POST", "/auth/api-keys", {"name": "mine"}),
        ("POST", "/missions", {"objective": "Say hello", "draft": True}),
        ("POST", "/budgets", {"scope_kind": "agent", "scope_id": "x", "period": "daily", "limit_usd": "1.00"}),
    ):
        for field, value in FOREIGN.items():
            answer = await api.request(method, path, json={**form, field: value})
            assert code_of(answer) == (422, "invalid_input"), (path, field)


async def test_ones_own_profile_gives_nobody_more(
    house: House, api: httpx2.AsyncClient, member: Member, database: Database
) -> None:
    """One who may change their name may change nothing else by the same form."""
    colleague = await add_colleague(database, member, "user")
    client = await house.client(colleague)
    await client.get("/auth/me")  # now they were seen
    before = data_of(await api.get(f"/users/{colleague.user_id}"))
    for field in ("roles", "is_active", "email", "organization_id", "kind", "password"):
        for path in ("/auth/me", f"/users/{colleague.user_id}"):
            answer = await client.patch(path, json={"name": "Bea", field: ["admin"]})
            assert answer.status_code in {403, 422}, (path, field, answer.text)
    assert data_of(await api.get(f"/users/{colleague.user_id}")) == before


class TestTwice:
    async def test_one_value_is_checked_and_used(
        self, house: House, api: httpx2.AsyncClient, member: Member, database: Database
    ) -> None:
        """Readers that disagree which of two counts would check one and use the other."""
        client = await house.client(await add_colleague(database, member, "developer"), "keys:write", "keys:read")
        for scopes in (["keys:read"], ["admin"]), (["admin"], ["keys:read"]):
            first, last = (json.dumps(each) for each in scopes)
            body = f'{{"name": "x", "scopes": {first}, "scopes": {last}}}'
            answer = await client.post("/auth/api-keys", content=body, headers={"Content-Type": "application/json"})
            if answer.is_success:
                assert data_of(answer)["scopes"] == ["keys:read"]
            else:
                assert answer.status_code in {403, 422}, answer.text

    async def test_in_an_address_gives_no_more(
        self, house: House, api: httpx2.AsyncClient, member: Member, stranger: Member
    ) -> None:
        data_of(await api.post("/teams", json={"name": "Deck"}))
        client = await house.client(stranger)
        for name in ("organization_id", "organization", "tenant", "org"):
            query = [(name, str(stranger.organization_id)), (name, str(member.organization_id))]
            assert "Deck" not in (await client.get("/teams", params=query)).text
        answer = await client.get("/missions", params=[("limit", "1"), ("limit", "100000")])
        assert answer.status_code in {200, 422}


async def test_what_is_left_out_of_the_answer_is_not_told_either(
    api: httpx2.AsyncClient, member: Member, database: Database
) -> None:
    async with database.transaction(member.organization_id) as session:
        stored = await session.scalar(text("select password_hash from user_account"))
    assert stored.startswith("$argon2id$")
    for path in (f"/users/{member.user_id}", "/users", "/auth/me", "/users?fields=password_hash&include=password_hash"):
        answer = await api.get(path)
        assert answer.status_code in {200, 422}
        assert "argon2" not in answer.text
        assert "password_hash" not in answer.text.replace("fields", "")
