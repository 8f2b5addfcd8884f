"""One installation and one Chromium for all tests of the page; a browser profile of its own for each test.

These tests share one event loop, because the browser belongs to it: every module has `pytestmark = in_the_browser`.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import vega_datasets
from playwright.async_api import Browser, Page, StorageState, expect

import pilothouse.server
from tests.issuer import Acme, open_issuer
from tests.places import open_place
from tests.web.chromium import Complaints, chromium_path, open_browser
from tests.web.installation import EMAIL, PASSWORD, Api, Installation, open_api

OpenPage = Callable[..., Awaitable[Page]]

BUILT_PAGE = Path(pilothouse.server.__file__).parent / "static" / "index.html"
expect.set_options(timeout=15_000)  # a condition is met at once or on a loaded machine later, and then at once

shared = pytest_asyncio.fixture(scope="session", loop_scope="session")


@shared
async def issuer() -> AsyncIterator[Acme]:
    """Somebody elsewhere who vouches for people."""
    with open_issuer() as issuer:
        yield issuer


@shared
async def installation(issuer: Acme) -> AsyncIterator[Installation]:
    """A running server, and a worker that the test can hold before any step."""
    chromium_path()
    assert BUILT_PAGE.exists(), "The page is not built. Run `npm --prefix web run build`, or `./scripts/dev.sh test`."
    with open_place() as place:
        acme = {"issuer": issuer.address, "client_id": "pilothouse", "label": "Acme", "links_by_email": True}
        settings = {
            "PILOTHOUSE_ACCESS_SIGN_UP": "invite",
            "PILOTHOUSE_ACCESS_OIDC": json.dumps({"acme": acme}),
            "PILOTHOUSE_SECRET_OIDC_ACME": "anything: it asks for one, and takes any",
        }
        running = Installation(place, settings)
        try:
            await running.start_server()
            await running.start_worker()
            yield running
        finally:
            running.stop()


@shared
async def api(installation: Installation) -> AsyncIterator[Api]:
    """The administrator's way to prepare missions."""
    async with open_api(installation.address) as api:
        yield api


@shared
async def browser() -> AsyncIterator[Browser]:
    """The one Chromium."""
    async with open_browser() as browser:
        yield browser


@shared
async def signed_in(browser: Browser, installation: Installation) -> StorageState:
    """What a browser keeps after the administrator signed in."""
    return await signed_in_to(browser, installation)


async def signed_in_to(browser: Browser, installation: Installation) -> StorageState:
    """Sign in as the administrator of an installation."""
    context = await browser.new_context(base_url=installation.address)
    page = await context.new_page()
    await page.goto("/")
    await sign_in(page)
    await expect(page.get_by_role("heading", name="Missions", exact=True)).to_be_visible()
    state = await context.storage_state()
    await context.close()
    return state


async def sign_in(page: Page, password: str = PASSWORD) -> None:
    """Fill the form and send it."""
    await page.get_by_label("E-mail").fill(EMAIL)
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Sign in", exact=True).click()


@pytest_asyncio.fixture(loop_scope="session")
async def complaints() -> AsyncIterator[Complaints]:
    """The console of every page of the test; what nobody expected fails it."""
    complaints = Complaints()
    yield complaints
    assert complaints.unexpected == []


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(
    browser: Browser, installation: Installation, signed_in: StorageState, complaints: Complaints
) -> AsyncIterator[OpenPage]:
    """Open a page in a fresh profile: `open_page("/tools", signed_in=False, viewport=…)`."""
    contexts = []

    async def _open_page(path: str = "/missions", *, known: bool = True, **options: Any) -> Page:
        profile = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce", **options}
        context = await browser.new_context(
            base_url=installation.address, storage_state=signed_in if known else None, **profile
        )
        contexts.append(context)
        page = await context.new_page()
        complaints.listen_to(page)
        await page.goto(path)
        return page

    yield _open_page
    installation.let_go()
    for context in contexts:
        await context.close()


@pytest.fixture(scope="session")
def data() -> Path:
    """Real data files, as the `vega_datasets` package carries them."""
    return Path(vega_datasets.__file__).parent / "_data"
