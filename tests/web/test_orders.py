"""What a person asks of a mission, and what the page shows of it."""

import re
from pathlib import Path

from playwright.async_api import expect

from tests.web.conftest import OpenPage
from tests.web.installation import Api, Installation
from tests.web.marks import in_the_browser
from tests.web.parts import status

pytestmark = in_the_browser


async def test_an_expensive_mission_waits_for_approval(open_page: OpenPage, api: Api, data: Path) -> None:
    title = "Average wind by weather"
    mission = await api.submit(title, data / "seattle-weather.csv", budget_usd="25.00")
    page = await open_page("/missions")
    card = page.get_by_role("article", name=title)
    await expect(card).to_contain_text("Needs approval")
    waiting = await api.count("waiting_for_approval")
    badge = page.get_by_role("navigation").get_by_label(f"{waiting} waiting for approval")
    await expect(badge).to_be_visible()
    await card.get_by_role("link", name="Review and approve").click()
    notice = page.get_by_role("region", name="Approval needed")
    await expect(notice).to_contain_text("seattle-weather.csv and spend up to $25.00")
    await page.get_by_role("button", name="Approve").click()
    await expect(status(page, "Done")).to_be_visible()
    await expect(notice).to_be_hidden()
    await expect(badge).to_be_hidden()
    await expect(page.get_by_role("img", name=re.compile("Chart of"))).to_be_visible()
    assert (await api.mission(mission["id"]))["state"] == "completed"


async def test_a_running_mission_pauses_and_goes_on(
    open_page: OpenPage, api: Api, installation: Installation, data: Path
) -> None:
    title = "Number of airports by state"
    installation.hold("execution")
    mission = await api.submit(title, data / "airports.csv")
    page = await open_page("/missions")
    card = page.get_by_role("article", name=title)
    await expect(card.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "55")
    await card.get_by_role("button", name=f"Pause {title}").click()
    await expect(card).to_contain_text("Paused")
    await api.becomes(mission["id"], "paused")

    await card.get_by_role("link", name="Open").click()
    await expect(status(page, "Paused")).to_be_visible()
    await expect(page.get_by_text("Paused by a person")).to_be_visible()
    installation.let_go()
    await page.get_by_role("button", name="Resume").click()
    await expect(status(page, "Done")).to_be_visible()
    await expect(page.get_by_role("region", name="Answer").get_by_role("row", name="AK 263")).to_be_visible()


async def test_a_mission_is_cancelled_only_after_a_question(
    open_page: OpenPage, api: Api, installation: Installation, data: Path
) -> None:
    installation.hold("selection")
    mission = await api.submit("Count the events", data / "la-riots.csv")
    page = await open_page(f"/missions/{mission['id']}")
    dialog = page.get_by_role("dialog", name="Cancel “Count the events”?")
    await page.get_by_role("button", name="Cancel").click()
    await expect(dialog.get_by_role("button", name="Keep it going")).to_be_focused()
    await dialog.get_by_role("button", name="Keep it going").click()
    await expect(dialog).to_be_hidden()
    await expect(status(page, "Running")).to_be_visible()

    await page.get_by_role("button", name="Cancel").click()
    await dialog.get_by_role("button", name="Cancel mission").click()
    await expect(status(page, "Cancelled")).to_be_visible()
    await expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuetext", re.compile("^40 .*step 4 of 6"))
    await expect(page.get_by_role("button", name="Retry")).to_be_visible()
    assert (await api.mission(mission["id"]))["state"] == "cancelled"


async def test_a_running_mission_takes_an_edit(
    open_page: OpenPage, api: Api, installation: Installation, data: Path
) -> None:
    installation.hold("execution")
    mission = await api.submit("Mean miles by year", data / "driving.json")
    page = await open_page(f"/missions/{mission['id']}")
    await expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "55")
    await page.get_by_role("button", name="Edit").click()
    drawer = page.get_by_role("dialog", name="Edit mission")
    await drawer.get_by_label("Title").fill("Miles driven")
    await drawer.get_by_label("Budget").fill("2")
    await drawer.get_by_label("Add an instruction").fill("Round to whole miles.")
    await drawer.get_by_role("button", name="Save changes").click()
    await expect(drawer).to_be_hidden()
    await expect(page.get_by_role("heading", name="Miles driven", level=1)).to_be_visible()
    plan = page.get_by_role("complementary", name="Plan")
    await expect(plan).to_contain_text("$2.00")
    await expect(plan).to_contain_text("Round to whole miles.")
    await expect(page.get_by_role("listitem").filter(has_text="Edited: ")).to_be_visible()
    installation.let_go()
    await expect(status(page, "Done")).to_be_visible()


async def test_a_failed_mission_says_why_and_can_be_tried_again(
    open_page: OpenPage, api: Api, installation: Installation
) -> None:
    mission = await api.submit("Trend of the price", tool="table_trend")
    page = await open_page(f"/missions/{mission['id']}")
    failure = page.get_by_role("region", name="The mission failed")
    await expect(failure).to_contain_text("works on a file, and none is attached")
    await expect(page.get_by_role("list").get_by_text("failed", exact=True)).to_be_attached()
    installation.hold("selection")
    await page.get_by_role("button", name="Retry").click()
    await expect(status(page, "Running")).to_be_visible()
    await expect(failure).to_be_hidden()
    installation.let_go()
    await expect(failure).to_be_visible()
    await page.get_by_role("link", name="Edit as new").click()
    await expect(page.get_by_label("Objective")).to_have_value("Trend of the price")
