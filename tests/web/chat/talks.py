"""What tests of the chat do and look at."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.web.chat.speaker import Speaker
from tests.web.installation import Api, Installation

OpenTalk = Callable[..., Awaitable[Page]]

SLOW = "slowly 0.02\ntokens 200"  # four seconds of words
SLOW_TEXT_END = "word199"


@dataclass
class Talking:
    """A running server, the administrator's way to it, and the provider behind it."""

    installation: Installation
    api: Api
    speaker: Speaker

    async def answer(self, page: Page) -> str:
        """Return the last answer of the open conversation as the server has it."""
        messages = await self.api.get(f"/chat/conversations/{conversation_id(page)}/messages")
        return messages[0]["text"]


def conversation_id(page: Page) -> str:
    """Return the conversation that the address names."""
    return page.url.split("?")[0].rsplit("/", 1)[1]


def composer(page: Page) -> Locator:
    """Return the field that messages are written in."""
    return page.get_by_role("textbox", name="Message Buddy")


def thread(page: Page) -> Locator:
    """Return the messages."""
    return page.get_by_role("region", name="Messages")


def answers(page: Page) -> Locator:
    """Return the answers, oldest first."""
    return thread(page).get_by_role("article", name="buddy")


async def say(page: Page, text: str) -> None:
    """Write a message and send it with the key."""
    await composer(page).fill(text)
    await composer(page).press("Enter")


async def finished(page: Page, count: int = 1) -> None:
    """Wait until that many answers are there and nothing is at work."""
    await expect(page.get_by_role("button", name="Regenerate")).to_have_count(count)
    await expect(page.get_by_role("button", name="Stop the answer")).to_have_count(0)


async def shown_text(answer: Locator) -> str:
    """Return the words of an answer as they stand on the page, without what is only said aloud."""
    parts: Any = await answer.locator("xpath=./div[contains(@class, 'markdown')]").all_inner_texts()
    return " ".join(" ".join(parts).split())
