"""The inbox of calls that wait for a person, by keyboard and live."""

import re

from playwright.async_api import Locator, Page, expect

from tests.web.chat.talks import OpenTalk, answers, finished, say
from tests.web.marks import in_the_browser

pytestmark = in_the_browser


def calls(page: Page) -> Locator:
    """Return the rows of the list."""
    return page.get_by_role("list", name="Tool calls").get_by_role("listitem")


async def ask(open_talk: OpenTalk, to: str) -> Page:
    """Let an agent ask for a letter in a page of its own."""
    page = await open_talk("/chat")
    await say(page, f'call send_letter {{"to": "{to}", "text": "Hello."}}\nsay Sent.')
    await expect(page.get_by_role("region", name="Approval needed")).to_be_visible()
    return page


async def test_a_request_appears_by_itself_and_is_decided_by_keyboard(open_talk: OpenTalk) -> None:
    inbox = await open_talk("/approvals?q=Inbox+Street")
    await expect(inbox.get_by_text("No calls match.")).to_be_visible()
    talk = await ask(open_talk, "Inbox Street 1")
    await expect(calls(inbox)).to_have_count(1)
    badge = inbox.get_by_role("navigation", name="Main").get_by_role("link", name="Approvals")
    await expect(badge).to_contain_text(re.compile(r"\d"))
    await inbox.keyboard.press("j")
    await expect(inbox.get_by_role("article", name="send_letter")).to_contain_text("Inbox Street 1")
    await inbox.keyboard.press("a")
    await expect(inbox.get_by_role("article", name="send_letter")).to_contain_text("Decided by")
    await finished(talk)
    await expect(answers(talk)).to_contain_text("Sent 1 to Inbox Street 1.")


async def test_a_call_is_refused_with_a_reason_and_found_among_the_decided(open_talk: OpenTalk) -> None:
    talk = await ask(open_talk, "Refusal Road 2")
    inbox = await open_talk("/approvals?q=Refusal+Road")
    await calls(inbox).first.get_by_role("link").click()
    await expect(inbox.get_by_role("region", name="Your decision")).to_be_visible()
    await inbox.keyboard.press("r")
    await expect(inbox.get_by_label("Why not")).to_be_focused()
    await inbox.get_by_label("Why not").fill("Nobody lives there.")
    await inbox.get_by_role("button", name="Refuse", exact=True).click()
    await expect(inbox.get_by_role("article", name="send_letter")).to_contain_text("Nobody lives there.")
    await finished(talk)
    await inbox.get_by_role("radiogroup", name="Which").get_by_text("Decided").click()
    await expect(calls(inbox).first).to_contain_text("Refused")


async def test_an_open_call_has_its_own_address(open_talk: OpenTalk) -> None:
    await ask(open_talk, "Address Alley 3")
    inbox = await open_talk("/approvals?q=Address+Alley")
    await expect(calls(inbox)).to_have_count(1)
    await inbox.keyboard.press("j")
    await expect(inbox.get_by_role("region", name="Your decision")).to_contain_text("Address Alley 3")
    await inbox.reload()
    await expect(inbox.get_by_role("region", name="Your decision")).to_contain_text("Address Alley 3")
    await inbox.keyboard.press("Escape")
    await expect(inbox.get_by_role("region", name="Your decision")).to_be_hidden()
