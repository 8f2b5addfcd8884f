"""A page as Chromium shows it, after its scripts ran.

Chromium itself reaches nothing: it cannot resolve a name and its proxy does not exist. Each request that it makes is
caught, sent by our guarded client, and answered with what that got, so that pages meet the same checks as any other
tool. Pages can only read: what is not GET or HEAD, web sockets, service workers, downloads and WebRTC are off.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from pilothouse.agents.errors import ToolFailed
from pilothouse.core.errors import PilothouseError
from pilothouse.core.http import GuardedClient, HttpResponse
from pilothouse.toolbox.turns import turn

_MAX_REQUESTS = 200
_MAX_TOTAL_BYTES = 40 * 1024 * 1024
_MAX_HTML_CHARS = 5_000_000
_AT_ONCE = 2  # a Chromium takes some 300 MB
_QUIET_MS = 3_000  # wait at most so long for scripts that go on loading
_VIEWPORT = {"width": 1280, "height": 900}
_MAX_SCREENSHOT_PX = 6_000
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_ARGUMENTS = (
    "--proxy-server=http://127.0.0.1:1", "--proxy-bypass-list=<-loopback>", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--disable-background-networking",
    "--disable-component-update", "--disable-domain-reliability", "--disable-sync", "--no-pings", "--no-first-run",
    "--disable-features=MediaRouter,OptimizationHints,Translate,DnsOverHttps,AsyncDns,WebTransport",
    "--disable-quic",
)  # fmt: skip
# The two ways of a page to send datagrams, which no route catches. The flags above stop them a second time.
_WITHOUT_DATAGRAMS = """
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"]) { delete globalThis[name]; }
"""
# They describe the body as it travelled, or belong to a connection that is over.
_DROPPED_HEADERS = frozenset(
    {"content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive", "set-cookie", "alt-svc"}
)


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page after its scripts ran. `blocked` counts requests that were not answered."""

    url: str
    html: str
    blocked: int
    screenshot: bytes | None = None


def find_chromium(setting: str = "") -> str | None:
    """Return the Chromium of this machine, if there is one."""
    return setting or next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


async def open_page(
    client: GuardedClient, url: str, *, timeout_s: float, browser_path: str = "", with_screenshot: bool = False
) -> RenderedPage:
    """Open an address in a Chromium of its own and return what it shows.

    Args:
        client: through which everything is fetched.
        url: http or https.
        timeout_s: for the whole page.
        browser_path: Chromium; looked for when empty.
        with_screenshot: take a picture of the page, 6,000 pixels of its height at most.

    Raises:
        ToolFailed: there is no Chromium, or it broke.
        PilothouseError: the page itself could not be fetched; see `GuardedClient.request`.
    """
    first = await client.get(url, headers=_HEADERS)  # follows redirects, which Chromium does not send past us
    requests = _Requests(client, first, with_images=with_screenshot)
    async with turn("browser", _AT_ONCE), _chromium(browser_path) as browser:
        context: Any = await browser.new_context(
            service_workers="block", accept_downloads=False, viewport=_VIEWPORT, locale="en-US", permissions=[]
        )
        await context.add_init_script(_WITHOUT_DATAGRAMS)
        await context.route("**/*", requests.answer)
        await context.route_web_socket("**/*", _closed)
        page: Any = await context.new_page()
        try:
            async with asyncio.timeout(timeout_s):
                return await _shown(page, requests, with_screenshot=with_screenshot)
        except TimeoutError as error:
            raise ToolFailed(f"The page did not finish within {timeout_s:g} s in the browser.") from error


async def _shown(page: Any, requests: "_Requests", *, with_screenshot: bool) -> RenderedPage:
    playwright = _playwright()
    try:
        await page.goto(requests.first.url, wait_until="domcontentloaded")
        with suppress(playwright.TimeoutError):  # it may go on loading: what it shows by now has to do
            await page.wait_for_load_state("networkidle", timeout=_QUIET_MS)
        html = str(await page.content())
        picture = await _picture(page) if with_screenshot else None
        return RenderedPage(str(page.url), html[:_MAX_HTML_CHARS], requests.blocked, picture)
    except playwright.Error as error:
        raise ToolFailed(f"The browser could not show the page: {str(error).splitlines()[0][:200]}.") from error


async def _picture(page: Any) -> bytes:
    height = min(int(await page.evaluate("document.documentElement.scrollHeight") or 0), _MAX_SCREENSHOT_PX)
    await page.set_viewport_size({**_VIEWPORT, "height": max(height, _VIEWPORT["height"])})
    return bytes(await page.screenshot(type="png", animations="disabled"))


class _Requests:
    """Answers what a page asks for, by the guarded client."""

    def __init__(self, client: GuardedClient, first: HttpResponse, *, with_images: bool) -> None:
        self.first = first
        self.blocked = 0
        self._client = client
        self._unwanted = {"media", "font", "websocket", "manifest", "texttrack", *(() if with_images else ("image",))}
        self._count = 0
        self._total_bytes = 0
        self._is_first_answered = False

    async def answer(self, route: Any) -> None:
        """Answer one request of the page, or end it."""
        response = await self._response(route.request)
        if response is None:
            self.blocked += 1
            await route.abort("blockedbyclient")
            return
        headers = {name: value for name, value in response.headers.items() if name not in _DROPPED_HEADERS}
        await route.fulfill(status=response.status_code, headers=headers, body=response.content)

    async def _response(self, request: Any) -> HttpResponse | None:
        if not self._is_first_answered and request.is_navigation_request() and request.url == self.first.url:
            self._is_first_answered = True
            return self.first
        self._count += 1
        is_over = self._count > _MAX_REQUESTS or self._total_bytes > _MAX_TOTAL_BYTES
        if is_over or request.method not in {"GET", "HEAD"} or request.resource_type in self._unwanted:
            return None
        sent = {name: value for name, value in request.headers.items() if name in _PASSED_HEADERS}
        try:
            response = await self._client.request(request.method, request.url, headers=_HEADERS | sent, timeout_s=15)
        except PilothouseError:
            return None
        self._total_bytes += len(response.content)
        return response


_HEADERS = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (compatible; Pilothouse)"}
_PASSED_HEADERS = frozenset({"accept", "accept-language", "origin", "referer"})


@asynccontextmanager
async def _chromium(browser_path: str) -> AsyncGenerator[Any]:
    """Start a Chromium, and end it with everything it holds."""
    program = find_chromium(browser_path)
    if program is None:
        raise ToolFailed("There is no Chromium on this machine. An operator installs one, such as Debian's `chromium`.")
    playwright = _playwright()
    async with playwright.async_playwright() as driver:
        try:
            browser = await driver.chromium.launch(
                executable_path=program, args=list(_ARGUMENTS), chromium_sandbox=os.geteuid() != 0, timeout=20_000
            )
        except playwright.Error as error:
            raise ToolFailed("Chromium could not be started.") from error
        try:
            yield browser
        finally:
            await browser.close()


async def _closed(web_socket: Any) -> None:
    await web_socket.close()


def _playwright() -> Any:
    try:
        from playwright import async_api  # an extra, which brings Node along
    except ImportError as error:
        raise ToolFailed("Pages with scripts need the extra `browser`: pip install 'pilothouse[browser]'.") from error
    return async_api
