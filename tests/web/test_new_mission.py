import re
from pathlib import Path

import polars as pl
import pytest
from playwright.async_api import Page, expect

from tests.web.conftest import OpenPage
from tests.web.installation import Installation
from tests.web.marks import in_the_browser
from tests.web.parts import status

pytestmark = in_the_browser

QUESTION = "Which symbol has the highest mean price?"


@pytest.fixture
def means(data: Path) -> list[tuple[str, float]]:
    """What is asked for, calculated another way: mean price by symbol, highest first."""
    prices = pl.read_csv(data / "stocks.csv")
    return prices.group_by("symbol").agg(pl.col("price").mean()).sort("price", descending=True).rows()


async def test_a_data_file_becomes_an_answer_a_chart_and_a_table(
    open_page: OpenPage, installation: Installation, data: Path, means: list[tuple[str, float]]
) -> None:
    for step in ("budget", "execution"):
        installation.hold(step)
    page = await open_page("/missions")
    await page.get_by_role("link", name="New mission").first.click()
    await page.get_by_label("Objective").fill(QUESTION)
    await page.locator("input[type=file]").set_input_files(data / "stocks.csv")
    await expect(page.get_by_role("button", name="Remove stocks.csv")).to_be_visible()
    await page.get_by_role("button", name="Start mission").click()
    await expect(page.get_by_role("heading", name=QUESTION, level=1)).to_be_visible()

    progress = page.get_by_role("progressbar")
    await expect(progress).to_have_attribute("aria-valuetext", "30 percent, step 3 of 6: Check the budget")
    installation.let_go("budget")
    await expect(progress).to_have_attribute("aria-valuetext", "55 percent, step 5 of 6: Do the work")
    installation.let_go("execution")
    await expect(progress).to_have_attribute("aria-valuetext", "100 percent, All steps done")
    await expect(status(page, "Done")).to_be_visible()
    await expect(page.locator("#announcements")).to_have_text(f"{QUESTION}: Done")

    best, mean = means[0]
    await expect(page.get_by_role("region", name="Answer")).to_contain_text(f"{best} has the highest")
    await expect(page.get_by_role("region", name="Answer")).to_contain_text(f"{mean:.2f}")
    await _shows_a_bar_for_each(page, means)
    await _shows_the_table(page, means)
    await _gives_files(page)


async def _shows_a_bar_for_each(page: Page, means: list[tuple[str, float]]) -> None:
    chart = page.get_by_role("img", name=re.compile("Chart of"))
    await expect(chart.locator("svg .mark-rect path")).to_have_count(len(means))
    heights = await chart.locator("svg .mark-rect path").evaluate_all("bars => bars.map(b => b.getBBox().height)")
    assert max(heights) > 100  # px: it is drawn, not only there
    assert sorted(heights, reverse=True) == heights  # highest first, as the means are


async def _shows_the_table(page: Page, means: list[tuple[str, float]]) -> None:
    table = page.get_by_role("article").filter(has_text="table.json").get_by_role("table")
    rows = [await row.get_by_role("cell").all_inner_texts() for row in await table.get_by_role("row").all()]
    assert [row[:2] for row in rows[1:]] == [[symbol, f"{mean:.2f}"] for symbol, mean in means]


async def _gives_files(page: Page) -> None:
    for format_, begins in {"PNG": b"\x89PNG\r\n\x1a\n", "XLSX": b"PK\x03\x04", "CSV": b"symbol,"}.items():
        async with page.expect_download() as download:
            await page.get_by_role("link", name=re.compile(f"as {format_}$")).click()
        content = Path(await (await download.value).path()).read_bytes()
        assert content.startswith(begins)
        assert content.count(b"\n") >= 6 or len(content) > 1000  # px or rows: more than a header


async def test_what_cannot_be_used_is_said_beside_the_field(open_page: OpenPage, tmp_path: Path) -> None:
    empty, unknown = tmp_path / "empty.csv", tmp_path / "song.mp3"
    empty.write_bytes(b"")
    unknown.write_bytes(b"ID3")
    page = await open_page("/missions/new")
    await page.locator("input[type=file]").set_input_files([empty, unknown])
    await expect(page.get_by_role("alert").nth(0)).to_have_text("The file is empty.")
    await expect(page.get_by_role("alert").nth(1)).to_contain_text("Cannot be read. Use csv,")
    await page.get_by_label("Budget").fill("-3")
    await page.get_by_role("button", name="Start mission").click()
    await expect(page.get_by_label("Objective")).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_label("Budget")).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_label("Objective")).to_be_focused()
    await expect(page).to_have_url(re.compile("/missions/new$"))
