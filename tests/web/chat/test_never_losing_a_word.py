"""What breaks on the way changes nothing about the answer in the end."""

import asyncio

from playwright.async_api import expect

from tests.web.chat.talks import SLOW, SLOW_TEXT_END, OpenTalk, Talking, answers, finished, say, shown_text, thread
from tests.web.chromium import Complaints
from tests.web.marks import in_the_browser
from tests.web.relay import Relay

pytestmark = in_the_browser


def words(text: str) -> str:
    """Return a text with its blanks made equal."""
    return " ".join(text.split())


async def test_a_page_that_is_loaded_again_goes_on_with_the_answer(open_talk: OpenTalk, talking: Talking) -> None:
    async def load_again_at(tenth: int) -> None:
        page = await open_talk("/chat")
        await say(page, SLOW)
        await expect(answers(page)).to_contain_text(f"word{tenth * 20} ")
        await page.reload()
        await expect(answers(page)).to_contain_text(SLOW_TEXT_END)
        await finished(page)
        assert await shown_text(answers(page)) == words(await talking.answer(page))

    async with asyncio.TaskGroup() as side_by_side:  # each listens for seconds
        for tenth in range(1, 10, 2):
            side_by_side.create_task(load_again_at(tenth))


async def test_a_connection_that_drops_is_taken_up(
    open_talk: OpenTalk, talking: Talking, complaints: Complaints
) -> None:
    complaints.expect("ERR_INTERNET_DISCONNECTED|WebSocket|ERR_NETWORK_CHANGED")
    page = await open_talk("/chat")
    await say(page, SLOW)
    for word in (30, 70, 110):
        await expect(answers(page)).to_contain_text(f"word{word} ")
        await page.context.set_offline(True)
        await page.context.set_offline(False)
    await expect(answers(page)).to_contain_text(SLOW_TEXT_END)
    await finished(page)
    assert await shown_text(answers(page)) == words(await talking.answer(page))


async def test_an_answer_goes_on_from_another_replica_at_every_tenth(
    open_talk: OpenTalk, talking: Talking, complaints: Complaints
) -> None:
    complaints.expect("ERR_|WebSocket")
    ports = [talking.installation.port, await talking.installation.start_replica()]
    relay = Relay(ports[0])
    await relay.start()
    try:
        page = await open_talk(f"{relay.address}/chat")
        await say(page, "slowly 0.05\ntokens 200")
        for tenth in range(1, 10):
            await expect(answers(page)).to_contain_text(f"word{tenth * 20} ", timeout=15_000)
            await relay.switch_to(ports[tenth % 2])
        await expect(answers(page)).to_contain_text(SLOW_TEXT_END, timeout=15_000)
        await finished(page)
        assert await shown_text(answers(page)) == words(await talking.answer(page))
    finally:
        await relay.stop()


async def test_a_second_tab_shows_the_same_answer(open_talk: OpenTalk, talking: Talking) -> None:
    page = await open_talk("/chat")
    await say(page, SLOW)
    await expect(answers(page)).to_contain_text("word10 ")
    other = await open_talk(page.url)
    await expect(answers(other)).to_contain_text(SLOW_TEXT_END)
    await finished(other)
    assert await shown_text(answers(other)) == words(await talking.answer(page))


async def test_a_killed_server_leaves_what_was_shown_and_continue_finishes_it(
    open_talk: OpenTalk, talking: Talking, complaints: Complaints
) -> None:
    complaints.expect("ERR_|WebSocket|503|502|401")
    page = await open_talk("/chat")
    await say(page, SLOW)
    await expect(answers(page)).to_contain_text("word60 ")
    talking.installation.kill_server()
    await expect(thread(page)).to_contain_text("The connection dropped. Taking up the answer")
    await talking.installation.start_server()
    await expect(thread(page)).to_contain_text("The answer was interrupted", timeout=60_000)
    await expect(answers(page)).to_contain_text("word60 ")
    await page.get_by_role("button", name="Continue").click()
    await expect(answers(page)).to_contain_text(SLOW_TEXT_END, timeout=30_000)
    await finished(page)
    assert await shown_text(answers(page)) == words(await talking.answer(page))
