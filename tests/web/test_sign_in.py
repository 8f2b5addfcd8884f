import re

from playwright.async_api import expect

from tests.web.chromium import Complaints
from tests.web.conftest import OpenPage, sign_in
from tests.web.marks import in_the_browser

pytestmark = in_the_browser


async def test_a_wrong_password_is_answered_in_words(open_page: OpenPage, complaints: Complaints) -> None:
    complaints.expect("401")
    page = await open_page("/", known=False)
    await sign_in(page, password="correct horse battery stable")
    await expect(page.get_by_role("alert")).to_have_text("The e-mail or the password is not right.")
    await expect(page).to_have_url(re.compile("/sign-in"))


async def test_the_right_one_leads_to_the_page_that_was_asked_for(open_page: OpenPage, complaints: Complaints) -> None:
    complaints.expect("401")  # who asks without a session is told so
    page = await open_page("/missions?view=table&state=failed", known=False)
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    await sign_in(page)
    await expect(page).to_have_url(re.compile(r"/missions\?.*state=failed"))
    await expect(page.get_by_role("button", name="Failed", pressed=True)).to_be_visible()


async def test_signing_out_forgets_and_asks_again(open_page: OpenPage, complaints: Complaints) -> None:
    complaints.expect("401")
    page = await open_page("/account", known=False)
    await sign_in(page)
    await page.get_by_role("button", name="account").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    await page.goto("/missions")
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
