import csv
import re
from datetime import UTC, datetime, timedelta

from playwright.async_api import Locator, Page, expect

from tests.web.gateway.conftest import Metered, OpenPage
from tests.web.marks import in_the_browser

pytestmark = in_the_browser


def figure(page: Page, label: str) -> Locator:
    """Return the key figure of that label."""
    return page.locator("dl").filter(has_text=re.compile(f"^{label}"))


def _dollars(amount: str) -> str:
    value = float(amount)
    return "<$0.01" if 0 < value < 0.01 else f"${value:,.2f}"


async def test_the_figures_agree_with_the_ledger(open_metered: OpenPage, metered: Metered) -> None:
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    since = (midnight - timedelta(days=89)).isoformat()
    spend = await metered.api.get("/analytics/spend", since=since, by="model")
    month = await metered.api.get("/analytics/forecast")
    page = await open_metered("/costs?range=90d")
    await expect(figure(page, "Spend, 90 days")).to_contain_text(f"${float(spend['totals']['cost_usd']):,.2f}")
    await expect(page.get_by_role("region", name=re.compile("^[A-Z][a-z]+$")).first).to_contain_text(
        f"${float(month['spent_usd']):,.2f} so far"
    )
    table = page.get_by_role("table", name="Spend by model")
    for group in spend["groups"]:
        row = table.get_by_role("row", name=re.compile(rf"^{group['key'][0]['value']} \d"))
        await expect(row).to_contain_text(_dollars(group["totals"]["cost_usd"]))


async def test_the_chart_speaks_to_those_who_cannot_see_it(open_metered: OpenPage) -> None:
    page = await open_metered("/costs")
    await expect(page.get_by_role("img", name=re.compile("Spend by model.*gpt-4o"))).to_be_visible()
    await page.get_by_role("switch", name="Show as table").click()
    await expect(page.get_by_role("group", name="Spend by model")).to_contain_text("Forecast")


async def test_an_unusual_day_is_told_in_words(open_metered: OpenPage) -> None:
    page = await open_metered("/costs")
    unusual = page.get_by_role("region", name="Unusual days")
    await expect(unusual).to_contain_text("gpt-4o cost $")
    await expect(unusual).to_contain_text("is usual for a")


async def test_what_is_looked_at_stands_in_the_address(open_metered: OpenPage) -> None:
    page = await open_metered("/costs")
    await page.get_by_role("radiogroup", name="Period").get_by_text("90 d").click()
    await expect(page).to_have_url(re.compile("range=90d"))
    await page.get_by_role("table", name="Spend by model").get_by_role("button", name="gpt-4o-mini").click()
    await expect(page).to_have_url(re.compile("model=gpt-4o-mini"))
    await expect(page.get_by_role("button", name="Model: gpt-4o-mini")).to_be_visible()
    address = page.url
    await page.goto("/account")
    await page.goto(address)
    await expect(page.get_by_role("button", name="Model: gpt-4o-mini")).to_be_visible()
    await expect(figure(page, "Spend, 90 days")).to_be_visible()
    await page.get_by_role("button", name="Clear filters").click()
    await expect(page.get_by_role("button", name="Model", exact=True)).to_be_visible()


async def test_any_days_can_be_chosen(open_metered: OpenPage) -> None:
    page = await open_metered("/costs")
    await page.get_by_role("button", name="Choose days").click()
    await page.get_by_label("From").fill("2020-02-01")
    await page.get_by_label("To", exact=True).fill("2020-01-01")
    await page.get_by_role("button", name="Show these days").click()
    await expect(page.get_by_role("alert")).to_contain_text("the earlier one first")
    await page.get_by_label("To", exact=True).fill("2020-02-03")
    await page.get_by_role("button", name="Show these days").click()
    await expect(page.get_by_role("main")).to_contain_text("No model calls in this period")
    await page.get_by_role("button", name="Show 12 months").click()
    await expect(figure(page, "Spend, 12 months")).to_be_visible()


async def test_the_export_holds_exactly_what_is_shown(open_metered: OpenPage, metered: Metered) -> None:
    page = await open_metered("/requests?model=gpt-4o-mini&period=7d")
    await expect(page.get_by_role("table", name="Requests")).to_contain_text("gpt-4o-mini")
    await page.get_by_role("button", name="Export").click()
    async with page.expect_download() as downloading:
        await page.get_by_role("menuitem", name="CSV").click()
    path = await (await downloading.value).path()
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert {row["model"] for row in rows} == {"gpt-4o-mini"}
    shown = await page.get_by_role("table", name="Requests").get_attribute("aria-rowcount")
    assert len(rows) == int(shown or 0) - 1
