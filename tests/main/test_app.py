"""Every route of the real application, walked: what a list does not name stays closed."""

import re
from uuid import UUID

import httpx2
import pytest
from fastapi.routing import APIRoute

from pilothouse.core.ids import new_id
from pilothouse.main import create_app
from pilothouse.main.app import ROUTERS
from pilothouse.settings import Settings

# What answers without a credential, and why.
OPEN = {
    ("POST", "/api/v1/auth/login"): "that is where one gets in",
    ("POST", "/api/v1/auth/register"): "says that sign-up is closed, or sends a letter",
    ("POST", "/api/v1/auth/password/forgot"): "sends a letter; says the same to everybody",
    ("POST", "/api/v1/auth/password/reset"): "asks for a token from a letter",
    ("POST", "/api/v1/auth/email/verify"): "asks for a token from a letter",
    ("POST", "/api/v1/auth/invitations/look"): "asks for a token from a letter",
    ("POST", "/api/v1/auth/invitations/accept"): "asks for a token from a letter",
    ("POST", "/api/v1/auth/login/step"): "asks for the token of a first step",
    ("POST", "/api/v1/auth/login/code"): "asks for the token of a first step",
    ("POST", "/api/v1/auth/login/app"): "asks for the token of a first step",
    ("POST", "/api/v1/auth/login/app/confirm"): "asks for the token of a first step",
    ("POST", "/api/v1/auth/login/passkey/options"): "gives out a challenge; says the same to everybody",
    ("POST", "/api/v1/auth/login/passkey"): "asks for an answer that a passkey has signed",
    ("GET", "/api/v1/auth/ways"): "says how one signs in, before one has",
    ("POST", "/api/v1/auth/oidc/{issuer}/start"): "gives out an address of an issuer",
    ("GET", "/api/v1/auth/oidc/{issuer}/callback"): "asks for a code of an issuer, and a cookie of ours",
    ("POST", "/api/v1/auth/refresh"): "asks for a refresh token itself",
    ("POST", "/api/v1/auth/logout"): "leaving is never refused",
    ("GET", "/.well-known/jwks.json"): "public keys",
    ("GET", "/health/live"): "probes have no credential",
    ("GET", "/health/ready"): "probes have no credential",
    ("GET", "/health/startup"): "probes have no credential",
    ("GET", "/openapi.json"): "the document of the API",
}


def operations() -> list[tuple[str, str]]:
    """Return every method and path that the application documents or hides."""
    app = create_app(Settings())
    documented = {(method.upper(), path) for path, methods in app.openapi()["paths"].items() for method in methods}
    return sorted(documented | {("GET", "/openapi.json")})


def fill(path: str) -> str:
    return re.sub(r"\{[^}]+\}", str(new_id()), path)


class TestDeniedByDefault:
    def test_the_list_is_no_longer_than_it_must_be(self) -> None:
        assert set(OPEN) <= set(operations())

    def test_no_route_is_hidden_from_the_document_that_is_walked_here(self) -> None:
        routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
        assert len(routes) > 30
        assert [route.path for route in routes if not route.include_in_schema] == []
        # the document leaves out how a parameter is read
        told = {(method, route.path.replace(":path}", "}")) for route in routes for method in route.methods}
        assert told <= set(operations())

    async def test_no_route_answers_without_a_credential(self, house) -> None:
        client = await house.client()
        answers = {}
        for method, path in set(operations()) - set(OPEN):
            answer = await client.request(method, f"http://pilothouse.test{fill(path)}")
            answers[method, path] = (answer.status_code, answer.json()["success"], bool(answer.json()["error"]["code"]))
        assert len(answers) > 40
        assert {each for each, told in answers.items() if told != (401, False, True)} == set()

    @pytest.mark.parametrize(
        "credential",
        ["Bearer ph_nobodyknowsthiskey0000000000000000000", "Bearer x.y.z", "Basic eDp5"],  # not a secret
    )
    async def test_nor_with_one_that_is_made_up(self, house, credential) -> None:
        client = await house.client()
        assert (await client.get("/missions", headers={"Authorization": credential})).status_code == 401

    async def test_a_key_without_scopes_may_look_at_nothing(self, house, member) -> None:
        """Deny by default: each route names the permission it wants."""
        client = await house.client(member, "agents:write")  # which no route asks for
        open_to_all = set()
        for method, path in operations():
            if (method, path) in OPEN:
                continue
            answer = await client.request(method, f"http://pilothouse.test{fill(path)}", json={})
            if answer.status_code != 403:
                open_to_all.add((method, path, answer.status_code))
        # what is about oneself needs no permission
        own = {"/api/v1/auth/me", *(f"/api/v1/notifications/{each}" for each in ("topics", "preferences"))}
        assert {path.removesuffix("/{topic}") for _, path, _ in open_to_all} <= own


class TestWires:
    """The paths that stand before the web application, and so before everything that guards its routes."""

    PATHS = (
        ("POST", "/v1/chat/completions"),
        ("POST", "/v1/responses"),
        ("GET", "/v1/responses/resp_1"),
        ("DELETE", "/v1/responses/resp_1"),
        ("POST", "/v1/responses/resp_1/cancel"),
        ("POST", "/v1/embeddings"),
        ("POST", "/v1/messages"),
        ("POST", "/v1/messages/count_tokens"),
        ("GET", "/v1/models"),
        ("GET", "/v1/models/builtin"),
    )

    @pytest.mark.parametrize(("method", "path"), PATHS)
    async def test_answer_nobody_without_a_key_that_may(self, house, member, method, path) -> None:
        address = f"http://pilothouse.test{path}"
        assert (await (await house.client()).request(method, address, json={})).status_code == 401
        reader = await house.client(member, "audit:read")
        refused = await reader.request(method, address, json={})
        assert (refused.status_code, refused.json()["error"]["message"][:10]) == (403, "This needs")

    async def test_answer_with_the_built_in_model(self, api) -> None:
        body = {"model": "builtin", "messages": [{"role": "user", "content": "Hello"}]}
        answer = await api.post("http://pilothouse.test/v1/chat/completions", json=body)
        assert answer.status_code == 200, answer.text
        assert answer.json()["choices"][0]["message"]["content"]
        assert answer.headers["x-pilothouse-cost-usd"] == "0.000000"


class TestDocument:
    async def test_describes_every_route_with_its_errors(self, house) -> None:
        document = (await (await house.client()).get("http://pilothouse.test/openapi.json")).json()
        assert document["openapi"].startswith("3.1")
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                assert operation.get("description") or operation.get("summary"), (method, path)
                if path.startswith("/api/v1"):
                    assert "401" in operation["responses"], (method, path)

    def test_names_each_operation_once(self) -> None:
        document = create_app(Settings()).openapi()
        names = [each["operationId"] for methods in document["paths"].values() for each in methods.values()]
        assert len(names) == len(set(names))


class TestLifespan:
    async def test_is_ready_once_open(self, house) -> None:
        client = await house.client()
        for probe in ("live", "ready", "startup"):
            answer = await client.get(f"http://pilothouse.test/health/{probe}")
            assert (answer.status_code, answer.json()["status"]) == (200, "ok")

    async def test_is_neither_started_nor_ready_before(self) -> None:
        app = create_app(Settings())
        client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://pilothouse.test")
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/health/startup")).status_code == 503
        assert (await client.get("/health/ready")).status_code == 503


class TestMe:
    async def test_the_whole_application_knows_who_asks(self, api, member) -> None:
        me = (await api.get("/auth/me")).json()["data"]
        assert UUID(me["id"]) == member.user_id
