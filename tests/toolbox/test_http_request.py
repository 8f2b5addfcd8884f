from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from pilothouse.agents import ToolContext
from pilothouse.agents.execution import execute
from pilothouse.core.http import AddressBlocked, GuardedClient
from pilothouse.toolbox.http_request import http_request


@pytest.fixture
async def server() -> AsyncIterator[TestServer]:
    async def page(request: web.Request) -> web.Response:
        return web.json_response(
            {"method": request.method, "sent": await request.json() if request.can_read_body else None}
        )

    async def picture(_: web.Request) -> web.Response:
        return web.Response(body=b"\x89PNG", content_type="image/png")

    async def novel(_: web.Request) -> web.Response:
        return web.Response(text="x" * 50_000)

    app = web.Application()
    app.router.add_route("*", "/page", page)
    app.router.add_get("/picture", picture)
    app.router.add_get("/novel", novel)
    running = TestServer(app)
    await running.start_server()
    yield running
    await running.close()


@pytest.fixture
async def context() -> AsyncIterator[ToolContext]:
    client = GuardedClient(allowed_networks=("127.0.0.1/32",))
    yield ToolContext(http=client)
    await client.aclose()


async def test_sends_json_and_reads_the_answer(context: ToolContext, server: TestServer) -> None:
    arguments = {"url": str(server.make_url("/page")), "method": "POST", "json": {"a": 1}}
    answer = (await execute(http_request, arguments, context)).output
    assert answer["status_code"] == 200
    assert '"sent": {"a": 1}' in answer["text"]


async def test_a_picture_has_no_text(context: ToolContext, server: TestServer) -> None:
    answer = (await execute(http_request, {"url": str(server.make_url("/picture"))}, context)).output
    assert (answer["content_type"], answer["size_bytes"]) == ("image/png", 4)
    assert "text" not in answer


async def test_a_long_text_is_shortened(context: ToolContext, server: TestServer) -> None:
    answer = (await execute(http_request, {"url": str(server.make_url("/novel"))}, context)).output
    assert (len(answer["text"]), answer["is_shortened"], answer["size_bytes"]) == (16_000, True, 50_000)


async def test_private_addresses_are_refused() -> None:
    client = GuardedClient()
    with pytest.raises(AddressBlocked):
        await execute(http_request, {"url": "http://169.254.169.254/latest/meta-data/"}, ToolContext(http=client))
    await client.aclose()
