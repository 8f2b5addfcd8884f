"""A real Chromium on pages of a local server, some of which try to reach what they should not."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from pilothouse.agents.errors import ToolFailed
from pilothouse.core.http import AddressBlocked, GuardedClient
from pilothouse.toolbox.web import browser
from pilothouse.toolbox.web.browser import find_chromium, open_page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="there is no Chromium on this machine"),
]

MADE_BY_SCRIPT = """<html><head><title>Made</title></head><body><script>
fetch('/data').then(r => r.json()).then(d => { document.body.innerHTML = '<p id=a>' + d.words + '</p>'; });
</script></body></html>"""

# Each attempt writes ESCAPED into the page when it gets an answer from an address that is not allowed.
ATTEMPTS = """<html><body><div id=out></div><script>
const inner = 'http://127.0.0.2:PORT', out = document.getElementById('out');
const won = how => { out.append('ESC' + 'APED by ' + how + ' '); };
fetch(inner + '/fetch', {mode: 'no-cors'}).then(() => won('fetch'), () => 0);
fetch('http://[::1]:PORT/six', {mode: 'no-cors'}).then(() => won('fetch'), () => 0);
fetch('/send', {method: 'POST', body: 'x'}).then(() => won('post'), () => 0);
fetch('file:///etc/passwd').then(() => won('file'), () => 0);
navigator.sendBeacon(inner + '/beacon', 'x');
const x = new XMLHttpRequest(); x.onload = () => won('xhr'); x.open('GET', inner + '/xhr'); x.send();
for (const [tag, name] of [['img', 'src'], ['script', 'src'], ['iframe', 'src'], ['object', 'data'], ['embed', 'src'],
  ['video', 'src'], ['audio', 'src']]) {
  const e = document.createElement(tag); e[name] = inner + '/' + tag; document.body.append(e); }
for (const rel of ['stylesheet', 'prefetch', 'preload', 'preconnect', 'dns-prefetch', 'prerender', 'icon']) {
  const e = document.createElement('link'); e.rel = rel; e.as = 'image'; e.href = inner + '/' + rel;
  document.head.append(e); }
const s = new WebSocket('ws://127.0.0.2:PORT/socket'); s.onopen = () => won('websocket');
const v = new EventSource(inner + '/events'); v.onopen = () => won('events');
new Worker(URL.createObjectURL(new Blob(["fetch('" + inner + "/worker', {mode: 'no-cors'})"])));
if (navigator.serviceWorker) navigator.serviceWorker.register(inner + '/sw.js').catch(() => 0);
const frame = document.createElement('iframe'); document.body.append(frame);
for (const w of [window, frame.contentWindow]) {
  try { new w.WebTransport('https://127.0.0.2:PORT/'); } catch {}
  try { const p = new w.RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.2:PORT'}]}); p.createDataChannel('a');
        p.createOffer().then(o => p.setLocalDescription(o)); } catch {} }
window.open(inner + '/popup');
const f = document.createElement('form'); f.method = 'POST'; f.action = inner + '/form'; f.target = 'frame';
document.body.append(f); f.submit();
const a = document.createElement('a'); a.ping = inner + '/ping'; a.href = '#x'; document.body.append(a); a.click();
</script></body></html>"""


@pytest.fixture
async def site() -> AsyncIterator[TestServer]:
    """The site that is allowed, on 127.0.0.1."""

    async def attempts(request: web.Request) -> web.Response:
        text = ATTEMPTS.replace("PORT", request.query["port"])
        return web.Response(text=text, content_type="text/html")

    async def made(_: web.Request) -> web.Response:
        return web.Response(text=MADE_BY_SCRIPT, content_type="text/html")

    async def data(_: web.Request) -> web.Response:
        return web.json_response({"words": "said by a script"})

    async def moved(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"location": request.query["to"]})

    async def endless(_: web.Request) -> web.Response:
        return web.Response(text="<p>here</p><script>while (true) {}</script>", content_type="text/html")

    async def leaving(request: web.Request) -> web.Response:
        text = f"<p>first</p><script>location = '{request.query['to']}'</script>"
        return web.Response(text=text, content_type="text/html")

    app = web.Application()
    app.add_routes(
        [
            web.get("/attempts", attempts), web.get("/made", made), web.get("/data", data), web.get("/moved", moved),
            web.get("/endless", endless), web.get("/leaving", leaving),
        ]
    )  # fmt: skip
    running = TestServer(app, host="127.0.0.1")
    await running.start_server()
    yield running
    await running.close()


@pytest.fixture
async def client() -> AsyncIterator[GuardedClient]:
    guarded = GuardedClient(allowed_networks=("127.0.0.1/32",), timeout_s=10)
    yield guarded
    await guarded.aclose()


@pytest.fixture
async def visitors() -> AsyncIterator[tuple[int, list[str]]]:
    """A port on 127.0.0.2 and ::1 where nobody may come, over TCP or UDP, and who came."""
    came: list[str] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append((await reader.readline()).decode(errors="replace"))
        writer.close()

    class Datagrams(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            came.append("datagram")

    server = await asyncio.start_server(note, "127.0.0.2", 0)
    port = server.sockets[0].getsockname()[1]
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        Datagrams, local_addr=("127.0.0.2", port), family=socket.AF_INET
    )
    yield port, came
    transport.close()
    server.close()


async def test_a_page_is_shown_as_its_scripts_made_it(client: GuardedClient, site: TestServer) -> None:
    page = await open_page(client, str(site.make_url("/made")), timeout_s=30, with_screenshot=True)
    assert "said by a script" in page.html
    assert page.screenshot is not None
    assert page.screenshot.startswith(b"\x89PNG")


async def test_no_page_reaches_what_the_guard_refuses(
    client: GuardedClient, site: TestServer, visitors: tuple[int, list[str]]
) -> None:
    port, came = visitors
    page = await open_page(client, str(site.make_url("/attempts").with_query(port=port)), timeout_s=30)
    assert "ESCAPED" not in page.html
    assert came == []
    assert page.blocked > 5


async def test_redirects_are_checked_before_the_browser_sees_them(
    client: GuardedClient, site: TestServer, visitors: tuple[int, list[str]]
) -> None:
    port, came = visitors
    with pytest.raises(AddressBlocked):
        await open_page(client, f"{site.make_url('/moved')}?to=http://127.0.0.2:{port}/", timeout_s=30)
    page = await open_page(client, f"{site.make_url('/moved')}?to=/made", timeout_s=30)
    assert page.url.endswith("/made")
    assert came == []


async def test_a_page_that_leaves_for_a_private_address_gets_nowhere(
    client: GuardedClient, site: TestServer, visitors: tuple[int, list[str]]
) -> None:
    port, came = visitors
    for target in (f"http://127.0.0.2:{port}/", "file:///etc/passwd", "chrome://version"):
        page = await open_page(client, f"{site.make_url('/leaving')}?to={target}", timeout_s=30)
        assert "root:" not in page.html
    assert came == []


async def test_a_page_that_never_rests_is_left(client: GuardedClient, site: TestServer) -> None:
    with pytest.raises(ToolFailed, match="did not finish"):
        await open_page(client, str(site.make_url("/endless")), timeout_s=3)


async def test_a_missing_browser_is_told(
    client: GuardedClient, site: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "find_chromium", lambda _setting: None)
    with pytest.raises(ToolFailed, match="no Chromium"):
        await open_page(client, str(site.make_url("/made")), timeout_s=30)
