"""Administration in the browser: people, roles, keys and the audit log."""

import csv
import io
import re
from pathlib import Path
from zipfile import ZipFile

import httpx2
import pyotp
import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from pilothouse.core.ids import new_id
from tests.house import data_of
from tests.web.chromium import Complaints
from tests.web.conftest import OpenPage
from tests.web.installation import EMAIL, PASSWORD, Api, Installation
from tests.web.marks import in_the_browser
from tests.web.test_every_page import PHONE, Place, broken_rules_in_both_schemes, go_to

pytestmark = in_the_browser


async def add_user(api: Api, name: str) -> str:
    """Make a user of some name; return their e-mail."""
    email = f"{name.lower()}-{new_id().hex[-8:]}@example.com"
    await api.post("/users", {"email": email, "name": name, "password": "three quiet owls"})
    return email


async def add_app(installation: Installation, email: str) -> None:
    """Let a user set up an authenticator app, without the page."""
    own = {"password": "three quiet owls"}  # not a secret
    async with httpx2.AsyncClient(base_url=f"{installation.address}/api/v1") as http:
        signed_in = data_of(await http.post("/auth/login", json={"email": email, "delivery": "body", **own}))
        http.headers["Authorization"] = f"Bearer {signed_in['access_token']}"
        made = data_of(await http.post("/auth/second-factor/app", json=own))
        data_of(await http.post("/auth/second-factor/app/confirm", json={"code": pyotp.TOTP(made["secret"]).now()}))


async def open_user(open_page: OpenPage, email: str, name: str) -> tuple[Page, Locator]:
    """Find a user and open their panel."""
    page = await open_page("/admin/users")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Users")
    await page.get_by_role("textbox", name="Find a name or e-mail").fill(email)
    await expect(page.get_by_role("row")).to_have_count(2)  # its heading is one
    await page.get_by_role("link", name=re.compile(email)).click()
    return page, page.get_by_role("dialog", name=name)


def row(page: Page, words: str) -> Locator:
    return page.get_by_role("row").filter(has_text=words)


class TestUsers:
    async def test_are_found_by_what_the_address_says(self, open_page: OpenPage, api: Api) -> None:
        email = await add_user(api, "Bertha")
        page = await open_page(f"/admin/users?q={email}&role=user")
        await expect(row(page, email)).to_contain_text("user")
        await page.get_by_role("button", name="Clear filters").click()
        await page.get_by_role("textbox", name="Find a name or e-mail").fill("nobody is called this")
        await expect(page.get_by_role("main")).to_contain_text("No users match")
        await expect(page).to_have_url(re.compile("q=nobody"))

    async def test_are_given_roles(self, open_page: OpenPage, api: Api) -> None:
        email = await add_user(api, "Carla")
        page, panel = await open_user(open_page, email, "Carla")
        await panel.get_by_role("combobox", name="Roles").click()
        await page.get_by_role("option", name="developer", exact=True).click()
        await page.keyboard.press("Escape")
        await panel.get_by_role("button", name="Save roles").click()
        await expect(row(page, email)).to_contain_text("developer, user")

    async def test_are_deactivated_and_let_back_in(self, open_page: OpenPage, api: Api) -> None:
        email = await add_user(api, "Dora")
        page, panel = await open_user(open_page, email, "Dora")
        await panel.get_by_role("button", name="Deactivate").click()
        await page.get_by_role("dialog", name="Deactivate Dora?").get_by_role("button", name="Deactivate").click()
        await expect(row(page, email)).to_contain_text("Deactivated")
        await page.get_by_role("button", name="Undo").click()
        await expect(row(page, email)).to_contain_text("Active")

    async def test_are_signed_out_and_handed_a_password_link(self, open_page: OpenPage, api: Api) -> None:
        email = await add_user(api, "Edda")
        page, panel = await open_user(open_page, email, "Edda")
        await panel.get_by_role("button", name="Sign out everywhere").click()
        question = page.get_by_role("dialog", name="Sign Edda out everywhere?")
        await question.get_by_role("button", name="Sign out everywhere").click()
        await expect(page.get_by_text("Edda was signed in nowhere")).to_be_visible()
        await panel.get_by_role("button", name="Password link").click()
        dialog = page.get_by_role("dialog", name="Password link")
        await dialog.get_by_role("button", name="Make link").click()
        await expect(dialog).to_contain_text("/reset-password#token=")

    async def test_whose_phone_is_lost_are_helped(
        self, open_page: OpenPage, api: Api, installation: Installation
    ) -> None:
        email = await add_user(api, "Fanny")
        page, panel = await open_user(open_page, email, "Fanny")
        await expect(panel).to_contain_text("Second factor")
        await expect(panel.get_by_role("button", name="Reset second factor")).to_have_count(0)
        await add_app(installation, email)
        await page.reload()
        await panel.get_by_role("button", name="Reset second factor").click()
        question = page.get_by_role("dialog", name="Reset the second factor of Fanny?")
        await question.get_by_role("button", name="Reset second factor").click()
        await expect(page.get_by_text("Second factor reset: Fanny")).to_be_visible()
        await expect(panel.get_by_role("button", name="Reset second factor")).to_have_count(0)

    async def test_are_not_asked_for_what_whoever_asks_does_not_have(
        self, open_page: OpenPage, complaints: Complaints
    ) -> None:
        complaints.expect("409")
        page = await open_page("/admin/users")
        switch = page.get_by_role("switch", name="Second factor required for everybody")
        await switch.click()
        question = page.get_by_role("dialog", name="Require a second factor of everybody?")
        await question.get_by_role("button", name="Require it").click()
        await expect(page.get_by_text("Add a second factor to your own account")).to_be_visible()
        await expect(switch).not_to_be_checked()

    async def test_nobody_locks_themselves_out(self, open_page: OpenPage) -> None:
        page = await open_page(f"/admin/users?q={EMAIL}")
        await page.get_by_role("link", name=re.compile(EMAIL)).click()
        panel = page.get_by_role("dialog")
        await expect(panel).to_contain_text("This is you")
        await expect(panel.get_by_role("button", name="Deactivate")).to_have_count(0)


