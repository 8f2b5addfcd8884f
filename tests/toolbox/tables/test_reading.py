"""Files as they come."""

import io
from datetime import date
from datetime import datetime as moment
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.core.errors import PilothouseError
from pilothouse.toolbox.tables.errors import TableUnreadable
from pilothouse.toolbox.tables.reading import read_bytes


def rows(data: str | bytes, name: str = "f.csv") -> list[dict[str, Any]]:
    return read_bytes(name, data.encode() if isinstance(data, str) else data).frame.to_dicts()


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
    def test_are_recognised(self, encoding: str) -> None:
        assert rows("näme,wert\nBär,1\n".encode(encoding)) == [{"näme": "Bär", "wert": 1}]


class TestDelimiters:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_are_recognised(self, delimiter: str) -> None:
        data = "\n".join(delimiter.join(row) for row in (["a", "b"], ["x y", "1"], ["z", "2"]))
        assert rows(data) == [{"a": "x y", "b": 1}, {"a": "z", "b": 2}]

    def test_inside_quotes_do_not_count(self) -> None:
        assert rows('a,b\n"x, y;z",1\n"line\nbreak",2\n') == [{"a": "x, y;z", "b": 1}, {"a": "line\nbreak", "b": 2}]

    @given(st.lists(st.tuples(st.text(st.characters(codec="ascii", min_codepoint=33), max_size=8),
                              st.integers(0, 999)), min_size=1, max_size=20))  # fmt: skip
    def test_what_a_csv_writer_writes_is_read_back(self, table: list[tuple[str, int]]) -> None:
        frame = pl.DataFrame({"word": [f"w{word}" for word, _ in table], "number": [number for _, number in table]})
        read = read_bytes("f.csv", frame.write_csv().encode()).frame
        assert read["number"].to_list() == frame["number"].to_list()
        assert read["word"].to_list() == [word.strip() for word in frame["word"]]


class TestHeaders:
    def test_are_made_unique_and_never_blank(self) -> None:
        assert list(rows("a,,a, a \n1,2,3,4\n")[0]) == ["a", "column_2", "a_2", "a_3"]

    def test_may_be_missing(self) -> None:
        assert rows("1,2\n3,4\n") == [{"column_1": 1, "column_2": 2}, {"column_1": 3, "column_2": 4}]

    def test_may_stand_below_a_title(self) -> None:
        assert rows("Report 2020\n\na,b\n1,2\n3,4\n") == [{"a": 1, "b": 2}, {"a": 3, "b": 4}]


class TestTypes:
    @pytest.mark.parametrize(
        ("cells", "values"),
        [
            (["1", "2", ""], [1, 2, None]),
            (["1.5", "2", "NA"], [1.5, 2.0, None]),
            (["1,200", "3,000,000", "5"], [1200, 3000000, 5]),
            (["$1,200.50", "$3", "-$4"], [1200.5, 3.0, -4.0]),
            (["12 %", "3.5%", "0%"], [12.0, 3.5, 0.0]),
            (["(500)", "20", "1"], [-500, 20, 1]),
            (["1.234,5", "2,5", "7"], [1234.5, 2.5, 7.0]),
            (["00501", "10001", "00502"], ["00501", "10001", "00502"]),
            (["yes", "no", "n/a"], [True, False, None]),
            (["1e3", "2", "3"], [1000, 2, 3]),
            (["2020-01-31", "2020-02-01", "?"], [date(2020, 1, 31), date(2020, 2, 1), None]),
            (["1/2/20", "12/31/20", "3/4/21"], [date(2020, 1, 2), date(2020, 12, 31), date(2021, 3, 4)]),
            (["31/12/2020", "01/02/2020", ""], [date(2020, 12, 31), date(2020, 2, 1), None]),
            (["31.12.2020", "1.2.2020", ""], [date(2020, 12, 31), date(2020, 2, 1), None]),
            (["Jan 1 2000", "Feb 12 2001", ""], [date(2000, 1, 1), date(2001, 2, 12), None]),
            (["2020-05", "2020-06", ""], [date(2020, 5, 1), date(2020, 6, 1), None]),
            (["2010/01/01 00:00", "2010/01/01 13:30", ""],
             [moment.fromisoformat("2010-01-01"), moment.fromisoformat("2010-01-01T13:30"), None]),
            (["2000-01-01T08:00:00.000Z", "", ""], [moment.fromisoformat("2000-01-01T08:00"), None, None]),
            (["abc", "1", "2"], ["abc", "1", "2"]),
        ],
    )  # fmt: skip
    def test_come_from_the_cells(self, cells: list[str], values: list[Any]) -> None:
        data = "key;value\n" + "".join(f"k{index};{cell}\n" for index, cell in enumerate(cells))
        assert [row["value"] for row in rows(data)] == values

    def test_a_few_unreadable_cells_are_missing_and_told(self) -> None:
        data = "key,value\n" + "".join(f"k{i},{i}\n" for i in range(100)) + "k,broken\n"
        table = read_bytes("f.csv", data.encode())
        assert table.frame["value"].null_count() == 1
        assert table.notes == ("1 cells of 'value' are unreadable and count as missing.",)


