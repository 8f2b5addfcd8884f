from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from pilothouse.agents import ToolContext, ToolRetry
from pilothouse.agents.context import Decision
from pilothouse.agents.errors import InvalidArguments, NotApproved
from pilothouse.agents.execution import execute
from pilothouse.core.http import AddressBlocked, GuardedClient
from pilothouse.toolbox.http_request import http_request
from pilothouse.toolbox.http_send import http_send


class Approving:
    """Decides every call alike, and notes what it was asked."""

    def __init__(self, *, is_approved: bool) -> None:
        self.asked: list[str] = []
        self._is_approved = is_approved

    async def decide(self, tool_name: str, arguments: dict[str, object], idempotency_key: str) -> Decision:
        self.asked.append(tool_name)
        return Decision(self._is_approved)


@pytest.fixture
async def server() -> AsyncIterator[TestServer]:
    async def page(request: web.Request) -> web.Response:
        body = await request.text()
        return web.json_response(
            {
                "method": request.method, "sent": body, "type": request.content_type, "query": dict(request.query),
                "key": request.headers.get("Idempotency-Key"),
            }
        )  # fmt: skip

    async def picture(_: web.Request) -> web.Response:
        return web.Response(body=b"\x89PNG", content_type="image/png")

    async def novel(_: web.Request) -> web.Response:
        return web.Response(text="x" * 50_000)

    async def html(_: web.Request) -> web.Response:
        headers = {"set-cookie": "a=b", "etag": "v1", "x-powered-by": "us"}
        return web.Response(text="<p>Hi</p>", content_type="text/html", headers=headers)

    async def refused(_: web.Request) -> web.Response:
        return web.Response(status=429, headers={"retry-after": "9"})

    app = web.Application()
    app.router.add_route("*", "/page", page)
    app.router.add_get("/picture", picture)
    app.router.add_get("/novel", novel)
    app.router.add_get("/html", html)
    app.router.add_get("/refused", refused)
    running = TestServer(app)
    await running.start_server()
    yield running
    await running.close()


@pytest.fixture
async def context() -> AsyncIterator[ToolContext]:
    client = GuardedClient(allowed_networks=("127.0.0.1/32",))
    yield ToolContext(http=client, approvals=Approving(is_approved=True), idempotency_key="run-1")
    await client.aclose()


class TestReading:
    async def test_returns_the_answer(self, context: ToolContext, server: TestServer) -> None:
        arguments = {"url": str(server.make_url("/page")), "params": {"q": "é", "n": 2}}
        answer = (await execute(http_request, arguments, context)).output
        assert answer["status_code"] == 200
        assert '"query": {"q": "\\u00e9", "n": "2"}' in answer["text"]

    async def test_of_a_picture_has_no_text(self, context: ToolContext, server: TestServer) -> None:
        answer = (await execute(http_request, {"url": str(server.make_url("/picture"))}, context)).output
        assert (answer["content_type"], answer["size_bytes"]) == ("image/png", 4)
        assert "text" not in answer

    async def test_of_a_long_text_is_shortened(self, context: ToolContext, server: TestServer) -> None:
        answer = (await execute(http_request, {"url": str(server.make_url("/novel"))}, context)).output
        assert (len(answer["text"]), answer["is_shortened"], answer["size_bytes"]) == (16_000, True, 50_000)

    async def test_passes_on_headers_that_tell_something_only(self, context: ToolContext, server: TestServer) -> None:
        answer = (await execute(http_request, {"url": str(server.make_url("/html"))}, context)).output
        assert answer["headers"] == {"etag": "v1"}
        assert "extract" in answer["note"]

    async def test_tells_what_a_refusal_means(self, context: ToolContext, server: TestServer) -> None:
        answer = (await execute(http_request, {"url": str(server.make_url("/refused"))}, context)).output
        assert (answer["status_code"], answer["headers"]) == (429, {"retry-after": "9"})
        assert "wait" in answer["note"]

    async def test_has_no_method_that_changes_something(self, context: ToolContext, server: TestServer) -> None:
        for method in ("POST", "PUT", "PATCH", "DELETE", "CONNECT", "TRACE"):
            with pytest.raises(InvalidArguments):
                await execute(http_request, {"url": str(server.make_url("/page")), "method": method}, context)


class TestSending:
    @pytest.mark.parametrize(
        ("body", "sent", "kind"),
        [
            ({"json": {"a": 1}}, '{"a": 1}', "application/json"),
            ({"form": {"a": "b c"}}, "a=b+c", "application/x-www-form-urlencoded"),
            ({"text": "hi", "headers": {"Content-Type": "text/plain"}}, "hi", "text/plain"),
        ],
    )
    async def test_a_body(
        self, context: ToolContext, server: TestServer, body: dict[str, object], sent: str, kind: str
    ) -> None:
        arguments = {"url": str(server.make_url("/page")), "method": "POST", **body}
        text = (await execute(http_send, arguments, context)).output["text"]
        assert sent in text.replace('\\"', '"')
        assert kind in text
        assert '"key": "run-1"' in text

    async def test_two_bodies_is_refused(self, context: ToolContext, server: TestServer) -> None:
        arguments = {"url": str(server.make_url("/page")), "method": "POST", "json": 1, "text": "x"}
        with pytest.raises(ToolRetry, match="one body"):
            await execute(http_send, arguments, context)

    async def test_waits_for_a_person(self, context: ToolContext, server: TestServer) -> None:
        gate = Approving(is_approved=False)
        arguments = {"url": str(server.make_url("/page")), "method": "DELETE"}
        with pytest.raises(NotApproved):
            await execute(http_send, arguments, replace(context, approvals=gate))
        assert gate.asked == ["http_send"]


async def test_private_addresses_are_refused() -> None:
    client = GuardedClient()
    context = ToolContext(http=client, approvals=Approving(is_approved=True))
    with pytest.raises(AddressBlocked):
        await execute(http_request, {"url": "http://169.254.169.254/latest/meta-data/"}, context)
    with pytest.raises(AddressBlocked):
        await execute(http_send, {"url": "http://10.0.0.1/", "method": "POST", "json": {}}, context)
    await client.aclose()
