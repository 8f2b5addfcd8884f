"""Tools and agents: found by meaning, tried by hand, talked to."""

from pathlib import Path

from playwright.async_api import expect

from tests.web.chat.talks import OpenTalk, composer
from tests.web.marks import in_the_browser

pytestmark = in_the_browser


async def test_a_tool_is_found_by_what_it_should_do(open_talk: OpenTalk) -> None:
    page = await open_talk("/tools")
    await page.get_by_role("textbox", name="What should it do?").fill("post mail to somebody")
    nearest = page.get_by_role("region", name="Nearest in meaning")
    await expect(nearest.get_by_role("article", name="Send letter")).to_be_visible()
    await nearest.get_by_role("link", name="Send letter").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Send letter")


async def test_a_tool_is_tried_with_a_form_and_its_figures_follow(open_talk: OpenTalk) -> None:
    page = await open_talk("/tools/look_around")
    await page.get_by_label("steps").fill("two")
    await page.get_by_role("button", name="Run").click()
    await expect(page.get_by_text("Write a number.")).to_be_visible()
    await page.get_by_label("steps").fill("2")
    await page.get_by_role("button", name="Run").click()
    result = page.get_by_role("region", name="Result")
    await expect(result).to_contain_text("Looked 2 times.")
    await expect(result.get_by_role("article", name="Field notes")).to_contain_text("The east gate was open.")
    await expect(page.get_by_role("region", name="Figures")).to_contain_text("100 %")


async def test_a_tool_that_asks_first_runs_once_it_is_approved(open_talk: OpenTalk) -> None:
    page = await open_talk("/tools/send_letter")
    await page.get_by_role("textbox", name="to").first.fill("Ada")
    await expect(page.get_by_role("button", name="Run")).to_be_disabled()
    await page.get_by_label("I approve this call").check()
    await page.get_by_role("button", name="Run").click()
    await expect(page.get_by_role("region", name="Result")).to_contain_text("Sent 1 to Ada.")


async def test_a_tool_reads_a_file_that_it_is_given(open_talk: OpenTalk, data: Path) -> None:
    page = await open_talk("/tools/table_profile")
    await page.get_by_label("Files it may read").set_input_files(data / "stocks.csv")
    await page.get_by_label("file", exact=False).first.fill("stocks.csv")
    await page.get_by_role("button", name="Run").click()
    await expect(page.get_by_role("region", name="Result").get_by_text("Done", exact=True)).to_be_visible()


async def test_a_failing_tool_says_why(open_talk: OpenTalk) -> None:
    page = await open_talk("/tools/break_down")
    await page.get_by_role("button", name="Run").click()
    await expect(page.get_by_role("region", name="Result")).to_contain_text("The gate is locked.")


async def test_an_agent_is_read_and_talked_to(open_talk: OpenTalk) -> None:
    page = await open_talk("/tools?tab=agents")
    await page.get_by_role("article", name="Analyst").get_by_role("link").click()
    await expect(page.get_by_role("region", name="Instructions")).to_be_visible()
    await page.get_by_role("link", name="Talk to it").click()
    await expect(page.get_by_role("textbox", name="Message Analyst")).to_be_focused()
    await expect(composer(page)).to_have_count(0)
