import json
import struct
from pathlib import Path
from typing import Any

import pytest
import vl_convert

from pilothouse.agents import ToolContext, ToolFailed, ToolRetry
from pilothouse.agents.execution import execute
from pilothouse.toolbox.chart import chart, render_chart


@pytest.fixture
def draw(context: ToolContext, tmp_path: Path):
    async def drawn(**arguments: Any) -> dict[str, Any]:
        result = await execute(chart, {"title": "T", **arguments}, context)
        return json.loads((tmp_path / "artifacts" / result.output["artifact"]).read_text())

    return drawn


CHARTS = {
    "bars": {"kind": "bar", "file": "cars.json", "x": "Origin", "y": "Miles_per_Gallon"},
    "stacked bars": {"kind": "bar", "file": "cars.json", "x": "Origin", "color": "Cylinders"},
    "shares": {"kind": "bar", "file": "cars.json", "x": "Origin", "aggregate": "share"},
    "months": {"kind": "bar", "file": "seattle-weather.csv", "x": "month of date", "y": "wind", "order": "group"},
    "line": {"kind": "line", "file": "stocks.csv", "x": "date", "y": "price", "color": "symbol"},
    "years": {"kind": "line", "file": "barley.json", "x": "year", "y": "yield"},
    "quarters": {"kind": "line", "file": "stocks.csv", "x": "date", "y": "price", "grain": "quarter"},
    "points": {"kind": "scatter", "file": "cars.json", "x": "Weight_in_lbs", "y": "Horsepower", "color": "Origin"},
    "histogram": {"kind": "histogram", "file": "seattle-weather.csv", "x": "wind"},
    "rows": {"kind": "bar", "rows": [{"a.b": "x", "v [y]": 1}, {"a.b": "y", "v [y]": 2}], "x": "a.b", "y": "v [y]"},
}


@pytest.mark.parametrize("name", CHARTS)
async def test_every_kind_is_drawn_with_marks(draw: Any, name: str) -> None:
    spec = await draw(**CHARTS[name])
    assert spec["title"]["text"] == "T"
    svg = render_chart(spec, "svg").decode()
    assert 'role="graphics-symbol"' in svg or "mark-" in svg
    assert "undefined" not in svg
    assert "NaN" not in svg


async def test_a_png_is_drawn_at_double_scale(draw: Any) -> None:
    png = render_chart(await draw(**CHARTS["bars"]), "png")
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">I", png[16:20])[0] > 1_200


async def test_bars_are_in_the_order_asked_for(draw: Any) -> None:
    down = await draw(**CHARTS["bars"])
    assert down["encoding"]["x"]["sort"] == ["Japan", "Europe", "USA"]
    months = await draw(**CHARTS["months"])
    assert months["encoding"]["y"]["sort"][:2] == ["January", "February"]


async def test_no_colour_is_set_so_that_the_page_decides(draw: Any) -> None:
    text = json.dumps(await draw(**CHARTS["bars"]))
    assert "#" not in text.replace("https://vega.github.io/schema/vega-lite/v6.json", "")


async def test_many_points_and_many_lines_are_thinned(draw: Any, tmp_path: Path, context: ToolContext) -> None:
    (tmp_path / "many.csv").write_text(
        "x,y,g,t\n" + "".join(f"{i},{i % 7},g{i % 40},{1900 + i % 90}\n" for i in range(9_000))
    )
    points = await draw(kind="scatter", file="many.csv", x="x", y="y")
    assert len(points["data"]["values"]) <= 5_000
    lines = await draw(kind="line", file="many.csv", x="t", y="y", color="g")
    assert len({row["g"] for row in lines["data"]["values"]}) == 12


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"kind": "bar", "x": "a"}, "either a file or rows"),
        ({"kind": "scatter", "file": "cars.json", "x": "Horsepower"}, "needs y"),
        ({"kind": "bar", "rows": [], "x": "a", "y": "b"}, "no rows"),
    ],
)
async def test_what_is_lacking_is_said(draw: Any, arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ToolRetry, match=words):
        await draw(**arguments)


class TestRendering:
    def test_fetches_nothing(self) -> None:
        spec = {"data": {"url": "http://127.0.0.1:9/x.csv"}, "mark": "bar", "encoding": {}}
        with pytest.raises(ToolFailed, match="not allowed"):
            render_chart(spec)

    def test_reads_no_file(self) -> None:
        for url in ("file:///etc/passwd", "/etc/passwd"):
            layer = {"data": {"url": url, "format": {"type": "csv"}}, "mark": "bar", "encoding": {}}
            with pytest.raises(ToolFailed, match="not allowed"):
                render_chart({"layer": [layer]})

    def test_shows_no_picture_from_elsewhere(self) -> None:
        spec = {"data": {"values": [{"url": "/etc/passwd"}]}, "mark": "image", "encoding": {"url": {"field": "url"}}}
        with pytest.raises(ToolFailed, match="not allowed"):
            render_chart(spec)

    def test_says_what_is_wrong_with_a_broken_specification(self) -> None:
        with pytest.raises(ToolFailed, match="cannot be drawn"):
            render_chart({"mark": 3})


def test_the_renderer_knows_our_version() -> None:
    assert "6.4" in vl_convert.get_vegalite_versions()


@pytest.mark.parametrize(
    "cell", [None, 1e308, 10**400, 2**63, True, "x" * 10_000, "", "2024-01-01", float("nan"), float("inf"), -1, [1], {}]
)
async def test_rows_of_odd_values_are_drawn_or_explained(context: ToolContext, cell: object) -> None:
    for kind in ("bar", "line", "scatter", "histogram"):
        rows = [{"a": cell, "b": 1}, {"a": 2, "b": cell}, {"b": 3}]
        arguments = {"kind": kind, "title": "Odd", "x": "a", "y": "b", "rows": rows}
        try:
            await execute(chart, arguments, context)
        except ToolRetry:
            continue
