import asyncio
import re

from playwright.async_api import expect

from tests.gateway.upstream import Reply
from tests.web.gateway.conftest import MODELS, PAST_DAYS, Metered, OpenPage
from tests.web.marks import in_the_browser

pytestmark = in_the_browser


async def test_a_long_list_draws_only_what_is_in_sight(open_metered: OpenPage) -> None:
    page = await open_metered("/requests?agent=analyst")
    table = page.get_by_role("table", name="Requests")
    await expect(table).to_contain_text("gpt-4o")
    whole = page.get_by_text(f"{(PAST_DAYS - 1) * len(MODELS)} requests", exact=True)
    async with asyncio.timeout(30):
        while not await whole.count():
            await page.keyboard.press("End")
            await asyncio.sleep(0.05)
    assert await table.locator("tbody tr").count() < 80


async def test_a_row_opens_beside_the_list_and_its_address_opens_it_again(open_metered: OpenPage) -> None:
    page = await open_metered("/requests?model=claude-sonnet-4-5")
    rows = page.get_by_role("table", name="Requests").get_by_role("button", name=re.compile("claude-sonnet-4-5"))
    await rows.nth(1).click()
    panel = page.get_by_role("dialog", name="claude-sonnet-4-5")
    await expect(panel).to_contain_text("First byte after 300 ms, all of it after 1.2 s")
    await expect(panel).to_contain_text("Fresh input")
    first = page.url
    await page.keyboard.press("ArrowUp")
    await expect(page).not_to_have_url(first)
    await page.goto(first)
    await expect(panel).to_contain_text("support bot")
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()


async def test_a_filter_that_nothing_matches_can_be_cleared(open_metered: OpenPage) -> None:
    page = await open_metered("/requests?model=nobody")
    await expect(page.get_by_text("No requests match")).to_be_visible()
    await page.get_by_role("main").get_by_role("button", name="Clear filters").last.click()
    await expect(page.get_by_role("table", name="Requests")).to_contain_text("gpt-4o")


async def test_the_tail_shows_a_call_the_moment_it_is_booked(open_metered: OpenPage, metered: Metered) -> None:
    page = await open_metered("/requests?operation=chat&model=fast")
    await expect(page.get_by_role("main")).to_contain_text(re.compile("No requests match|request"))
    before = await page.get_by_role("table", name="Requests").locator("tbody button").count()
    await page.get_by_role("switch", name="Live tail").click()
    await expect(page).to_have_url(re.compile("live=true"))
    assert (await metered.ask()).status_code == 200
    rows = page.get_by_role("table", name="Requests").locator("tbody button")
    await expect(rows).to_have_count(before + 1)
    await expect(page.get_by_role("table", name="Requests")).to_contain_text("$0.00045")


async def test_a_failure_says_why(open_metered: OpenPage, metered: Metered) -> None:
    metered.upstream.replies = [Reply(status=400), Reply()]
    assert (await metered.ask()).status_code == 400
    page = await open_metered("/requests?outcome=failed")
    await page.get_by_role("table", name="Requests").locator("tbody button").first.click()
    panel = page.get_by_role("dialog", name="fast")
    await expect(panel).to_contain_text("provider_refused_request")
