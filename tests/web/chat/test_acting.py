"""Tools in the thread: what they do, what they find, and what they ask."""

import re

from playwright.async_api import Page, expect

from tests.web.chat.talks import OpenTalk, answers, finished, say, thread
from tests.web.marks import in_the_browser

pytestmark = in_the_browser

LETTER = 'call send_letter {"to": "Ada", "text": "The engine runs."}\nsay It is on its way.'


async def wait_for_approval(page: Page) -> None:
    """Ask for a letter and wait until a person is asked."""
    await say(page, LETTER)
    await expect(page.get_by_role("region", name="Approval needed")).to_contain_text("The engine runs.")


async def test_a_call_is_a_line_that_opens_to_arguments_and_result(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat")
    await say(page, 'call look_around {"steps": 2}\nsay Done.')
    await finished(page)
    line = thread(page).get_by_role("button", name="look_around")
    await expect(line).to_have_attribute("aria-expanded", "false")
    await line.press("Enter")
    await expect(answers(page)).to_contain_text('"finding": "Looked 2 times."')
    await expect(answers(page).get_by_role("definition").first).to_have_text("2")


async def test_progress_is_told_while_a_call_runs(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat")
    await say(page, 'call look_around {"steps": 4, "pause_s": 1}\nsay Done.')
    bar = thread(page).get_by_role("progressbar", name="look_around")
    await expect(bar).to_have_attribute("aria-valuetext", re.compile(r"\d+ percent, Look \d of 4"))
    await finished(page)


async def test_a_failed_call_opens_by_itself(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat")
    await say(page, "call break_down {}\nsay That did not work.")
    await finished(page)
    await expect(answers(page)).to_contain_text("What went wrong")
    await expect(answers(page)).to_contain_text("The gate is locked.")


async def test_sources_and_artifacts_stand_with_the_answer(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat")
    await say(page, 'call look_around {"steps": 1}\nsay See for yourself.')
    await finished(page)
    beside = page.get_by_role("complementary", name="Artifact")
    await expect(beside).to_contain_text("The east gate was open.")
    await page.keyboard.press("Tab")
    await beside.get_by_role("button", name="Close").click()
    await expect(beside).to_be_hidden()
    sources = thread(page).get_by_role("list", name="Sources")
    await expect(sources.get_by_role("link")).to_have_attribute("href", "https://notes.example/42")
    await expect(sources).to_contain_text("Atlas")
    await thread(page).get_by_role("list", name="Artifacts").get_by_role("link").click()
    await expect(beside).to_contain_text("The east gate was open.")
    await page.reload()
    await expect(beside).to_contain_text("The east gate was open.")


async def test_a_page_is_offered_and_opened(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat")
    await say(page, 'call navigate {"path": "/costs"}\nsay There you are.')
    await finished(page)
    await thread(page).get_by_role("link", name="Open Costs").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Costs")


async def test_an_approved_call_runs_and_the_answer_goes_on(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat")
    await wait_for_approval(page)
    await page.get_by_role("button", name="Approve").click()
    await finished(page)
    await expect(answers(page)).to_contain_text("Sent 1 to Ada.")
    await expect(answers(page)).to_contain_text("It is on its way.")


async def test_a_call_is_approved_with_other_arguments(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat")
    await wait_for_approval(page)
    card = page.get_by_role("region", name="Approval needed")
    await card.get_by_role("button", name="Edit").click()
    await card.get_by_label("copies").fill("many")
    await card.get_by_role("button", name="Approve with changes").click()
    await expect(card).to_contain_text("Write a number.")
    await card.get_by_label("copies").fill("3")
    await card.get_by_label("urgent").check()
    await card.get_by_role("button", name="Approve with changes").click()
    await finished(page)
    await expect(answers(page)).to_contain_text("Sent 3 to Ada by courier.")


async def test_a_refused_call_does_not_run_and_the_agent_hears_why(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat")
    await wait_for_approval(page)
    card = page.get_by_role("region", name="Approval needed")
    await card.get_by_role("button", name="Refuse…").click()
    await card.get_by_label("Why not").fill("Ada has moved.")
    await card.get_by_role("button", name="Refuse", exact=True).click()
    await finished(page)
    await expect(answers(page)).to_contain_text("Ada has moved.")
    await expect(answers(page)).not_to_contain_text("Sent 1")


async def test_a_call_waits_while_the_page_is_away(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat")
    await wait_for_approval(page)
    await page.reload()
    await page.get_by_role("button", name="Approve").click()
    await finished(page)
    await expect(answers(page)).to_contain_text("Sent 1 to Ada.")
