"""The pages of this installation in every state: readable to all, on a phone too."""

from playwright.async_api import Page, expect

from tests.web.chat.talks import OpenTalk, Talking, answers, finished, say, thread
from tests.web.marks import in_the_browser
from tests.web.test_every_page import PHONE, broken_rules_in_both_schemes

pytestmark = in_the_browser

TABLE = "| Vendor | Price |\\n| --- | ---: |\\n| Northwind | 45 |"
CODE = "```python\\na = 1\\n```"
RICH = f'call look_around {{"steps": 1}}\ncall break_down {{}}\nsay # Prices\\n\\n{TABLE}\\n\\n{CODE}\\n\\n- [x] done'
LETTER = 'call send_letter {"to": "Rule Row 1", "text": "Hello."}\nsay Sent.'


async def a_rich_answer(page: Page) -> None:
    """Tools, a failed one, a table, code, sources, an artifact beside the thread."""
    await say(page, RICH)
    await finished(page)
    await expect(page.get_by_role("complementary", name="Artifact")).to_contain_text("The east gate was open.")


async def an_approval(page: Page) -> None:
    """A call that waits, its arguments being edited."""
    await say(page, LETTER)
    await page.get_by_role("region", name="Approval needed").get_by_role("button", name="Edit").click()


async def a_stopped_answer(page: Page) -> None:
    """One that was cut short."""
    await say(page, "slowly 0.02\ntokens 100")
    await expect(answers(page)).to_contain_text("word9 ")
    await page.get_by_role("button", name="Stop the answer").click()
    await expect(thread(page)).to_contain_text("Stopped.")


async def a_memory(page: Page) -> None:
    """What is remembered, beside the thread."""
    await page.get_by_role("button", name="Memory").click()
    await expect(page.get_by_role("complementary", name="Memory")).to_contain_text("Facts")


STATES = (a_rich_answer, an_approval, a_stopped_answer, a_memory)


async def test_no_state_of_the_chat_breaks_a_rule_of_accessibility(open_talk: OpenTalk) -> None:
    found = []
    for prepare in STATES:
        page = await open_talk("/chat")
        await prepare(page)
        found += await broken_rules_in_both_schemes(page, prepare.__name__)
        await page.context.close()
    assert found == []


async def test_a_failed_answer_breaks_none_either(open_talk: OpenTalk, talking: Talking) -> None:
    page = await open_talk("/chat")
    talking.speaker.is_down = True
    await say(page, "say Never.")
    await expect(thread(page)).to_contain_text("The answer failed", timeout=60_000)
    talking.speaker.is_down = False
    assert await broken_rules_in_both_schemes(page, "failed") == []


async def test_the_inbox_with_an_open_call_breaks_none_either(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat")
    await say(page, LETTER)
    await expect(page.get_by_role("region", name="Approval needed")).to_be_visible()
    await page.goto("/approvals?q=Rule+Row")
    await page.get_by_role("list", name="Tool calls").get_by_role("link").first.click()
    await expect(page.get_by_role("region", name="Your decision")).to_be_visible()
    assert await broken_rules_in_both_schemes(page, "inbox") == []


async def test_nothing_is_wider_than_a_phone(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat", **PHONE)
    await say(page, RICH)
    await finished(page)
    url = page.url
    wide = {}
    for path in (url, "/chat", "/approvals", "/tools", "/tools/send_letter", "/agents/buddy"):
        await page.goto(path)
        await expect(page.get_by_role("main")).not_to_be_empty()
        width = await page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["viewport"]["width"]:
            wide[path] = width
    assert wide == {}


async def test_a_phone_has_the_list_in_a_drawer(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat", **PHONE)
    await say(page, "From a phone\nsay Hello, phone.")
    await finished(page)
    await page.get_by_role("button", name="Conversations", exact=True).tap()
    drawer = page.get_by_role("dialog", name="Conversations")
    await drawer.get_by_role("link", name="New conversation").tap()
    await expect(drawer).to_be_hidden()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("What can I do for you")
