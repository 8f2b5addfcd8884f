"""The API described in the browser, and tried by whoever is signed in."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.web.chromium import Complaints
from tests.web.conftest import OpenPage
from tests.web.installation import EMAIL
from tests.web.marks import in_the_browser
from tests.web.test_every_page import PHONE, broken_rules_in_both_schemes

pytestmark = in_the_browser


async def open_operation(open_page: OpenPage, search: str, name: str) -> tuple[Page, Locator]:
    """Find an operation and open it."""
    page = await open_page("/docs")
    await expect(page.get_by_role("heading", name="API", exact=True)).to_be_visible()
    await page.get_by_role("textbox", name="Search operations").fill(search)
    await page.get_by_role("link", name=name, exact=True).click()
    return page, page.get_by_role("dialog", name=name)


def answer(panel: Locator) -> Locator:
    return panel.get_by_role("region", name="Answer", exact=True)


async def test_an_operation_is_found_and_asked(open_page: OpenPage) -> None:
    page, panel = await open_operation(open_page, "who you are", "GET /auth/me")
    await expect(page).to_have_url(re.compile(r"open=GET"))
    await panel.get_by_role("button", name="Send").click()
    await expect(answer(panel)).to_contain_text(f'"email": "{EMAIL}"')


async def test_one_that_changes_something_is_asked_with_the_rights_of_the_session(open_page: OpenPage) -> None:
    _, panel = await open_operation(open_page, "know something about you", "POST /chat/memory/facts")
    await panel.get_by_role("textbox", name="text", exact=False).first.fill("Reports go out in French.")
    await expect(panel.get_by_role("button", name="Copy curl command")).to_contain_text("$PILOTHOUSE_API_KEY")
    await panel.get_by_role("button", name="Send").click()
    await expect(answer(panel)).to_contain_text("Reports go out in French.")


async def test_a_refusal_is_told_with_its_code(open_page: OpenPage, complaints: Complaints) -> None:
    complaints.expect("422")
    _, panel = await open_operation(open_page, "one mission with its steps", "GET /missions/{mission_id}")
    await panel.get_by_role("textbox", name="mission_id").fill("none")
    await panel.get_by_role("button", name="Send").click()
    await expect(answer(panel)).to_contain_text("422 invalid_input")


async def test_events_are_left_to_programs(open_page: OpenPage) -> None:
    _, panel = await open_operation(open_page, "say something and stream", "POST /chat/stream")
    await expect(panel.get_by_role("button", name="Send")).to_have_count(0)
    await expect(panel).to_contain_text("take the command below")


@pytest.mark.parametrize("device", [{}, PHONE], ids=["desk", "phone"])
async def test_it_is_readable_to_all(open_page: OpenPage, device) -> None:
    page = await open_page("/docs?open=POST+%2Fmissions", **device)
    await expect(page.get_by_role("dialog", name="POST /missions")).to_be_visible()
    assert await broken_rules_in_both_schemes(page, "/docs") == []
