"""What the table tools calculate, checked against Polars or by hand."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pilothouse.agents import Tool, ToolContext
from pilothouse.agents.execution import execute
from pilothouse.toolbox.table_correlate import describe, table_correlate
from pilothouse.toolbox.table_group import table_group
from pilothouse.toolbox.table_outliers import table_outliers
from pilothouse.toolbox.table_profile import table_profile
from pilothouse.toolbox.table_top import table_top
from pilothouse.toolbox.table_trend import table_trend
from pilothouse.toolbox.tables.errors import NothingLeft, TableUnreadable, UnknownColumn, UnsuitableColumn

C = pl.col


async def call(tool: Tool, context: ToolContext, file: str = "cars.json", **arguments: Any) -> dict[str, Any]:
    return (await execute(tool, {"file": file, **arguments}, context)).output


@pytest.fixture
def cars(tmp_path: Path, context: ToolContext) -> pl.DataFrame:
    return pl.read_json(tmp_path / "cars.json", infer_schema_length=None)


class TestProfile:
    async def test_tells_columns_types_ranges_and_missing_values(self, context: ToolContext) -> None:
        found = await call(table_profile, context)
        columns = {each["name"]: each for each in found["columns"]}
        assert (found["rows"], columns["Year"]["type"], columns["Horsepower"]["missing"]) == (406, "date", 6)
        assert columns["Origin"]["values"] == ["USA", "Japan", "Europe"]
        assert (columns["Cylinders"]["min"], columns["Cylinders"]["max"]) == (3, 8)

    async def test_points_out_values_that_a_question_mentions(self, context: ToolContext) -> None:
        found = await call(table_profile, context, mentions="Is a Ford Pinto from EUROPE?")
        mentioned = {each["name"]: each["mentioned"] for each in found["columns"] if "mentioned" in each}
        assert mentioned == {"Name": ["ford pinto"], "Origin": ["Europe"]}

    async def test_of_a_wide_table_is_brief(self, context: ToolContext, tmp_path: Path) -> None:
        pl.DataFrame({f"column_{i}": ["a", "b"] for i in range(500)}).write_csv(tmp_path / "wide.csv")
        result = await execute(table_profile, {"file": "wide.csv"}, context)
        assert len(result.output["columns"]) == 400
        assert "first 400 of 500" in result.output["notes"][0]
        assert len(result.text) < table_profile.max_result_chars

    async def test_counts_repeated_rows(self, context: ToolContext, tmp_path: Path) -> None:
        (tmp_path / "d.csv").write_text("a,b\n1,2\n1,2\n1,2\n3,4\n")
        assert (await call(table_profile, context, "d.csv"))["duplicate_rows"] == 2


class TestGroup:
    @pytest.mark.parametrize("how", ["mean", "sum", "min", "max", "median", "std"])
    async def test_calculates_per_group(self, context: ToolContext, cars: pl.DataFrame, how: str) -> None:
        found = await call(table_group, context, by=["Origin"], aggregate=how, value="horsepower")
        expected = cars.group_by("Origin").agg(getattr(C("Horsepower"), how)().alias("v"))
        assert {row[0]: row[1] for row in found["rows"]} == {
            origin: pytest.approx(value, rel=1e-3) for origin, value in expected.iter_rows()
        }
        assert (found["source_rows"], found["missing"]) == (400, 6)

    async def test_counts_shares_and_different_values(self, context: ToolContext) -> None:
        shares = await call(table_group, context, by=["Origin"], aggregate="share")
        assert sum(row[1] for row in shares["rows"]) == pytest.approx(1, abs=0.001)
        assert (await call(table_group, context, aggregate="distinct", value="Origin"))["rows"] == [[3, 406]]
        assert (await call(table_group, context))["rows"] == [[406, 406]]

    async def test_takes_parts_of_dates_in_their_own_order(self, context: ToolContext) -> None:
        found = await call(
            table_group, context, "seattle-weather.csv",
            by=["month of date"], aggregate="mean", value="temp_max", sort="group",
        )  # fmt: skip
        assert [row[0] for row in found["rows"]][:3] == ["January", "February", "March"]
        assert len(found["rows"]) == 12

    @pytest.mark.parametrize(
        ("condition", "predicate"),
        [
            ({"column": "Origin", "value": "europe"}, C("Origin") == "Europe"),
            ({"column": "Origin", "op": "in", "values": ["USA", "japan"]}, C("Origin").is_in(["USA", "Japan"])),
            ({"column": "Origin", "op": "!=", "value": "USA"}, C("Origin") != "USA"),
            ({"column": "Name", "op": "contains", "value": "FORD"}, C("Name").str.contains("ford")),
            ({"column": "Horsepower", "op": ">", "value": "150"}, C("Horsepower") > 150),
            ({"column": "Horsepower", "op": "between", "values": [100, 150]}, C("Horsepower").is_between(100, 150)),
            ({"column": "Horsepower", "op": "is_missing"}, C("Horsepower").is_null()),
            ({"column": "Horsepower", "op": "not_missing"}, C("Horsepower").is_not_null()),
            ({"column": "Year", "op": ">=", "value": "1980"}, C("Year") >= "1980"),
            ({"column": "Year", "op": "<", "value": "1975-06-01"}, C("Year") < "1975-06-01"),
            ({"column": "year of Year", "op": "between", "values": [1971, 1973]}, C("Year").str.slice(0, 4).is_between(
                pl.lit("1971"), pl.lit("1973"))),
        ],
    )  # fmt: skip
    async def test_filters_rows(
        self, context: ToolContext, cars: pl.DataFrame, condition: dict[str, Any], predicate: pl.Expr
    ) -> None:
        found = await call(table_group, context, filters=[condition])
        assert found["rows"][0][0] == cars.filter(predicate).height

    async def test_saves_the_whole_table(self, context: ToolContext, tmp_path: Path) -> None:
        found = await call(table_group, context, by=["Name"], save_as="All Names!", limit=1000)
        saved = json.loads((tmp_path / "artifacts" / found["artifact"]).read_text())
        assert found["artifact"] == "all-names.table.json"
        assert len(found["rows"]) == 50
        assert found["total_rows"] == len(saved["rows"]) == 311
        assert saved["columns"][0] == {"name": "Name", "type": "text"}

    @pytest.mark.parametrize(
        ("arguments", "error", "words"),
        [
            ({"by": ["Colour"]}, UnknownColumn, "The columns are: .*Origin"),
            ({"aggregate": "mean", "value": "Origin"}, UnsuitableColumn, "holds text, not numbers.*Horsepower"),
            ({"aggregate": "mean"}, UnsuitableColumn, "needs a value"),
            ({"by": ["month of Origin"]}, UnsuitableColumn, "has no month"),
            ({"filters": [{"column": "Origin", "value": "Mars"}]}, NothingLeft, "Origin = Mars"),
            ({"filters": [{"column": "Horsepower", "value": "fast"}]}, UnsuitableColumn, "holds numbers"),
        ],
    )
    async def test_says_what_does_not_fit(
        self, context: ToolContext, arguments: dict[str, Any], error: type[Exception], words: str
    ) -> None:
        with pytest.raises(error, match=words):
            await call(table_group, context, **arguments)


class TestTrend:
    async def test_follows_a_figure_by_year(self, context: ToolContext) -> None:
        found = await call(table_trend, context, "stocks.csv", time="date", value="price", grain="year",
                           filters=[{"column": "symbol", "value": "AAPL"}])  # fmt: skip
        assert found["rows"][0] == ["2000", 21.7483]
        assert found["values"]["last_period"] == "2010"
        assert found["values"]["change_percent"] == pytest.approx(849.8, abs=0.1)

    async def test_splits_into_lines_with_their_changes(self, context: ToolContext) -> None:
        found = await call(table_trend, context, "stocks.csv", time="date", value="price", split="symbol")
        assert {each["symbol"] for each in found["values"]["changes"]} == {"AAPL", "AMZN", "GOOG", "IBM", "MSFT"}
        assert found["total_rows"] == 560

    @pytest.mark.parametrize(
        ("file", "time", "grain", "first"),
        [
            ("seattle-weather.csv", "date", "month", "2012-01"),
            ("cars.json", "Year", "year", "1970"),
            ("barley.json", "year", "year", 1931),
        ],
    )
    async def test_finds_the_grain(self, context: ToolContext, file: str, time: str, grain: str, first: Any) -> None:
        found = await call(table_trend, context, file, time=time)
        assert (found["values"]["grain"], found["rows"][0][0]) == (grain, first)

    @pytest.mark.parametrize(
        ("grain", "label"), [("quarter", "2012-Q1"), ("week", "2011-12-26"), ("day", "2012-01-01"), ("year", "2012")]
    )
    async def test_names_periods(self, context: ToolContext, grain: str, label: str) -> None:
        assert (await call(table_trend, context, "seattle-weather.csv", time="date", grain=grain))["rows"][0][
            0
        ] == label

    async def test_needs_a_time(self, context: ToolContext) -> None:
        with pytest.raises(UnsuitableColumn, match="dates or years"):
            await call(table_trend, context, time="Origin")


class TestTop:
    async def test_lists_the_largest_and_smallest(self, context: ToolContext) -> None:
        largest = await call(table_top, context, column="Horsepower", n=1, columns=["Name"])
        assert largest["rows"] == [["pontiac grand prix", 230]]
        smallest = await call(table_top, context, column="Horsepower", n=2, direction="smallest", columns=["Name"])
        assert [row[1] for row in smallest["rows"]] == [46, 46]
        assert smallest["missing"] == 6


class TestOutliers:
    async def test_lie_beyond_tukeys_fences(self, context: ToolContext, cars: pl.DataFrame) -> None:
        found = await call(table_outliers, context, column="Horsepower")
        low, high = (cars["Horsepower"].quantile(share, "linear") or 0 for share in (0.25, 0.75))
        beyond = cars.filter(
            (C("Horsepower") > high + 1.5 * (high - low)) | (C("Horsepower") < low - 1.5 * (high - low))
        )
        assert found["values"]["outliers"] == beyond.height
        assert found["rows"][0][-2:] == [230, "above the usual range"]

    async def test_may_be_judged_by_the_median(self, context: ToolContext) -> None:
        found = await call(table_outliers, context, "seattle-weather.csv", column="wind", method="robust_z")
        assert found["values"]["outliers"] == 12

    async def test_need_a_few_values(self, context: ToolContext, tmp_path: Path) -> None:
        (tmp_path / "few.csv").write_text("a\n1\n2\n3\n")
        with pytest.raises(NothingLeft, match="at least 5"):
            await call(table_outliers, context, "few.csv", column="a")


class TestCorrelate:
    async def test_ranks_pairs(self, context: ToolContext, cars: pl.DataFrame) -> None:
        found = await call(table_correlate, context, columns=["Weight_in_lbs", "Miles_per_Gallon"])
        both = cars.select("Weight_in_lbs", "Miles_per_Gallon").drop_nulls()
        expected = both.select(pl.corr("Weight_in_lbs", "Miles_per_Gallon")).item()
        assert found["rows"] == [["Weight_in_lbs", "Miles_per_Gallon", pytest.approx(expected, abs=1e-4), 398]]
        assert "strong negative" in found["finding"]

    async def test_may_look_from_one_column(self, context: ToolContext) -> None:
        found = await call(table_correlate, context, target="Miles_per_Gallon")
        assert {row[0] for row in found["rows"]} == {"Miles_per_Gallon"}

    async def test_needs_two_columns_that_vary(self, context: ToolContext, tmp_path: Path) -> None:
        (tmp_path / "flat.csv").write_text("a,b\n" + "1,2\n" * 9)
        with pytest.raises(NothingLeft):
            await call(table_correlate, context, "flat.csv")

    def test_words_follow_strength_and_sign(self) -> None:
        assert [describe(each) for each in (0.05, 0.3, -0.5, 0.9)] == [
            "no linear relationship",
            "weak positive relationship",
            "moderate negative relationship",
            "strong positive relationship",
        ]


async def test_an_unreadable_file_is_told_by_name(context: ToolContext, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(TableUnreadable, match=r"empty\.csv is empty"):
        await call(table_group, context, "empty.csv")


async def test_a_changed_file_is_read_again(context: ToolContext, tmp_path: Path) -> None:
    path = tmp_path / "changing.csv"
    path.write_text("a\n1\n")
    assert (await call(table_group, context, "changing.csv"))["rows"][0][0] == 1
    path.write_text("a\n1\n2\n")
    assert (await call(table_group, context, "changing.csv"))["rows"][0][0] == 2
