"""What letters lead to: joining by invitation, choosing a new password, confirming an address."""

import re

from playwright.async_api import expect

from tests.web.chromium import Complaints
from tests.web.conftest import OpenPage
from tests.web.installation import Api, Installation
from tests.web.marks import in_the_browser

pytestmark = in_the_browser

EMAIL = "grace@example.com"
FIRST, SECOND = "seven green lanterns drift", "eight amber kettles whistle"


async def test_an_invited_person_joins_forgets_the_password_and_comes_back(
    api: Api, installation: Installation, open_page: OpenPage, complaints: Complaints
) -> None:
    complaints.expect("401")  # who asks without a session is told so
    await api.invite(EMAIL, "developer")
    page = await open_page(await installation.letter_link("accept-invitation", EMAIL), known=False)
    await expect(page.get_by_text(f"with the e-mail {EMAIL}")).to_be_visible()
    await expect(page).to_have_url(re.compile("/accept-invitation$"))  # the token has left the address bar
    await page.get_by_label("Your name").fill("Grace")
    await page.get_by_label("New password").fill(FIRST)
    await page.get_by_role("button", name="Make the account").click()
    await expect(page.get_by_role("heading", name="Missions", exact=True)).to_be_visible()

    page = await open_page("/sign-in", known=False)
    await page.get_by_role("link", name="Forgot your password?").click()
    await expect(page.get_by_role("heading", name="Choose a new password")).to_be_visible()
    await page.get_by_label("E-mail").fill(EMAIL)
    await page.get_by_role("button", name="Send a link").click()
    await expect(page.get_by_role("status")).to_contain_text("on its way")

    page = await open_page(await installation.letter_link("reset-password", EMAIL), known=False)
    await page.get_by_label("New password").fill(SECOND)
    await page.get_by_role("button", name="Change the password").click()
    await expect(page.get_by_role("status")).to_contain_text("Your password is changed.")
    await page.get_by_role("link", name="Sign in").click()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    await page.get_by_label("E-mail").fill(EMAIL)
    await page.get_by_label("Password", exact=True).fill(SECOND)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="Missions", exact=True)).to_be_visible()


async def test_a_link_that_is_not_complete_or_not_valid_is_told(open_page: OpenPage, complaints: Complaints) -> None:
    complaints.expect("401")
    complaints.expect("422")
    page = await open_page("/verify-email", known=False)
    await expect(page.get_by_role("alert")).to_contain_text("not complete")
    page = await open_page("/verify-email#token=invented", known=False)
    await page.get_by_role("button", name="Confirm").click()
    await expect(page.get_by_role("alert")).to_contain_text("link")
    page = await open_page("/accept-invitation#token=invented", known=False)
    await expect(page.get_by_role("alert")).to_contain_text("link")