class TestServiceAccounts:
    async def test_are_made_given_a_key_and_deleted(self, open_page: OpenPage, installation: Installation) -> None:
        name = f"Night watch {new_id().hex[-8:]}"
        page = await open_page("/admin/users")
        await page.get_by_role("button", name="New service account").click()
        dialog = page.get_by_role("dialog", name="New service account")
        await dialog.get_by_label("Name").fill(name)
        await dialog.get_by_label("What it is for").fill("Looks after the night")
        await dialog.get_by_role("button", name="Make it").click()
        panel = page.get_by_role("dialog", name=name, exact=True)
        await expect(panel).to_contain_text("Looks after the night")
        await expect(panel.get_by_role("button", name="Password link")).to_have_count(0)

        await panel.get_by_role("button", name="New key").click()
        form = page.get_by_role("dialog", name="New API key")
        await form.get_by_label("Name").fill("ci")
        await form.get_by_role("button", name="Create key").click()
        key = await form.get_by_role("button", name="Copy API key").inner_text()
        async with httpx2.AsyncClient(base_url=f"{installation.address}/api/v1") as http:
            me = data_of(await http.get("/auth/me", headers={"Authorization": f"Bearer {key.strip()}"}))
        assert (me["name"], me["roles"]) == (name, ["user"])
        await form.get_by_role("button", name="I have copied it").click()
        await expect(panel.get_by_role("list", name="API keys")).to_contain_text("ci")

        await panel.get_by_role("button", name="Delete").click()
        await page.get_by_role("button", name="Delete service account").click()
        await expect(panel).to_be_hidden()
        await expect(row(page, name)).to_have_count(0)

    async def test_are_told_from_people(self, open_page: OpenPage, api: Api) -> None:
        name = f"Day watch {new_id().hex[-8:]}"
        await api.post("/service-accounts", {"name": name})
        page = await open_page("/admin/users?kind=service")
        await expect(row(page, name)).to_contain_text("service account")
        await expect(row(page, EMAIL)).to_have_count(0)


class TestInvitations:
    async def test_are_sent_and_taken_back(self, open_page: OpenPage, complaints: Complaints) -> None:
        complaints.expect("422")  # what is no address
        email = f"guest-{new_id().hex[-8:]}@example.com"
        page = await open_page("/admin/users")
        await page.get_by_role("button", name="Invite").click()
        dialog = page.get_by_role("dialog", name="Invite somebody")
        await dialog.get_by_label("E-mail").fill("not an address")
        await dialog.get_by_role("button", name="Send invitation").click()
        await expect(dialog.get_by_label("E-mail")).to_have_attribute("aria-invalid", "true")
        await dialog.get_by_label("E-mail").fill(email)
        await dialog.get_by_role("button", name="Send invitation").click()
        await expect(dialog).to_be_hidden()
        await page.get_by_role("link", name="Invitations").click()
        await expect(row(page, email)).to_contain_text("Open")
        await page.get_by_role("button", name=f"Revoke the invitation of {email}").click()
        await page.get_by_role("button", name="Revoke invitation").click()
        await expect(row(page, email)).to_contain_text("Revoked")


