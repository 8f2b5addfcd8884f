"""The page below a path, as a proxy publishes it beside other things on one host."""

import re
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.places import open_place
from tests.web.chromium import Complaints
from tests.web.conftest import sign_in
from tests.web.installation import Installation
from tests.web.marks import in_the_browser

pytestmark = in_the_browser


@pytest_asyncio.fixture(loop_scope="session")
async def below() -> AsyncIterator[str]:
    """The address of an installation that is published under /pilot."""
    with open_place() as place:
        running = Installation(place, settings={"PILOTHOUSE_SERVER_BASE_PATH": "/pilot"})
        try:
            await running.start_server()
            yield running.address
        finally:
            running.stop()


async def test_the_page_works_below_a_path(browser: Browser, below: str, complaints: Complaints) -> None:
    complaints.expect("401")
    context = await browser.new_context(base_url=below)
    page = await context.new_page()
    complaints.listen_to(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(below)))
    await page.goto("/pilot/missions")
    await sign_in(page)
    await expect(page.get_by_role("heading", name="Missions", exact=True)).to_be_visible()
    await page.get_by_role("link", name="Chat").click()
    await expect(page).to_have_url(re.compile(r"/pilot/chat"))
    assert [address for address in asked if not address.startswith("/pilot/") and ":" not in address] == []
    paths = {cookie["name"]: cookie["path"] for cookie in await context.cookies()}
    assert paths["pilothouse_refresh"] == "/pilot/api/v1/auth"
    await context.close()
