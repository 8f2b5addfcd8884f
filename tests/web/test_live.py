"""A browser that loses its connection, and one whose server dies."""

from pathlib import Path

from playwright.async_api import Page, expect

from tests.web.chromium import Complaints
from tests.web.conftest import OpenPage
from tests.web.installation import Api, Installation
from tests.web.marks import in_the_browser
from tests.web.parts import indicator

pytestmark = in_the_browser


async def show_a_held_mission(
    open_page: OpenPage, api: Api, installation: Installation, data: Path
) -> tuple[Page, str]:
    """Open the page of a mission that stands before its fifth step; return both."""
    installation.hold("execution")
    mission = await api.submit("Mean price by symbol", data / "stocks.csv")
    page = await open_page(f"/missions/{mission['id']}")
    await expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "55")
    await expect(indicator(page)).to_have_text("Live")
    return page, mission["id"]


async def test_a_browser_that_was_offline_comes_back_to_the_present(
    open_page: OpenPage, api: Api, installation: Installation, data: Path, complaints: Complaints
) -> None:
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    page, mission_id = await show_a_held_mission(open_page, api, installation, data)
    await page.context.set_offline(True)
    await expect(indicator(page)).to_have_text("Offline", timeout=2_000)
    await expect(page.get_by_role("main")).to_contain_text("offline")
    installation.let_go()
    await api.becomes(mission_id, "completed")
    await expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "55")

    await page.context.set_offline(False)
    await expect(indicator(page)).to_have_text("Live")
    await expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "100")
    await expect(page.get_by_role("region", name="Answer")).to_be_visible()


async def test_a_server_that_dies_and_returns_is_found_again(
    open_page: OpenPage, api: Api, installation: Installation, data: Path, complaints: Complaints
) -> None:
    complaints.expect(r"net::ERR_|WebSocket connection")  # whatever it asks for just then
    page, _ = await show_a_held_mission(open_page, api, installation, data)
    installation.kill_server()
    await expect(indicator(page)).not_to_have_text("Live", timeout=2_000)
    await expect(page.get_by_role("main")).to_contain_text("As of")
    installation.let_go()  # the worker finishes it while nobody serves the page
    await installation.start_server()
    await expect(indicator(page)).to_have_text("Live")
    await expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "100")
    await expect(page.get_by_role("region", name="Answer")).to_be_visible()
