"""An installation whose provider does what messages say, with tools of a project, and a signed-in browser."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, StorageState

from tests.places import open_place
from tests.web.chat.speaker import Speaker
from tests.web.chat.talks import OpenTalk, Talking
from tests.web.chromium import Complaints
from tests.web.conftest import BUILT_PAGE, shared, signed_in_to
from tests.web.installation import Installation, open_api

PROJECT = Path(__file__).with_name("project")


@shared
async def talking() -> AsyncIterator[Talking]:
    """An installation of its own: a connected model would change how the missions of other tests run."""
    assert BUILT_PAGE.exists(), "The page is not built. Run `npm --prefix web run build`, or `./scripts/dev.sh test`."
    speaker = Speaker()
    await speaker.start()
    settings = {
        "OPENAI_BASE_URL": speaker.url,
        "OPENAI_API_KEY": "sk-none",  # not a secret
        "PILOTHOUSE_GATEWAY_PRICES": '{"gpt-4o-mini": {"input_usd": "15", "output_usd": "60"}}',
        "PILOTHOUSE_GATEWAY_ALLOW_PRIVATE_ADDRESSES": "127.0.0.0/8",
        "PILOTHOUSE_PROJECT": str(PROJECT),
    }
    with open_place() as place:
        running = Installation(place, settings)
        try:
            await running.start_server()
            async with open_api(running.address) as api:
                yield Talking(running, api, speaker)
        finally:
            running.stop()
            await speaker.stop()


@shared
async def talking_state(browser: Browser, talking: Talking) -> StorageState:
    """What a browser keeps after the administrator signed in there."""
    return await signed_in_to(browser, talking.installation)


@pytest_asyncio.fixture(loop_scope="session")
async def open_talk(
    browser: Browser, talking: Talking, talking_state: StorageState, complaints: Complaints
) -> AsyncIterator[OpenTalk]:
    """Open a page there in a fresh profile: `open_talk("/chat", viewport=…)`."""
    contexts = []

    async def _open(path: str = "/chat", **options: object):
        profile = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce", **options}
        context = await browser.new_context(
            base_url=talking.installation.address, storage_state=talking_state, **profile
        )
        contexts.append(context)
        page = await context.new_page()
        complaints.listen_to(page)
        await page.goto(path)
        return page

    yield _open
    for context in contexts:
        await context.close()
