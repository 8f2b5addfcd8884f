import re
from pathlib import Path

from playwright.async_api import expect

from tests.web.conftest import OpenPage
from tests.web.installation import Api
from tests.web.marks import in_the_browser

pytestmark = in_the_browser


async def test_the_first_stop_skips_to_the_content(open_page: OpenPage) -> None:
    page = await open_page("/tools")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    await expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("main")).to_be_focused()


async def test_letters_lead_to_the_pages(open_page: OpenPage) -> None:
    page = await open_page("/missions")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Missions")
    for key, heading in {"t": "Tools and agents", "k": "Costs", "a": "Account", "m": "Missions"}.items():
        await page.keyboard.press("g")
        await page.keyboard.press(key)
        await expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    await page.keyboard.press("n")
    await expect(page.get_by_role("heading", level=1)).to_have_text("New mission")
    await page.get_by_label("Objective").press_sequentially("g t n ?")
    await expect(page.get_by_label("Objective")).to_have_value("g t n ?")


async def test_a_question_mark_shows_all_keys(open_page: OpenPage) -> None:
    page = await open_page("/account")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Keyboard shortcuts")
    await expect(help_).to_contain_text("Go to missions")
    await page.keyboard.press("Escape")
    await expect(help_).to_be_hidden()


async def test_the_palette_finds_a_mission(open_page: OpenPage, api: Api, data: Path) -> None:
    title = "Wheat prices and wages through the centuries"
    mission = await api.submit(title, data / "wheat.json", draft=True)
    page = await open_page("/account")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await page.keyboard.press("Control+k")
    await page.get_by_role("combobox", name="Search missions and pages").fill("wheat prices")
    await expect(page.get_by_role("option", name=re.compile(title))).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(mission["id"]))
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)


async def test_rows_are_walked_and_opened(open_page: OpenPage, api: Api, data: Path) -> None:
    for objective in ("Mean of Y by series", "Variance of Y by series"):
        await api.submit(objective, data / "anscombe.json", draft=True)
    page = await open_page("/missions?view=table&q=by+series")
    rows = page.get_by_role("main").locator("[data-row]")
    await expect(rows).to_have_count(2)
    await page.keyboard.press("j")
    await expect(rows.nth(0)).to_be_focused()
    await page.keyboard.press("j")
    await expect(rows.nth(1)).to_be_focused()
    await page.keyboard.press("k")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Variance of Y by series")
    await page.go_back()
    await page.keyboard.press("/")
    await expect(page.get_by_role("textbox", name="Search missions")).to_be_focused()
