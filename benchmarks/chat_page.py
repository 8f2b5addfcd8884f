"""A long answer arrives in a long conversation: does the page stay free? In a real Chromium, against a real server.

Usage: python -m benchmarks.chat_page [--messages 200] [--tokens 2000]
Aim: 2,000 streamed tokens into a thread of 200 messages without a task over 50 ms.
"""

import argparse
import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from benchmarks.table import Ratio, Result, percentile
from tests.places import open_place
from tests.web.chat.speaker import Speaker
from tests.web.chromium import open_browser
from tests.web.installation import EMAIL, PASSWORD, Api, Installation, open_api

MESSAGES = 200
TOKENS = 2_000
PACE_S = 0.004  # between two tokens: about as fast as the fastest providers
LONG_MS = 50  # W3C Long Tasks: from here on a task is long
_ANSWER = (
    r"say Prices rose **6.4 %** since May, as `report.csv` has it.\n\n- Northwind moved to seats.\n- Contoso did not."
    r"\n\n| Vendor | Price |\n| --- | ---: |\n| Northwind | 45 |\n| Contoso | 49 |\n\nAsk again next quarter."
)
_WATCH = """() => {
  window.tasks = [];
  new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: 'longtask', buffered: false });
  window.frames_ms = [];
  let before = performance.now();
  const frame = (now) => { window.frames_ms.push(now - before); before = now; requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
}"""
_MARKED = "Now the long one"


async def run(messages: int = MESSAGES, tokens: int = TOKENS) -> Result:
    """Fill a conversation, open it, and let a long answer arrive."""
    async with _talking() as (installation, api), open_browser() as browser:
        conversation_id = await _fill(api, messages)
        context = await browser.new_context(base_url=installation.address, viewport={"width": 1440, "height": 900})
        page = await context.new_page()
        await _sign_in(page)
        opening = await _open(page, conversation_id, messages)
        streaming = await _stream(page, tokens)
    result = Result(
        f"Chat page: {tokens:,} tokens into {messages} messages", ("", "long tasks", "longest, ms", "frame p95, ms")
    )
    result.rows += [_row("opening the thread, all of it", opening), _row("while the answer arrives", streaming)]
    result.ratios["long tasks while an answer arrives"] = Ratio(len(streaming["tasks"]), better="lower", aim=0)
    return result


@asynccontextmanager
async def _talking() -> AsyncGenerator[tuple[Installation, Api]]:
    speaker = Speaker()
    await speaker.start()
    settings = {
        "OPENAI_BASE_URL": speaker.url,
        "OPENAI_API_KEY": "sk-none",  # not a secret
        "PILOTHOUSE_GATEWAY_PRICES": '{"gpt-4o-mini": {"input_usd": "0.15", "output_usd": "0.60"}}',
        "PILOTHOUSE_GATEWAY_ALLOW_PRIVATE_ADDRESSES": "127.0.0.0/8",
    }
    with open_place(on_disk=True) as place:
        installation = Installation(Path(place), settings)
        try:
            await installation.start_server()
            async with open_api(installation.address) as api:
                yield installation, api
        finally:
            installation.stop()
            await speaker.stop()


async def _fill(api: Api, messages: int) -> str:
    conversation_id: str | None = None
    for _ in range(messages // 2):
        answered = await api.post("/chat", {"message": _ANSWER, "conversation_id": conversation_id})
        conversation_id = answered["turn"]["conversation_id"]
    assert conversation_id is not None
    return conversation_id


async def _sign_in(page: Page) -> None:
    await page.goto("/sign-in")
    await page.get_by_label("E-mail").fill(EMAIL)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Missions", exact=True)).to_be_visible()


async def _open(page: Page, conversation_id: str, messages: int) -> dict[str, Any]:
    await page.goto("/chat")
    await expect(page.get_by_role("textbox", name="Message Buddy")).to_be_visible()
    await page.evaluate(_WATCH)
    await page.locator(f'a[href$="/chat/{conversation_id}"]').click()
    thread = page.get_by_role("region", name="Messages")
    more = page.get_by_role("button", name="Earlier messages")
    await expect(thread.get_by_role("article").first).to_be_attached()
    while await more.count():
        shown = await thread.get_by_role("article").count()
        await more.evaluate("button => button.click()")
        while await thread.get_by_role("article").count() == shown:
            await asyncio.sleep(0.05)
    await expect(thread.get_by_role("article")).to_have_count(messages)
    return await _measured(page)


async def _stream(page: Page, tokens: int) -> dict[str, Any]:
    await asyncio.sleep(1)
    await page.evaluate("() => { window.tasks = []; window.frames_ms = []; }")
    field = page.get_by_role("textbox", name="Message Buddy")
    await field.fill(f"{_MARKED}\nslowly {PACE_S}\ntokens {tokens}")
    await field.press("Enter")
    last = page.get_by_role("region", name="Messages").get_by_role("article").last
    await expect(last).to_contain_text(f"word{tokens - 1}", timeout=120_000)
    await expect(page.get_by_role("button", name="Stop the answer")).to_have_count(0)
    return await _measured(page)


async def _measured(page: Page) -> dict[str, Any]:
    return await page.evaluate("() => ({ tasks: window.tasks, frames: window.frames_ms })")


def _row(name: str, measured: dict[str, Any]) -> tuple[str, ...]:
    tasks: list[float] = measured["tasks"]
    longest = f"{max(tasks):.0f}" if tasks else f"< {LONG_MS}"
    return (name, str(len(tasks)), longest, f"{percentile(measured['frames'], 0.95):.0f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=MESSAGES)
    parser.add_argument("--tokens", type=int, default=TOKENS)
    chosen = parser.parse_args()
    asyncio.run(run(chosen.messages, chosen.tokens)).show()
