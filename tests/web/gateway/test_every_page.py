"""The pages of the gateway in every state: readable to all, on a phone too, and silent in the console."""

from playwright.async_api import Page, expect

from tests.web.gateway.conftest import Metered, OpenPage
from tests.web.marks import in_the_browser
from tests.web.test_every_page import PHONE, broken_rules_in_both_schemes

pytestmark = in_the_browser

PLACES = {
    "/costs": "Unusual days",
    "/costs?range=24h&by=api_key": "By API key",
    "/costs?range=12m&by=provider&measure=tokens": "Tokens by",
    "/costs?model=nobody": "No calls match",
    "/budgets": "Limits on calls",
    "/models": "Connected",
    "/models?tab=models": "Can be called",
    "/models?tab=routes": "Names of your own",
    "/models?tab=prices&q=haiku": "Set by hand",
    "/requests": "requests",
    "/requests?model=nobody": "No requests match",
}
DIALOGS = {
    "/budgets": ["New budget", "New limit"],
    "/models": ["Connect a provider"],
    "/models?tab=routes": ["New route"],
    "/models?tab=prices&q=haiku": ["Price models that have none"],
}


async def go_to(page: Page, path: str) -> None:
    """Wait until a page shows what it is for."""
    await page.goto(path)
    await expect(page.get_by_role("main")).to_contain_text(PLACES[path])
    await expect(page.get_by_role("main").get_by_role("status", name="Loading")).to_have_count(0)


async def test_no_page_breaks_a_rule_of_accessibility(open_metered: OpenPage, metered: Metered) -> None:
    assert (await metered.ask()).status_code == 200
    page = await open_metered("/account")
    found = []
    for path in PLACES:
        await go_to(page, path)
        found += await broken_rules_in_both_schemes(page, path)
    assert found == []


async def test_no_dialog_breaks_a_rule_of_accessibility(open_metered: OpenPage) -> None:
    page = await open_metered("/account")
    found = []
    for path, openers in DIALOGS.items():
        for opener in openers:
            await go_to(page, path)
            await page.get_by_role("button", name=opener).first.click()
            await expect(page.get_by_role("dialog")).to_be_visible()
            found += await broken_rules_in_both_schemes(page, opener)
    assert found == []


async def test_what_opens_beside_a_list_breaks_none_either(open_metered: OpenPage, metered: Metered) -> None:
    scope = {"scope_kind": "agent", "scope_id": "assistant", "period": "weekly", "limit_usd": "40"}
    budget = await metered.api.post("/budgets", scope)
    row = (await metered.api.get("/requests", model="gpt-4o"))[0]
    page = await open_metered("/account")
    found = []
    for path in (f"/budgets?budget={budget['id']}", f"/requests?open={row['id']}&of={row['request_id']}"):
        await page.goto(path)
        await expect(page.get_by_role("dialog")).to_be_visible()
        found += await broken_rules_in_both_schemes(page, path)
    assert found == []


async def test_no_page_is_wider_than_a_phone(open_metered: OpenPage, metered: Metered) -> None:
    assert (await metered.ask()).status_code == 200
    page = await open_metered("/account", **PHONE)
    wide = {}
    for path in PLACES:
        await go_to(page, path)
        width = await page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["viewport"]["width"]:
            wide[path] = width
    assert wide == {}


async def test_letters_lead_to_these_pages_too(open_metered: OpenPage) -> None:
    page = await open_metered("/account")
    pages = {"k": "Costs", "b": "Budgets", "q": "Requests", "p": "Models and providers"}
    await expect(page.get_by_role("heading", level=1)).to_have_text("Account")
    for key, heading in pages.items():
        await page.keyboard.press("g")
        await page.keyboard.press(key)
        await expect(page.get_by_role("heading", level=1)).to_have_text(heading)