class TestRoles:
    async def test_are_made_changed_deleted_and_brought_back(self, open_page: OpenPage) -> None:
        name = f"clerk-{new_id().hex[-8:]}"
        page = await open_page("/admin/roles")
        await page.get_by_role("button", name="New role").click()
        dialog = page.get_by_role("dialog", name="New role")
        await dialog.get_by_label("Name", exact=True).fill(name)
        await dialog.get_by_role("checkbox", name="See missions and their results").check()
        await dialog.get_by_role("button", name="Create role").click()
        head = page.get_by_role("columnheader").filter(has_text=name)
        await expect(head).to_contain_text("0 users")
        missions = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=re.compile("missions:read")))
        await expect(missions.get_by_role("cell").last).to_have_text("yes")

        await page.get_by_role("button", name=f"Edit {name}").click()
        edit = page.get_by_role("dialog", name=f"Edit {name}")
        await edit.get_by_role("checkbox", name="See missions and their results").uncheck()
        await edit.get_by_role("checkbox", name="Read files and artifacts").check()
        await edit.get_by_role("button", name="Save changes").click()
        await expect(missions.get_by_role("cell").last).to_have_text("no")

        await page.get_by_role("button", name=f"Delete {name}").click()
        await page.get_by_role("button", name="Delete role").click()
        await expect(head).to_have_count(0)
        await page.get_by_role("button", name="Undo").click()
        await expect(head).to_have_count(1)

    async def test_that_are_built_in_stay_as_they_are(self, open_page: OpenPage) -> None:
        page = await open_page("/admin/roles")
        await expect(page.get_by_role("columnheader").filter(has_text="developer")).to_contain_text("built in")
        await expect(page.get_by_role("button", name="Edit developer")).to_have_count(0)


class TestKeys:
    async def test_of_everybody_are_seen_and_ended(self, open_page: OpenPage, api: Api) -> None:
        name = f"nightly {new_id().hex[-8:]}"
        await api.post("/auth/api-keys", {"name": name, "scopes": ["missions:read", "files:read", "budgets:read"]})
        page = await open_page("/admin/keys")
        await expect(row(page, name)).to_contain_text("budgets:read, files:read and 1 more")
        await page.get_by_role("button", name=re.compile(f"Revoke {name}")).click()
        await page.get_by_role("button", name="Revoke key").click()
        await expect(row(page, name)).to_contain_text("Revoked")


class TestOrganization:
    async def test_is_taken_along(self, open_page: OpenPage, tmp_path: Path) -> None:
        page = await open_page("/admin/organization")
        await expect(page.get_by_role("heading", name="Default")).to_be_visible()
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Download").click()
        target = tmp_path / "all.zip"
        await (await download.value).save_as(target)
        with ZipFile(target) as archive:
            assert EMAIL in archive.read("tables/user_account.ndjson").decode()

    async def test_is_not_erased_by_a_slip_and_never_when_it_is_the_last(
        self, open_page: OpenPage, complaints: Complaints
    ) -> None:
        complaints.expect("403")
        complaints.expect("409")
        page = await open_page("/admin/organization")
        await page.get_by_role("button", name="Erase organization").click()
        dialog = page.get_by_role("dialog", name="Erase Default?")
        act = dialog.get_by_role("button", name="Erase in seven days")
        await expect(act).to_be_disabled()
        await dialog.get_by_label("Name of the organization").fill("Default")
        await act.click()
        await expect(dialog.get_by_role("alert")).to_contain_text("not your password")
        await dialog.get_by_label("Your password").fill(PASSWORD)
        await act.click()
        await expect(dialog.get_by_role("alert")).to_contain_text("last organization")


