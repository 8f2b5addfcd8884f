"""A Chromium that asks for nothing of its own, and what it says about the pages it shows."""

import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

FLAGS = [
    "--no-sandbox",  # as root there is none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str:
    """Return the browser to use; skip the test where there is none, but never in CI."""
    named = os.environ.get("CHROMIUM_PATH")
    path = shutil.which(named) if named else shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is not None:
        return path
    words = "There is no Chromium. Install it, or set CHROMIUM_PATH."
    return pytest.fail(words) if os.environ.get("CI") == "true" else pytest.skip(words)


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Start a Chromium."""
    path = chromium_path()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


class Complaints:
    """What the console of the pages said that it should not: errors, warnings, a violated security policy."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._expected: list[re.Pattern[str]] = []

    def listen_to(self, page: Page) -> None:
        """Write down what a page says from now on."""
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.heard.append(f"uncaught: {error}"))

    def expect(self, pattern: str) -> None:
        """Take a message for part of the test, such as the refusal of a wrong password."""
        self._expected.append(re.compile(pattern))

    @property
    def unexpected(self) -> list[str]:
        """What no test asked for."""
        return [words for words in self.heard if not any(pattern.search(words) for pattern in self._expected)]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.heard.append(f"{message.type}: {message.text} ({message.location.get('url')})")
