"""Signing in with an account elsewhere, through a real issuer's own page."""

import re

import pytest_asyncio
from playwright.async_api import Page, expect

from pilothouse.core.ids import new_id
from tests.issuer import Acme
from tests.web.chromium import Complaints
from tests.web.conftest import OpenPage
from tests.web.installation import Api, Installation
from tests.web.marks import in_the_browser

pytestmark = in_the_browser


@pytest_asyncio.fixture(loop_scope="session")
async def email(api: Api, issuer: Acme) -> str:
    """A colleague who has an account at Acme under the same address."""
    email = f"cleo-{new_id()}@example.com"
    await api.post("/users", {"email": email, "name": "Cleo", "password": "nine silver swifts return"})
    await issuer.knows(email, email)
    return email


async def continue_with_acme(page: Page, sub: str) -> None:
    # the issuer's page asks another network for its looks
    await page.route(re.compile("^https:"), lambda route: route.fulfill(content_type="text/css", body=""))
    await page.get_by_role("button", name="Continue with Acme").click()
    await page.locator("input[name=sub]").fill(sub)
    await page.locator("input[name=sub]").press("Enter")


async def test_leads_back_to_the_page_that_was_asked_for(
    open_page: OpenPage, complaints: Complaints, email: str
) -> None:
    complaints.expect("401")
    page = await open_page("/missions?view=table", known=False)
    await continue_with_acme(page, email)
    await expect(page.get_by_role("heading", name="Missions", exact=True)).to_be_visible()
    assert page.url.endswith("/missions?view=table")
    await page.get_by_role("button", name="account").click()
    await expect(page.get_by_text(email)).to_be_visible()


async def test_says_why_a_stranger_is_not_let_in(open_page: OpenPage, complaints: Complaints, issuer: Acme) -> None:
    complaints.expect("401")
    page = await open_page("/sign-in", known=False)
    await issuer.knows("stranger", "stranger@example.com")
    await continue_with_acme(page, "stranger")
    await expect(page.get_by_role("alert")).to_contain_text("You have no account here")


async def test_an_invited_person_joins_without_a_password(
    open_page: OpenPage, complaints: Complaints, api: Api, installation: Installation, issuer: Acme
) -> None:
    complaints.expect("401")
    email = f"iris-{new_id()}@example.com"
    await issuer.knows(email, email, name="Iris")
    await api.invite(email, "user")
    link = await installation.letter_link("accept-invitation", email)
    page = await open_page(link, known=False)
    await continue_with_acme(page, email)
    await expect(page.get_by_role("heading", name="Missions", exact=True)).to_be_visible()
    await page.goto("/account")
    await expect(page.get_by_role("list", name="Profile")).to_contain_text("Iris")
    await expect(page.get_by_role("button", name="Change the password")).to_have_count(0)
