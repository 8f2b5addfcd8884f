"""One's own account: profile, second factor, passkeys, login sessions, keys, letters."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pyotp
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from pilothouse.core.ids import new_id
from tests.web.chromium import Complaints
from tests.web.conftest import OpenPage
from tests.web.installation import Api, Installation
from tests.web.marks import in_the_browser
from tests.web.test_every_page import PHONE, broken_rules_in_both_schemes

pytestmark = in_the_browser

PASSWORD = "four teal herons waiting"  # not a secret
Enter = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def email(api: Api) -> str:
    """A colleague of this test's own."""
    email = f"bea-{new_id()}@example.com"
    await api.post("/users", {"email": email, "name": "Bea", "password": PASSWORD, "roles": ["user"]})
    return email


@pytest_asyncio.fixture(loop_scope="session")
async def enter(
    open_page: OpenPage, installation: Installation, email: str, complaints: Complaints
) -> AsyncIterator[Enter]:
    """Sign the colleague in, up to what follows the password. By name: a passkey belongs to no address."""
    complaints.expect("401")
    complaints.expect("403")

    async def _enter(path: str = "/account", **options: Any) -> Page:
        page = await open_page("about:blank", known=False, **options)
        await page.goto(f"http://localhost:{installation.port}{path}")
        await first_step(page, email)
        return page

    return _enter


async def first_step(page: Page, email: str) -> None:
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def at_account(page: Page) -> None:
    await expect(page.get_by_role("heading", name="Account", level=1)).to_be_visible()


async def sign_out(page: Page) -> None:
    await page.get_by_role("button", name="account", exact=False).first.click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


async def add_app(page: Page) -> tuple[str, list[str]]:
    """Set up an authenticator app; return the code that it was added with, and the recovery codes."""
    await page.get_by_role("button", name="Set up an authenticator app").click()
    await page.get_by_label("Your password").fill(PASSWORD)
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_role("img", name="QR code")).to_be_visible()
    secret = await page.get_by_role("button", name="Copy key").inner_text()
    code = pyotp.TOTP(secret.strip()).now()
    await page.get_by_label("The code that the app shows").fill(code)
    await page.get_by_role("button", name="Add the app").click()
    codes = page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    await expect(codes).to_have_count(10)
    kept = [text.strip() for text in await codes.all_inner_texts()]
    await page.get_by_role("button", name="I have kept them").click()
    await expect(page.get_by_role("button", name="Remove the authenticator app")).to_be_visible()
    return code, kept


