from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from pilothouse.agents import ToolContext, ToolRetry, local_context
from pilothouse.agents.errors import ToolFailed
from pilothouse.agents.execution import execute
from pilothouse.core.http import AddressBlocked, GuardedClient
from pilothouse.toolbox import extract as extract_module
from pilothouse.toolbox.extract import extract
from pilothouse.toolbox.web.browser import find_chromium
from tests.toolbox.web.test_browser import MADE_BY_SCRIPT
from tests.toolbox.web.test_readable import PAGE

needs_chromium = pytest.mark.skipif(find_chromium() is None, reason="there is no Chromium on this machine")


@pytest.fixture
async def server() -> AsyncIterator[TestServer]:
    async def page(_: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    async def made(_: web.Request) -> web.Response:
        return web.Response(text=MADE_BY_SCRIPT, content_type="text/html")

    async def data(_: web.Request) -> web.Response:
        return web.json_response({"words": "said by a script"})

    async def pdf(_: web.Request) -> web.Response:
        return web.Response(body=b"%PDF-1.7", content_type="application/pdf")

    app = web.Application()
    app.add_routes([web.get("/page", page), web.get("/made", made), web.get("/data", data), web.get("/pdf", pdf)])
    running = TestServer(app)
    await running.start_server()
    yield running
    await running.close()


@pytest.fixture
async def context(tmp_path: Path) -> AsyncIterator[ToolContext]:
    client = GuardedClient(allowed_networks=("127.0.0.1/32",), timeout_s=10)
    yield local_context(tmp_path, http=client)
    await client.aclose()


async def test_reads_a_page_and_cites_it(context: ToolContext, server: TestServer) -> None:
    url = str(server.make_url("/page"))
    output = (await execute(extract, {"url": url, "render": "never"}, context)).output
    assert (output["title"], output["is_rendered"]) == ("The title", False)
    assert "# Heading" in output["markdown"]
    assert "tables" not in output
    assert context.trace.citations[0].source == url


async def test_reads_on_from_where_it_stopped(context: ToolContext, server: TestServer) -> None:
    arguments = {"url": str(server.make_url("/page")), "render": "never", "limit": 100}
    first = (await execute(extract, arguments, context)).output
    rest = (await execute(extract, {**arguments, "offset": first["next_offset"], "limit": 20_000}, context)).output
    assert len(first["markdown"] + rest["markdown"]) == first["total_chars"]
    assert "next_offset" not in rest


async def test_returns_tables_and_links_on_request(context: ToolContext, server: TestServer) -> None:
    arguments = {"url": str(server.make_url("/page")), "render": "never", "include": ["tables", "links"]}
    output = (await execute(extract, arguments, context)).output
    assert output["tables"][0]["rows"][1] == ["Lyon", "520,000"]
    assert output["links"][0]["text"] == "Home"


@pytest.mark.browser
@needs_chromium
async def test_runs_scripts_where_there_is_hardly_any_text(context: ToolContext, server: TestServer) -> None:
    output = (await execute(extract, {"url": str(server.make_url("/made"))}, context)).output
    assert (output["is_rendered"], output["markdown"]) == (True, "said by a script")


@pytest.mark.browser
@needs_chromium
async def test_takes_a_picture(context: ToolContext, server: TestServer, tmp_path: Path) -> None:
    output = (await execute(extract, {"url": str(server.make_url("/page")), "screenshot": True}, context)).output
    assert (tmp_path / "artifacts" / output["screenshot"]).read_bytes().startswith(b"\x89PNG")


async def test_without_a_browser_a_page_is_read_as_it_is(
    context: ToolContext, server: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extract_module, "find_chromium", lambda _setting: None)
    with pytest.raises(ToolRetry, match="holds no text"):
        await execute(extract, {"url": str(server.make_url("/made"))}, context)


async def test_what_is_no_page_is_told(context: ToolContext, server: TestServer) -> None:
    with pytest.raises(ToolFailed, match="application/pdf"):
        await execute(extract, {"url": str(server.make_url("/pdf"))}, context)
    with pytest.raises(ToolFailed, match="answered 404"):
        await execute(extract, {"url": str(server.make_url("/none"))}, context)
    data = (await execute(extract, {"url": str(server.make_url("/data"))}, context)).output
    assert data["markdown"] == '{"words": "said by a script"}'


@pytest.mark.parametrize("how", ["never", "auto", "always"])
async def test_private_addresses_are_refused(tmp_path: Path, how: str) -> None:
    context = local_context(tmp_path)
    with pytest.raises(AddressBlocked):
        await execute(extract, {"url": "http://169.254.169.254/", "render": how}, context)
    await context.http.aclose()