class TestAudit:
    async def test_shows_what_was_done_and_that_nothing_is_missing(self, open_page: OpenPage, api: Api) -> None:
        team = f"Deck {new_id().hex[-8:]}"
        await api.post("/teams", {"name": team})
        page = await open_page(f"/admin/audit?q={team}")
        await expect(page.get_by_role("main")).to_contain_text("Chain verified")
        await page.get_by_role("link", name=re.compile(r"team\.create")).click()
        panel = page.get_by_role("dialog", name="team.create")
        await expect(panel.get_by_role("row").last).to_have_text(re.compile(f"^name.{team}$"))
        await expect(panel).to_contain_text(EMAIL)
        await expect(panel.get_by_label("What was sent")).to_contain_text(team)
        await panel.get_by_role("link", name="All about it").click()
        await expect(page).to_have_url(re.compile("resource=team"))
        await expect(page.get_by_role("row")).to_have_count(2)

    async def test_is_narrowed_and_downloaded_as_it_is_shown(
        self, open_page: OpenPage, api: Api, tmp_path: Path
    ) -> None:
        team = f"Hold {new_id().hex[-8:]}"
        await api.post("/teams", {"name": team})
        page = await open_page(f"/admin/audit?q={team}")
        await page.get_by_role("button", name="About").click()
        await page.get_by_role("option", name="Users", exact=True).click()
        await expect(page.get_by_role("main")).to_contain_text("No entries match")
        await page.get_by_role("button", name="About: Users").click()
        await page.get_by_role("option", name="Teams", exact=True).click()
        await expect(page.get_by_role("row")).to_have_count(2)
        await page.get_by_role("button", name="Export").click()
        async with page.expect_download() as download:
            await page.get_by_role("menuitem", name=re.compile("CSV")).click()
        target = tmp_path / "audit.csv"
        await (await download.value).save_as(target)
        assert [line["action"] for line in csv.DictReader(io.StringIO(target.read_text()))] == ["team.create"]

    async def test_draws_only_what_is_in_sight(self, open_page: OpenPage, api: Api) -> None:
        for _ in range(130):
            await api.post("/teams", {"name": f"Crew {new_id().hex}"})
        page = await open_page("/admin/audit?q=Crew&action=team")
        await expect(page.get_by_role("main")).to_contain_text("100 entries, more as you scroll")
        assert await page.get_by_role("row").count() < 80
        await page.keyboard.press("End")
        await expect(page.get_by_role("main")).to_contain_text("130 entries")

    async def test_rows_are_walked_and_opened_without_a_mouse(self, open_page: OpenPage) -> None:
        page = await open_page("/missions")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await page.keyboard.press("g")
        await page.keyboard.press("u")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Users")
        await page.get_by_role("link", name="Audit log").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Audit log")
        await expect(page.get_by_role("row").nth(1)).to_be_visible()
        await page.keyboard.press("j")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("dialog")).to_contain_text("Hash")
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_be_hidden()


PLACES = [
    Place("/admin/users", EMAIL),
    Place("/admin/users?q=nobody+is+called+this", "No users match"),
    Place("/admin/invitations", "wait@example.com"),
    Place("/admin/roles", "Everything, also what later versions add"),
    Place("/admin/keys", "for the walk"),
    Place("/admin/organization", "Take the data along"),
    Place("/admin/audit", "Chain verified"),
    Place("/admin/audit?q=nothing+is+like+this", "No entries match"),
]


@pytest_asyncio.fixture(loop_scope="session")
async def furnished(api: Api) -> None:
    """Something to see on every page."""
    await api.post("/invitations", {"email": "wait@example.com", "role": "user"})
    await api.post("/auth/api-keys", {"name": "for the walk"})


@pytest.mark.usefixtures("furnished")
class TestEveryPage:
    async def test_breaks_no_rule_of_accessibility(self, open_page: OpenPage) -> None:
        page = await open_page()
        found = []
        for place in PLACES:
            await go_to(page, place)
            found += await broken_rules_in_both_schemes(page, place.path)
        for path, opener in (
            ("/admin/roles", "New role"),
            ("/admin/users", "Invite"),
            ("/admin/users", "New service account"),
            ("/admin/organization", "Erase organization"),
        ):
            await page.goto(path)
            await page.get_by_role("button", name=opener).click()
            await expect(page.get_by_role("dialog")).to_be_visible()
            found += await broken_rules_in_both_schemes(page, opener)
        assert found == []

    async def test_is_no_wider_than_a_phone(self, open_page: OpenPage) -> None:
        page = await open_page(**PHONE)
        for place in PLACES:
            await go_to(page, place)
            assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"], place
        await page.goto("/admin/roles")
        await page.get_by_role("button", name="New role").tap()
        box = await page.get_by_role("dialog", name="New role").bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE["viewport"]["width"]
