"""The list of conversations, and what is remembered beside them."""

import re

from playwright.async_api import Locator, Page, expect

from tests.web.chat.talks import OpenTalk, finished, say
from tests.web.marks import in_the_browser

pytestmark = in_the_browser


def shelf(page: Page) -> Locator:
    """Return the list."""
    return page.get_by_role("navigation", name="Conversations")


async def begin(open_talk: OpenTalk, words: str) -> Page:
    """Open a page and have a short conversation."""
    page = await open_talk("/chat")
    await say(page, f"{words}\nsay ok")
    await finished(page)
    await expect(shelf(page).get_by_role("link", name=words)).to_be_visible()
    return page


async def menu(page: Page, title: str, item: str) -> None:
    """Choose from the menu of a conversation."""
    await shelf(page).get_by_role("button", name=f"More for {title}").click()
    await page.get_by_role("menuitem", name=item, exact=True).click()


async def test_one_is_renamed_pinned_and_found(open_talk: OpenTalk) -> None:
    page = await begin(open_talk, "About the harbour")
    await menu(page, "About the harbour", "Rename")
    field = page.get_by_role("textbox", name="Title of the conversation")
    await field.fill("Harbour plans")
    await field.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Harbour plans")
    await menu(page, "Harbour plans", "Pin")
    await expect(shelf(page).get_by_role("region", name="Pinned")).to_contain_text("Harbour plans")
    await page.get_by_role("textbox", name="Search conversations").fill("harbour")
    await expect(shelf(page).get_by_role("region", name="Found")).to_contain_text("Harbour plans")
    await page.get_by_role("textbox", name="Search conversations").fill("no such words anywhere")
    await expect(shelf(page)).to_contain_text("Nothing matches")
    await page.get_by_role("button", name="Clear search").click()
    await menu(page, "Harbour plans", "Unpin")


async def test_a_deleted_one_comes_back(open_talk: OpenTalk) -> None:
    page = await begin(open_talk, "About to go")
    await menu(page, "About to go", "Delete")
    await expect(shelf(page).get_by_role("link", name="About to go")).to_be_hidden()
    await expect(page).to_have_url(re.compile(r"/chat$"))
    await page.get_by_role("button", name="Undo").click()
    await expect(shelf(page).get_by_role("link", name="About to go")).to_be_visible()


async def test_an_archived_one_stands_on_its_own_shelf(open_talk: OpenTalk) -> None:
    page = await begin(open_talk, "About last year")
    await menu(page, "About last year", "Archive")
    await expect(shelf(page).get_by_role("link", name="About last year")).to_be_hidden()
    await expect(page).to_have_url(re.compile(r"/chat$"))
    await shelf(page).get_by_role("button", name="Showing: Conversations").click()
    await page.get_by_role("menuitemradio", name="Archived").click()
    await expect(shelf(page).get_by_role("link", name="About last year")).to_be_visible()


async def test_a_fact_is_kept_and_forgotten(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat")
    await page.get_by_role("button", name="Memory").click()
    beside = page.get_by_role("complementary", name="Memory")
    await beside.get_by_role("textbox", name="New fact").fill("Reports go out in euros.")
    await beside.get_by_role("button", name="Remember").click()
    fact = beside.get_by_role("list", name="Facts").get_by_text("Reports go out in euros.")
    await expect(fact).to_be_visible()
    await beside.get_by_role("button", name="Forget this: Reports go out in euros.").click()
    await expect(fact).to_be_hidden()
    await page.get_by_role("button", name="Undo").click()
    await expect(fact).to_be_visible()
    await beside.get_by_role("button", name="Forget this: Reports go out in euros.").click()
    await expect(fact).to_be_hidden()


async def test_the_summary_can_be_put_right(open_talk: OpenTalk) -> None:
    page = await begin(open_talk, "About summaries")
    await page.get_by_role("button", name="Memory").click()
    beside = page.get_by_role("complementary", name="Memory")
    await beside.get_by_role("textbox", name="Summary of this conversation").fill("We spoke about summaries.")
    await beside.get_by_role("button", name="Save summary").click()
    await expect(beside).to_contain_text("Edited by you")


async def test_the_palette_finds_conversations_and_tools(open_talk: OpenTalk) -> None:
    page = await begin(open_talk, "About lighthouses")
    await page.keyboard.press("Control+k")
    await page.get_by_role("combobox", name="Search").fill("lighthouses")
    await expect(page.get_by_role("option", name="About lighthouses")).to_be_visible()
    await page.get_by_role("combobox", name="Search").fill("send letter")
    await page.get_by_role("option", name="Send letter").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Send letter")
