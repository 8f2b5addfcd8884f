import io
import json

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilothouse.runtime.artifacts.formats import MEDIA_TYPES, UnknownFormat, convert, formats_of, preview_of

TABLE = {
    "columns": [{"name": "origin", "type": "text"}, {"name": "mpg", "type": "number"}, {"name": "n", "type": "number"}],
    "rows": [["Japan", 30.5, 79], ["USA", 20, 254], ["Europe, all", None, 70]],
    "total_rows": 3,
}
CHART = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"values": [{"origin": "Japan", "mpg": 30}, {"origin": "USA", "mpg": 20}]},
    "mark": "bar",
    "encoding": {"x": {"field": "origin"}, "y": {"field": "mpg", "type": "quantitative"}},
    "width": "container",
}


def stored(value) -> bytes:
    return json.dumps(value).encode()


class TestTable:
    def test_becomes_csv_that_others_read(self) -> None:
        frame = pl.read_csv(convert("table", "t.json", stored(TABLE), "csv"))
        assert frame.columns == ["origin", "mpg", "n"]
        assert frame.rows() == [("Japan", 30.5, 79), ("USA", 20.0, 254), ("Europe, all", None, 70)]

    def test_becomes_a_workbook_that_others_read(self) -> None:
        frame = pl.read_excel(io.BytesIO(convert("table", "t.json", stored(TABLE), "xlsx")))
        assert frame.rows() == [("Japan", 30.5, 79), ("USA", 20.0, 254), ("Europe, all", None, 70)]

    def test_stays_the_json_it_is(self) -> None:
        assert json.loads(convert("table", "t.json", stored(TABLE), "json")) == TABLE

    @pytest.mark.parametrize("wanted", ["csv", "xlsx"])
    def test_without_rows_keeps_its_columns(self, wanted) -> None:
        content = convert("table", "t.json", stored({**TABLE, "rows": []}), wanted)
        frame = pl.read_csv(content) if wanted == "csv" else pl.read_excel(io.BytesIO(content), raise_if_empty=False)
        assert frame.columns == ["origin", "mpg", "n"]
        assert frame.height == 0

    def test_never_becomes_a_formula(self) -> None:
        """A cell of somebody's data must not run when a colleague opens the workbook."""
        table = {"columns": [{"name": "a", "type": "text"}], "rows": [['=HYPERLINK("http://evil.example")'], ["+1"]]}
        frame = pl.read_excel(io.BytesIO(convert("table", "t.json", stored(table), "xlsx")))
        assert frame["a"].to_list() == ['=HYPERLINK("http://evil.example")', "+1"]

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(
            st.tuples(
                st.none() | st.integers(-(2**40), 2**40),
                st.none() | st.floats(-1e9, 1e9) | st.integers(-1000, 1000),
                st.none() | st.booleans(),
            ),
            min_size=1,
            max_size=8,
        )
    )
    def test_of_any_values_can_be_downloaded(self, rows) -> None:
        columns = [{"name": name, "type": "number"} for name in ("i", "f", "b")]
        content = convert("table", "t.json", stored({"columns": columns, "rows": rows}), "csv")
        assert pl.read_csv(content).height == len(rows)

    def test_with_mixed_values_can_be_downloaded(self) -> None:
        table = {"columns": [{"name": "a", "type": "text"}], "rows": [[1], ["two"], [3.5], [None]]}
        assert convert("table", "t.json", stored(table), "csv").decode().splitlines()[:4] == ["a", "1", "two", "3.5"]

    def test_shows_its_first_rows(self) -> None:
        rows = [[number] for number in range(80)]
        preview = preview_of(
            "table", stored({"columns": [{"name": "a", "type": "number"}], "rows": rows, "total_rows": 400})
        )
        assert (len(preview["rows"]), preview["total_rows"]) == (50, 400)
        assert preview["rows"][0] == [0]


class TestChart:
    @pytest.mark.parametrize(("wanted", "head"), [("png", b"\x89PNG\r\n\x1a\n"), ("svg", b"<svg")])
    def test_becomes_a_picture(self, wanted, head) -> None:
        assert convert("chart", "c.json", stored(CHART), wanted).startswith(head)

    def test_shows_its_specification(self) -> None:
        assert preview_of("chart", stored(CHART)) == {"spec": CHART}

    def test_shows_nothing_of_one_that_is_too_large_for_a_list(self) -> None:
        large = {**CHART, "data": {"values": [{"origin": "x" * 100, "mpg": 1}] * 3_000}}
        assert preview_of("chart", stored(large)) == {}


class TestMarkdown:
    def test_shows_its_text(self) -> None:
        assert preview_of("markdown", "# Über".encode()) == {"text": "# Über"}

    def test_is_downloaded_as_it_is(self) -> None:
        assert convert("markdown", "report.md", b"# Report", "md") == b"# Report"

    def test_shows_what_it_can_of_bytes_that_are_no_text(self) -> None:
        assert preview_of("markdown", b"a\xffb")["text"] == "a\N{REPLACEMENT CHARACTER}b"


class TestFormats:
    @pytest.mark.parametrize(
        ("kind", "name", "formats"),
        [
            ("table", "t.json", ["csv", "xlsx", "json"]),
            ("chart", "c.json", ["png", "svg", "json"]),
            ("markdown", "r.md", ["md"]),
            ("image", "photo.PNG", ["png"]),
            ("file", "archive", ["bin"]),
        ],
    )
    def test_depend_on_the_kind(self, kind, name, formats) -> None:
        assert formats_of(kind, name) == formats

    @pytest.mark.parametrize("kind", ["table", "chart", "markdown"])
    def test_each_has_a_media_type(self, kind) -> None:
        assert set(formats_of(kind, "x.json")) <= set(MEDIA_TYPES)

    def test_another_one_is_refused_with_those_there_are(self) -> None:
        with pytest.raises(UnknownFormat, match="comes as csv, xlsx, json; not as pdf"):
            convert("table", "t.json", stored(TABLE), "pdf")