class TestFormats:
    FRAME = pl.DataFrame({"city": ["Lyon", "Köln"], "price": [3.5, 4.0], "day": [date(2020, 1, 1), date(2020, 1, 2)]})

    def test_parquet(self) -> None:
        buffer = io.BytesIO()
        self.FRAME.write_parquet(buffer)
        assert read_bytes("f.parquet", buffer.getvalue()).frame.equals(self.FRAME)

    @pytest.mark.parametrize(
        "data",
        [
            '[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]',
            '{"a": 1, "b": "x"}\n{"a": 2, "b": "y"}\n',
            '{"a": [1, 2], "b": ["x", "y"]}',
            '{"meta": "m", "data": [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]}',
            '[["a", "b"], [1, "x"], [2, "y"]]',
        ],
    )
    def test_json_in_its_usual_shapes(self, data: str) -> None:
        assert rows(data, "f.json") == [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]

    def test_nested_json_is_spread_over_columns(self) -> None:
        assert rows('[{"a": {"b": 1, "c": {"d": 2}}, "e": [1, 2]}]') == [{"a.b": 1, "a.c.d": 2, "e": "[1, 2]"}]

    def test_excel(self) -> None:
        xlsxwriter = pytest.importorskip("xlsxwriter")
        buffer = io.BytesIO()
        book = xlsxwriter.Workbook(buffer, {"in_memory": True})
        book.add_worksheet("Empty")
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, ["Sales report"])
        for index, row in enumerate([["city", "price"], ["Lyon", 3.5], ["Köln", 4]]):
            sheet.write_row(index + 2, 0, row)
        book.close()
        table = read_bytes("f.xlsx", buffer.getvalue())
        assert table.frame.to_dicts() == [{"city": "Lyon", "price": 3.5}, {"city": "Köln", "price": 4.0}]
        assert "Data" in table.notes[0]


class TestBrokenFiles:
    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"", "is empty"),
            (b" \n ", "is empty"),
            (b"a,b\n", "no rows"),
            (b"a,b\n,\n", "no rows"),
            (b"\x89PNG\r\n", "is no table"),
            (b"%PDF-1.7", "is no table"),
            (b"PK\x03\x04junk", "not a readable Excel"),
            (b"PAR1junk", "damaged"),
            (b"{bad json", "not valid JSON"),
            (b"[]", "no list of records"),
            (b"a\x00b\x01", "binary data"),
        ],
    )
    def test_say_what_is_wrong(self, data: bytes, words: str) -> None:
        with pytest.raises(TableUnreadable, match=words):
            read_bytes("f", data)

    def test_with_ragged_rows_are_read_and_told(self) -> None:
        table = read_bytes("f.csv", b"a,b\n1,2,3\n4\n5,6\n")
        assert table.frame["a"].to_list() == [1, 4, 5]
        assert any("more or fewer cells" in note for note in table.notes)

    def test_with_unpaired_quotes_are_read_and_told(self) -> None:
        table = read_bytes("f.csv", b'a,b\n1,"2\n4,5\n')
        assert table.frame["b"].to_list() == [2, 5]
        assert "do not pair up" in table.notes[0]

    @given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
    def test_never_break_the_reader(self, data: bytes) -> None:
        try:
            table = read_bytes("f", data)
        except PilothouseError as error:
            assert error.message  # any refusal is fine, as long as it is ours
        else:
            assert table.frame.height > 0
