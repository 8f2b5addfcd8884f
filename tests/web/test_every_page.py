"""Every page in every state that a reader can meet: readable to all, on a phone too, and silent in the console."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.web.chromium import Complaints
from tests.web.conftest import OpenPage, shared
from tests.web.installation import Api, Installation
from tests.web.marks import in_the_browser

pytestmark = in_the_browser

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
OF_COLOURS = ("color-contrast", "link-in-text-block")
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
MISSING = "01999999-0000-7000-8000-000000000000"


@dataclass(frozen=True)
class Place:
    """A path, and the words that stand there once everything is loaded."""

    path: str
    words: str


@shared
async def places(api: Api, installation: Installation, data: Path) -> list[Place]:
    """Every page, with a mission in each state that lasts."""
    done = await api.submit("Mean price by symbol", data / "stocks.csv")
    failed = await api.submit("Trend of the price", tool="table_trend")
    waiting = await api.submit("Mean wind by weather", data / "seattle-weather.csv", budget_usd="25.00")
    await api.becomes(done["id"], "completed")
    await api.becomes(failed["id"], "failed")
    return [
        Place("/missions", "Recent"),
        Place("/missions?view=table", "Created"),
        Place("/missions?view=table&q=nothing+has+this+title", "No missions match"),
        Place("/missions/new", "Start mission"),
        Place(f"/missions/{done['id']}", "Show as table"),
        Place(f"/missions/{failed['id']}", "works on a file"),
        Place(f"/missions/{waiting['id']}", "Approval needed"),
        Place(f"/missions/{MISSING}", "does not exist"),
        Place("/costs", "By model"),
        Place("/budgets", "No budgets"),
        Place("/requests", "builtin"),
        Place("/models", "No provider connected"),
        Place("/models?tab=routes", "No routes"),
        Place("/chat", "What can I do for you"),
        Place("/approvals", "Nothing waits for you"),
        Place("/tools", "Table outliers"),
        Place("/tools?tab=agents", "Analyst"),
        Place("/tools?q=draw+a+picture", "Nearest in meaning"),
        Place("/tools/table_outliers", "Try it"),
        Place("/tools/nothing_like_it", "No tool is called"),
        Place("/agents/buddy", "Talk to it"),
        Place("/account", "ada@example.com"),
        Place("/nowhere", "Nothing lives at this address"),
    ]


@pytest_asyncio.fixture(loop_scope="session")
async def running(api: Api, installation: Installation, data: Path) -> AsyncIterator[Place]:
    """The page of a mission that runs, for as long as the test looks at it."""
    installation.hold("execution")
    mission = await api.submit("Number of airports by state", data / "airports.csv")
    yield Place(f"/missions/{mission['id']}", "Step 5, execution began")
    installation.let_go()


async def go_to(page: Page, place: Place) -> None:
    """Wait until a page shows what it is for."""
    await page.goto(place.path)
    await expect(page.get_by_role("main")).to_contain_text(place.words)


async def broken_rules(page: Page, where: str, *rules: str) -> list[str]:
    """Ask axe what is wrong, by all rules or some; one line for each element that breaks one."""
    asked = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    result = await page.evaluate("asked => axe.run(document, asked)", asked)
    return [
        f"{where}: {violation['id']}, {node['failureSummary']} {node['html'][:200]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


async def broken_rules_in_both_schemes(page: Page, where: str) -> list[str]:
    """Ask in light by every rule, and in dark once more by those that look at colours."""
    await page.evaluate(AXE.read_text())
    found = []
    for scheme, rules in (("light", ()), ("dark", OF_COLOURS)):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
        found += await broken_rules(page, f"{where} ({scheme})", *rules)
    return found


async def test_no_page_breaks_a_rule_of_accessibility(
    open_page: OpenPage, places: list[Place], running: Place, complaints: Complaints
) -> None:
    complaints.expect("404")  # the mission that is not there
    page = await open_page()
    found = []
    for place in [*places, running]:
        await go_to(page, place)
        found += await broken_rules_in_both_schemes(page, place.path)
    assert found == []


async def test_no_dialog_breaks_a_rule_of_accessibility(open_page: OpenPage, running: Place) -> None:
    page = await open_page()
    found = []
    for opener in ("Edit", "Cancel", "Search or jump to"):
        await go_to(page, running)
        await page.get_by_role("button", name=opener).click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        found += await broken_rules_in_both_schemes(page, opener)
    assert found == []


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/", "Sign in"),
        ("/forgot-password", "Choose a new password"),
        ("/reset-password#token=invented", "Choose a new password"),
        ("/verify-email", "Confirm your e-mail"),
    ],
)
async def test_no_page_before_signing_in_breaks_one_either(
    open_page: OpenPage, complaints: Complaints, path: str, title: str
) -> None:
    complaints.expect("401")
    page = await open_page(path, known=False)
    await expect(page.get_by_role("heading", name=title)).to_be_visible()
    assert await broken_rules_in_both_schemes(page, title) == []


async def test_no_page_is_wider_than_a_phone(
    open_page: OpenPage, places: list[Place], running: Place, complaints: Complaints
) -> None:
    complaints.expect("404")
    page = await open_page(**PHONE)
    wide = {}
    for place in [*places, running]:
        await go_to(page, place)
        width = await page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["viewport"]["width"]:
            wide[place.path] = width
    assert wide == {}


async def test_the_menu_of_a_phone_opens_leads_on_and_closes(open_page: OpenPage) -> None:
    page = await open_page("/missions", **PHONE)
    await expect(page.get_by_role("navigation")).to_be_hidden()
    await page.get_by_role("button", name="Open menu").tap()
    menu = page.get_by_role("dialog", name="Menu")
    await menu.get_by_role("link", name="Tools and agents").tap()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Tools and agents")
    await expect(menu).to_be_hidden()


async def test_a_script_that_was_not_sent_with_the_page_does_not_run(
    open_page: OpenPage, complaints: Complaints
) -> None:
    page = await open_page("/account")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'stolen = 1'}))")
    assert await page.evaluate("typeof stolen") == "undefined"
    assert "Content Security Policy" in complaints.unexpected[0]  # so a violation on any other page would be heard
    complaints.expect("Content Security Policy")
