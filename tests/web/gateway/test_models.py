import re

from playwright.async_api import expect

from tests.web.gateway.conftest import Metered, OpenPage
from tests.web.marks import in_the_browser

pytestmark = in_the_browser


async def test_a_provider_is_connected_tested_and_removed(open_metered: OpenPage, metered: Metered) -> None:
    page = await open_metered("/models")
    await page.get_by_role("button", name="Connect a provider").click()
    dialog = page.get_by_role("dialog", name="Connect a provider")
    await dialog.get_by_role("button", name="Connect", exact=True).click()
    await expect(dialog).to_contain_text("This provider needs a key")
    await dialog.get_by_role("combobox", name="Provider").or_(dialog.get_by_label("Provider")).first.click()
    await page.get_by_role("option", name="OpenAI-compatible server").click()
    await dialog.get_by_label("Name").fill("own-server")
    await dialog.get_by_label("Address").fill(metered.upstream.url)
    await dialog.get_by_role("button", name="Connect", exact=True).click()
    card = page.get_by_role("article", name="own-server")
    await expect(card).to_contain_text("OpenAI-compatible server")
    await card.get_by_role("button", name="Test").click()
    await expect(card.get_by_role("status", name="Result of the test")).to_contain_text(re.compile("[Ww]ork"))
    await card.get_by_role("button", name="Switch off").click()
    await expect(card).to_contain_text("Switched off")
    await card.get_by_role("button", name="Delete").click()
    await page.get_by_role("button", name="Delete connection").click()
    await expect(card).to_be_hidden()


async def test_a_provider_says_how_calls_went(open_metered: OpenPage, metered: Metered) -> None:
    assert (await metered.ask()).status_code == 200
    page = await open_metered("/models")
    card = page.get_by_role("article", name="openai", exact=True)
    await expect(card).to_contain_text("Healthy")
    await expect(card).to_contain_text(re.compile(r"100 % of \d+"))
    await expect(card).to_contain_text("fast")


async def test_models_are_found_with_their_prices(open_metered: OpenPage) -> None:
    page = await open_metered("/models?tab=models")
    table = page.get_by_role("table", name="Models that can be called")
    await page.get_by_label("Search models").fill("fast")
    await expect(page).to_have_url(re.compile("q=fast"))
    await expect(table.get_by_role("row")).to_have_count(2)
    await expect(table).to_contain_text("$0.60")


async def test_a_price_is_set_by_hand_and_taken_back(open_metered: OpenPage) -> None:
    page = await open_metered("/models?tab=prices&q=gpt-4o-mini&provider=openai")
    await expect(page.get_by_role("region", name="Price table")).to_contain_text("newest price of")
    await page.get_by_role("button", name="Set the price of gpt-4o-mini", exact=True).click()
    dialog = page.get_by_role("dialog", name="Price of gpt-4o-mini")
    await dialog.get_by_label("Input", exact=True).fill("free")
    await dialog.get_by_role("button", name="Set price").click()
    await expect(dialog).to_contain_text("An amount such as 0.15")
    await dialog.get_by_label("Input", exact=True).fill("0.11")
    await dialog.get_by_role("button", name="Set price").click()
    own = page.get_by_role("table", name="Prices set by hand")
    await expect(own).to_contain_text("$0.11")
    await page.get_by_role("button", name="Take back the price of gpt-4o-mini").click()
    await expect(own).to_be_hidden()


async def test_a_name_leads_to_models(open_metered: OpenPage, metered: Metered) -> None:
    page = await open_metered("/models?tab=routes")
    await page.get_by_role("button", name="New route").first.click()
    dialog = page.get_by_role("dialog", name="New route")
    await dialog.get_by_role("button", name="Create route").click()
    await expect(dialog).to_contain_text("Give the route a name")
    await dialog.get_by_label("Name").fill("writer")
    target = dialog.get_by_role("group", name="Target 1")
    await target.get_by_placeholder("Connection").click()
    await page.get_by_role("option", name="openai", exact=True).click()
    await target.get_by_placeholder("Model").fill("fast")
    await dialog.get_by_label("Name").click()
    await dialog.get_by_role("button", name="Create route").click()
    await expect(page.get_by_role("article", name="writer")).to_contain_text("openai/fast")
    assert (await metered.ask("writer")).status_code == 200
    await page.get_by_role("article", name="writer").get_by_role("button", name="Delete").click()
    await expect(page.get_by_role("article", name="writer")).to_be_hidden()
