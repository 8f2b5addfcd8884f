"""A conversation from the first word to the last, with what people do to answers."""

import asyncio
import re

from playwright.async_api import expect

from tests.web.chat.talks import (
    SLOW,
    OpenTalk,
    Talking,
    answers,
    composer,
    conversation_id,
    finished,
    say,
    shown_text,
    thread,
)
from tests.web.chromium import Complaints
from tests.web.marks import in_the_browser

pytestmark = in_the_browser


async def test_a_first_message_begins_a_conversation(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat")
    await expect(composer(page)).to_be_focused()
    await say(page, "say The answer is **42**.")
    await finished(page)
    await expect(page).to_have_url(re.compile(r"/chat/[0-9a-f-]{36}$"))
    await expect(thread(page).locator("strong")).to_have_text("42")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("say The answer", ignore_case=True)
    await expect(composer(page)).to_be_focused()
    await expect(page.get_by_role("navigation", name="Conversations").get_by_role("link").nth(1)).to_have_attribute(
        "aria-current", "page"
    )


async def test_a_line_begins_with_shift_and_enter_and_a_draft_is_kept(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat")
    await composer(page).press_sequentially("one")
    await composer(page).press("Shift+Enter")
    await composer(page).press_sequentially("two")
    await page.reload()
    await expect(composer(page)).to_have_value("one\ntwo")
    await composer(page).fill("")


async def test_a_message_over_the_limit_is_not_sent_but_can_go_as_a_file(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat")
    await composer(page).fill("say ok\n" + "é" * 4_200)
    await expect(page.get_by_role("alert")).to_contain_text("of 8,192 bytes")
    await expect(page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    await page.get_by_role("button", name="Attach as a file").click()
    await expect(page.get_by_role("list", name="Files to send")).to_contain_text("message.txt")
    await composer(page).fill("say I have your file.")
    await expect(page.get_by_role("button", name="Send", exact=True)).to_be_enabled()
    await composer(page).press("Enter")
    await finished(page)
    await expect(thread(page).get_by_role("list", name="Attached files")).to_contain_text("message.txt")


async def test_an_edited_message_makes_a_branch_and_both_can_be_read(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat")
    await say(page, "say First answer.")
    await finished(page)
    await composer(page).press("ArrowUp")
    editor = page.get_by_role("textbox", name="Your message")
    await expect(editor).to_be_focused()
    await editor.fill("say Second answer.")
    await editor.press("Enter")
    await expect(answers(page).last).to_contain_text("Second answer.")
    await expect(page.get_by_role("group", name="version 2 of 2")).to_be_visible()
    await page.get_by_role("button", name="Previous version").click()
    await expect(answers(page).last).to_contain_text("First answer.")
    await expect(page.get_by_role("group", name="version 1 of 2")).to_be_visible()


async def test_another_answer_stands_beside_the_first(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat")
    await say(page, "say An answer.")
    await finished(page)
    await page.get_by_role("button", name="Regenerate").click()
    await expect(page.get_by_role("group", name="answer 2 of 2")).to_be_visible()
    await expect(answers(page)).to_have_count(1)


async def test_stop_keeps_what_was_said_and_continue_finishes_it(open_talk: OpenTalk, talking: Talking) -> None:
    page = await open_talk("/chat")
    await say(page, SLOW)
    await expect(answers(page)).to_contain_text("word20 ")
    await page.get_by_role("button", name="Stop the answer").click()
    await expect(thread(page)).to_contain_text("Stopped. What was said is kept.")
    await expect(answers(page)).to_contain_text("word20 ")
    await page.get_by_role("button", name="Continue").click()
    await expect(answers(page)).to_contain_text("word199")
    await finished(page)
    assert await shown_text(answers(page)) == " ".join((await talking.answer(page)).split())


async def test_two_messages_are_answered_one_after_the_other(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat")
    await say(page, "slowly 0.02\ntokens 60")
    await expect(answers(page)).to_contain_text("word3 ")
    await say(page, "say The second.")
    await expect(thread(page)).to_contain_text("Waiting for the answer before this one")
    await finished(page, 2)
    await expect(answers(page).last).to_contain_text("The second.")
    await expect(answers(page).first).to_contain_text("word59")


async def test_an_answer_is_rated_and_the_opinion_stays(open_talk: OpenTalk, talking: Talking) -> None:
    page = await open_talk("/chat")
    await say(page, "say Good?")
    await finished(page)
    await page.get_by_role("button", name="Good answer").click()
    await expect(page.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true")
    message = (await talking.api.get(f"/chat/conversations/{conversation_id(page)}/messages"))[0]
    async with asyncio.timeout(20):
        while [each["thumb"] for each in await talking.api.get(f"/runs/{message['turn_id']}/feedback")] != ["up"]:
            await asyncio.sleep(0.05)
    await page.reload()
    await expect(page.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("button", name="Good answer").click()
    await expect(page.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "false")


async def test_what_an_answer_took_is_told(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat")
    await say(page, "say Figures, please.")
    await finished(page)
    await page.get_by_role("button", name="What this answer took").click()
    popover = page.get_by_role("dialog")
    await expect(popover).to_contain_text("gpt-4o-mini")
    await expect(popover).to_contain_text("of these from cache80 %")


async def test_finished_paragraphs_are_said_aloud_and_tokens_are_not(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat")
    await say(page, "slowly 0.02\ntokens 130")
    spoken = page.get_by_role("log", name="Answer as it arrives").locator("p")
    await expect(answers(page)).to_contain_text("word30 ")
    await expect(spoken).to_have_count(0)
    await expect(spoken).to_have_count(1)
    await expect(spoken.first).to_contain_text("word59")
    await finished(page)


async def test_a_refused_message_can_be_sent_again(open_talk: OpenTalk, complaints: Complaints) -> None:
    complaints.expect("409")
    page = await open_talk("/chat")
    await page.route("**/api/v1/chat/stream", lambda route: route.fulfill(status=409, json={
        "success": False, "error": {"code": "conversation_full", "message": "5 messages wait already."},
    }))  # fmt: skip
    await say(page, "say Here I am.")
    await expect(page.get_by_role("alert")).to_contain_text("Your message was not sent")
    await expect(page.get_by_role("alert")).to_contain_text("5 messages wait already.")
    await page.unroute("**/api/v1/chat/stream")
    await page.get_by_role("button", name="Send again").click()
    await finished(page)
    await expect(answers(page)).to_contain_text("Here I am.")


async def test_a_provider_that_is_down_is_told_with_what_to_do(open_talk: OpenTalk, talking: Talking) -> None:
    page = await open_talk("/chat")
    talking.speaker.is_down = True
    await say(page, "say At last.")
    await expect(page.get_by_role("alert")).to_contain_text("The answer failed", timeout=60_000)
    talking.speaker.is_down = False
    await page.get_by_role("button", name="Try again").click()
    await expect(answers(page).last).to_contain_text("At last.", timeout=60_000)


async def test_hostile_markdown_runs_nothing_and_leads_nowhere(open_talk: OpenTalk) -> None:
    page = await open_talk("/chat")
    await say(
        page,
        "say <img src=x onerror=alert(1)><script>alert(2)</script> [a](javascript:alert(3)) ![p](https://evil.example/p)",
    )
    await finished(page)
    answer = answers(page)
    await expect(answer.locator("img, script")).to_have_count(0)
    await expect(answer.get_by_text("onerror").first).to_be_visible()  # also in the region that is read aloud
    hrefs = await answer.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href') ?? '')")
    assert not [href for href in hrefs if href.startswith("javascript:")]
