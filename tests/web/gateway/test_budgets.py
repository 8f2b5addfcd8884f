import re
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.web.gateway.conftest import Metered, OpenPage
from tests.web.marks import in_the_browser

pytestmark = in_the_browser


def card(page: Page, name: str) -> Locator:
    """Return the card of a budget."""
    return page.get_by_role("article", name=name)


async def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list."""
    await page.get_by_role("combobox", name=label).or_(page.get_by_label(label, exact=True)).first.click()
    await page.get_by_role("option", name=option, exact=True).click()


async def test_a_budget_is_made_changed_deleted_and_brought_back(open_metered: OpenPage) -> None:
    page = await open_metered("/budgets")
    await page.get_by_role("button", name="New budget").first.click()
    dialog = page.get_by_role("dialog", name="New budget")
    await dialog.get_by_role("button", name="Create budget").click()
    await expect(dialog).to_contain_text("Write an amount in dollars")
    await choose(page, "For", "Agent")
    await choose(page, "Which", "analyst")
    await dialog.get_by_label("Limit", exact=True).fill("250")
    await dialog.get_by_role("button", name="Create budget").click()
    await expect(card(page, "analyst")).to_contain_text("of $250")

    await card(page, "analyst").get_by_role("link").click()
    panel = page.get_by_role("dialog", name="analyst")
    await expect(panel.get_by_role("region", name="Burn-down")).to_be_visible()
    await panel.get_by_role("button", name="Edit").click()
    edit = page.get_by_role("dialog", name="Edit budget")
    await edit.get_by_label("Limit", exact=True).fill("300")
    await edit.get_by_role("button", name="Save changes").click()
    await expect(card(page, "analyst")).to_contain_text("of $300")

    await panel.get_by_role("button", name="Delete").click()
    await expect(card(page, "analyst")).to_be_hidden()
    await page.get_by_role("button", name="Undo").click()
    await expect(card(page, "analyst")).to_contain_text("of $300")


async def test_a_limit_is_raised_for_a_time_and_falls_back(open_metered: OpenPage, metered: Metered) -> None:
    budget = await _budget(metered, "model", "gpt-4o-mini", "20")
    page = await open_metered(f"/budgets?budget={budget['id']}")
    panel = page.get_by_role("dialog", name="gpt-4o-mini")
    await panel.get_by_role("button", name="Raise for a time").click()
    dialog = page.get_by_role("dialog", name=re.compile("Raise the limit"))
    await dialog.get_by_label("Limit for now").fill("10")
    await dialog.get_by_role("button", name="Raise limit").click()
    await expect(dialog).to_contain_text("Write an amount above $20")
    await dialog.get_by_label("Limit for now").fill("80")
    await dialog.get_by_role("button", name="Raise limit").click()
    await expect(card(page, "gpt-4o-mini")).to_contain_text("of $80")
    await panel.get_by_role("button", name="End the raise").click()
    await expect(card(page, "gpt-4o-mini")).to_contain_text("of $20")


async def test_switching_off_refuses_calls_and_asks_first(open_metered: OpenPage, metered: Metered) -> None:
    made = await metered.api.post("/auth/api-keys", {"name": "trial key"})
    budget = await _budget(metered, "api_key", made["id"], "5")
    page = await open_metered(f"/budgets?budget={budget['id']}")
    panel = page.get_by_role("dialog", name="trial key")
    await panel.get_by_role("button", name="Switch off").click()
    await page.get_by_role("dialog", name=re.compile("Switch off")).get_by_role("button", name="Switch off").click()
    await expect(card(page, "trial key")).to_contain_text("Switched off")
    assert (await metered.ask(key=made["key"])).status_code == 429
    await panel.get_by_role("button", name="Switch on").click()
    await expect(card(page, "trial key")).to_contain_text("Within limit")
    assert (await metered.ask(key=made["key"])).status_code == 200


async def test_a_crossed_threshold_shows_by_itself(open_metered: OpenPage, metered: Metered) -> None:
    made = await metered.api.post("/auth/api-keys", {"name": "small key"})
    await _budget(metered, "api_key", made["id"], "0.002", thresholds=[20])
    page = await open_metered("/budgets")
    await expect(card(page, "small key")).to_contain_text("Within limit")
    assert (await metered.ask(key=made["key"])).status_code == 200
    alerts = page.get_by_role("region", name="Alerts")
    await expect(alerts).to_contain_text("20 % of the limit spent")
    await expect(alerts).to_contain_text("small key")


async def test_a_key_is_held_to_models_tokens_and_calls(open_metered: OpenPage) -> None:
    page = await open_metered("/budgets")
    await page.get_by_role("button", name="New limit").first.click()
    dialog = page.get_by_role("dialog", name="New limit")
    await choose(page, "Which", "support bot")
    await dialog.get_by_label("Tokens a minute").fill("many")
    await dialog.get_by_label("Calls at a time").fill("8")
    await dialog.get_by_role("button", name="Create limit").click()
    await expect(dialog).to_contain_text("Write a whole number above 0")
    await dialog.get_by_label("Tokens a minute").fill("200 000")
    await dialog.get_by_role("button", name="Create limit").click()
    limits = page.get_by_role("table", name="Limits on calls")
    await expect(limits).to_contain_text("200,000 of 200,000 left")
    await page.get_by_role("button", name="Delete the limit of support bot").click()
    await expect(limits).to_be_hidden()
    await page.get_by_role("button", name="Undo").click()
    await expect(limits).to_contain_text("0 of 8")
    await page.get_by_role("button", name="Delete the limit of support bot").click()
    await expect(limits).to_be_hidden()


async def _budget(metered: Metered, kind: str, identifier: str, limit_usd: str, **more: Any) -> dict[str, Any]:
    body = {"scope_kind": kind, "scope_id": identifier, "period": "monthly", "limit_usd": limit_usd, **more}
    return await metered.api.post("/budgets", body)
