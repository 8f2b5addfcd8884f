"""Read a web page."""

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field

from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import ToolFailed, ToolRetry
from pilothouse.agents.tool import tool
from pilothouse.core.http import HttpResponse
from pilothouse.toolbox.settings import ToolboxSettings
from pilothouse.toolbox.tables.results import slug
from pilothouse.toolbox.web.browser import find_chromium, open_page
from pilothouse.toolbox.web.readable import PageLink, PageTable, ReadablePage, readable_page

_MAX_CHARS = 20_000
_RENDER_TIMEOUT_S = 45
_QUOTE_CHARS = 300


@dataclass(frozen=True, slots=True)
class PageText:
    """A page, read.

    Attributes:
        markdown: its text from `offset` on.
        next_offset: continues it; None at its end.
        tables, links: when they were asked for.
        screenshot: name of the artifact.
        is_rendered: a browser ran its scripts.
    """

    finding: str
    title: str
    url: str
    markdown: str
    total_chars: int
    next_offset: int | None
    is_rendered: bool
    tables: list[PageTable] | None = None
    links: list[PageLink] | None = None
    screenshot: str | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """A page with where it came from."""

    page: ReadablePage
    url: str
    is_rendered: bool
    screenshot: bytes | None = None


@tool(category="connector", timeout_s=120, is_idempotent=True)
async def extract(
    ctx: ToolContext,
    url: str,
    *,
    render: Literal["auto", "never", "always"] = "auto",
    include: tuple[Literal["tables", "links"], ...] = (),
    screenshot: bool = False,
    offset: Annotated[int, Field(ge=0)] = 0,
    limit: Annotated[int, Field(ge=100, le=_MAX_CHARS)] = 8_000,
) -> PageText:
    """Read a web page: its text as Markdown without menus and advertisements, on request its tables, links and picture.

    Args:
        url: http or https address of the page.
        render: run the page's scripts in a browser: auto does where there is hardly any text without.
        include: further parts of the page to return.
        screenshot: take a picture of the page for the reader, which needs the browser.
        offset: characters of the text to skip.
        limit: characters of the text to return.
    """
    read = await _read(ctx, url, render, screenshot=screenshot)
    page = read.page
    title = page.title or urlsplit(read.url).netloc
    if not page.markdown and not read.screenshot:
        raise ToolRetry(f"{read.url[:200]} holds no text{'' if read.is_rendered else '; render=always may show more'}.")
    end = offset + limit
    ctx.cite(title, read.url, " ".join(page.markdown.split())[:_QUOTE_CHARS])
    return PageText(
        finding=f"Read {title[:100]!r}: {len(page.markdown):,} characters.",
        title=title,
        url=read.url,
        markdown=page.markdown[offset:end],
        total_chars=len(page.markdown),
        next_offset=end if end < len(page.markdown) else None,
        is_rendered=read.is_rendered,
        tables=page.tables if "tables" in include else None,
        links=page.links if "links" in include else None,
        screenshot=await _save(ctx, title, read.screenshot) if read.screenshot else None,
    )


async def _read(ctx: ToolContext, url: str, how: str, *, screenshot: bool) -> _Read:
    settings = ctx.setting(ToolboxSettings)
    if how != "always" and not screenshot:
        ctx.progress(0.2, f"Fetching {urlsplit(url).netloc}")
        response = await ctx.http.get(url)
        page = await _page_of(response)
        if how == "never" or not page.is_thin or find_chromium(settings.browser_path) is None:
            return _Read(page, response.url, is_rendered=False)
    ctx.progress(0.5, "Opening it in a browser")
    shown = await open_page(
        ctx.http, url, timeout_s=_RENDER_TIMEOUT_S, browser_path=settings.browser_path, with_screenshot=screenshot
    )
    page = await asyncio.to_thread(readable_page, shown.html, shown.url)
    return _Read(page, shown.url, is_rendered=True, screenshot=shown.screenshot)


async def _page_of(response: HttpResponse) -> ReadablePage:
    """Read an answer: HTML as a page, other text as it is."""
    if response.status_code >= 400:
        raise ToolFailed(f"{response.url[:200]} answered {response.status_code}. Try another page.")
    kind = response.headers.get("content-type", "").lower()
    if "html" in kind or (not kind and response.content.lstrip()[:1] == b"<"):
        return await asyncio.to_thread(partial(readable_page, response.text(), response.url))
    if kind.startswith("text/") or "json" in kind or "xml" in kind or not kind:
        return ReadablePage("", response.text(), [], [], is_thin=False)
    raise ToolFailed(f"{response.url[:200]} is no page but {kind.partition(';')[0][:60]}, which is not read here.")


async def _save(ctx: ToolContext, title: str, picture: bytes) -> str:
    return (await ctx.artifacts.save("image", f"{slug(title)}.png", title, picture, "image/png")).name