async def has_authenticator(page: Page) -> None:
    """Give the browser a device that makes passkeys, as a phone with a fingerprint would be."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


async def test_an_app_is_added_asked_for_and_replaced_by_a_recovery_code(enter: Enter, email: str) -> None:
    page = await enter()
    await at_account(page)
    used, codes = await add_app(page)
    await expect(page.get_by_text("10 left")).to_be_visible()
    await sign_out(page)
    await first_step(page, email)
    await expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    await page.get_by_label("Code").fill(used)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert")).to_contain_text("each works once")
    await page.get_by_label("Code").fill(codes[0].upper())
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", level=1)).not_to_have_text("Confirm that it is you")
    await page.goto(page.url.partition("/missions")[0] + "/account")
    await expect(page.get_by_text("9 left")).to_be_visible()
    await page.get_by_role("button", name="Make new recovery codes").click()
    await page.get_by_label("Your password").fill(PASSWORD)
    await page.get_by_role("button", name="Make new codes").click()
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Download").click()
    text = (await (await downloading.value).path()).read_text()
    assert len(text.split()) == 10
    assert codes[1] not in text
    await page.get_by_role("button", name="I have kept them").click()
    await page.get_by_role("button", name="Remove the authenticator app").click()
    await page.get_by_label("Your password").fill(PASSWORD)
    await page.get_by_role("button", name="Remove the app").click()
    await expect(page.get_by_role("button", name="Set up an authenticator app")).to_be_visible()


async def test_a_passkey_signs_in_alone_and_after_the_password(enter: Enter, email: str) -> None:
    page = await enter()
    await at_account(page)
    await has_authenticator(page)
    await page.get_by_role("button", name="Add a passkey").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill("phone")
    await dialog.get_by_label("Your password").fill(PASSWORD)
    await dialog.get_by_role("button", name="Ask the device").click()
    await page.get_by_role("button", name="I have kept them").click()
    await expect(page.get_by_role("list", name="Passkeys").get_by_text("phone")).to_be_visible()

    await sign_out(page)
    await page.get_by_role("button", name="Use a passkey").click()
    await expect(page.get_by_role("heading", name="Missions", exact=True)).to_be_visible()
    await sign_out(page)
    await first_step(page, email)
    await page.get_by_role("button", name="Use a passkey").click()
    await expect(page.get_by_role("heading", name="Missions", exact=True)).to_be_visible()

    await page.get_by_role("link", name="Account", exact=True).click()
    await page.get_by_role("button", name="Rename phone").click()
    await page.get_by_role("dialog").get_by_label("Name").fill("old phone")
    await page.get_by_role("button", name="Rename", exact=True).click()
    await page.get_by_role("button", name="Remove old phone").click()
    await page.get_by_label("Your password").fill(PASSWORD)
    await page.get_by_role("button", name="Remove the passkey").click()
    await expect(page.get_by_text("No passkeys.")).to_be_visible()


async def test_the_profile_is_changed(enter: Enter, email: str) -> None:
    page = await enter()
    await page.get_by_role("button", name="Edit name and time zone").click()
    await page.get_by_role("textbox", name="Name").fill("Beatrix")
    await page.get_by_role("combobox", name="Time zone").fill("Lisbon")
    await page.get_by_role("option", name="Europe/Lisbon").click()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("list", name="Profile")).to_contain_text("Beatrix")
    await expect(page.get_by_role("list", name="Profile")).to_contain_text("Europe/Lisbon")
    await page.get_by_role("button", name="Change the e-mail").click()
    await page.get_by_label("New e-mail").fill(f"new-{email}")
    await page.get_by_label("Your password").fill(PASSWORD)
    await page.get_by_role("button", name="Send a link", exact=True).click()
    await expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text(f"new-{email}")


async def test_another_password_signs_out_other_devices(enter: Enter) -> None:
    other = await enter()
    await at_account(other)
    page = await enter()
    sessions = page.get_by_role("list", name="Where you are signed in").get_by_role("listitem")
    await expect(sessions).to_have_count(2)
    await page.get_by_role("button", name="Change the password").click()
    await page.get_by_label("Present password").fill(PASSWORD)
    await page.get_by_label("New password", exact=True).fill("five red foxes sleeping")
    await page.get_by_role("dialog").get_by_role("button", name="Change the password").click()
    await expect(sessions).to_have_count(1)


async def test_one_device_or_all_are_signed_out(enter: Enter) -> None:
    await at_account(await enter())
    page = await enter()
    sessions = page.get_by_role("list", name="Where you are signed in").get_by_role("listitem")
    await expect(sessions).to_have_count(2)
    await page.get_by_role("button", name=re.compile("^Sign out (Chrome|Chromium|Headless)")).click()
    await expect(sessions).to_have_count(1)
    await page.get_by_role("button", name="Sign out everywhere").click()
    await page.get_by_role("dialog").get_by_role("button", name="Sign out everywhere").click()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


async def test_a_key_is_made_replaced_and_revoked(enter: Enter) -> None:
    page = await enter()
    await at_account(page)
    await expect(page.get_by_label(re.compile("^Loading "))).to_have_count(0)  # what loads above moves the button
    await page.get_by_role("button", name="New key").click()
    await page.get_by_role("textbox", name="Name").fill("nightly report")
    await page.get_by_role("combobox", name="May do").fill("missions:r")
    await page.get_by_role("option", name="missions:read").click()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Create key").click()
    await expect(page.get_by_role("button", name=re.compile("Copy API key ph_"))).to_be_visible()
    await page.get_by_role("button", name="I have copied it").click()
    keys = page.get_by_role("list", name="API keys")
    await expect(keys).to_contain_text("missions:read")
    await page.get_by_role("button", name="Replace nightly report").click()
    await page.get_by_role("button", name="Make the new key").click()
    await page.get_by_role("button", name="I have copied it").click()
    await expect(keys.get_by_role("listitem")).to_have_count(2)
    await keys.get_by_role("button", name="Revoke nightly report").first.click()
    await page.get_by_role("button", name="Revoke key").click()
    await expect(keys.get_by_role("listitem")).to_have_count(1)


async def test_letters_are_chosen(enter: Enter) -> None:
    page = await enter()
    letter = page.get_by_role("switch", name="A mission failed.")
    await expect(letter).not_to_be_checked()
    await page.get_by_text("A mission failed.").scroll_into_view_if_needed()
    await letter.focus()
    await page.keyboard.press("Space")
    await expect(letter).to_be_checked()
    await page.reload()
    await expect(letter).to_be_checked()


async def test_what_cannot_be_loaded_says_so_and_leaves_the_rest(enter: Enter, complaints: Complaints) -> None:
    complaints.expect("503")
    page = await enter()
    await at_account(page)
    refusal = {"success": False, "error": {"code": "unavailable", "message": "Away."}, "meta": {"request_id": "r1"}}
    for path in ("second-factor", "passkeys", "sessions", "api-keys"):
        await page.route(f"**/api/v1/auth/{path}", lambda route: route.fulfill(status=503, json=refusal))
    await page.reload()
    await expect(page.get_by_text("could not be loaded")).to_have_count(4, timeout=30_000)
    await expect(page.get_by_role("list", name="Profile")).to_contain_text("Bea")


@pytest.mark.parametrize("opener", ["Set up an authenticator app", "Add a passkey", "New key", "Change the e-mail"])
async def test_no_dialog_breaks_a_rule_of_accessibility(enter: Enter, opener: str) -> None:
    page = await enter()
    await page.get_by_role("button", name=opener).click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await broken_rules_in_both_schemes(page, opener) == []


async def test_the_second_step_breaks_none_either_and_fits_a_phone(enter: Enter, email: str) -> None:
    page = await enter()
    await add_app(page)
    assert await broken_rules_in_both_schemes(page, "account") == []
    phone = await enter(**PHONE)
    await expect(phone.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    assert await broken_rules_in_both_schemes(phone, "second step") == []
    assert await phone.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
