"""Parts of the page that several tests look at."""

from playwright.async_api import Locator, Page


def status(page: Page, words: str) -> Locator:
    """Return the status beside the title of the one mission that is shown, when it reads so."""
    return page.get_by_role("main").locator("header").get_by_text(words, exact=True).first


def indicator(page: Page) -> Locator:
    """Return the words in the top bar about the live connection."""
    return page.get_by_role("banner").get_by_role("status")
