import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.server.cells import as_text, as_value


class TestAsText:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (None, ""),
            (True, "true"),
            (-3, "-3"),
            (Decimal("-0.5"), "-0.500000"),
            (Decimal("0.0000001"), "0.000000"),
            (datetime(2026, 5, 4, 12, tzinfo=UTC), "2026-05-04T12:00:00Z"),
            (["a", "b"], "a; b"),
            ("gpt-4o", "gpt-4o"),
        ],
    )
    def test_writes_every_kind_of_value(self, value: object, text: str) -> None:
        assert as_text(value) == text

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1"])
    def test_lets_no_text_begin_a_formula(self, text: str) -> None:
        assert as_text(text) == f"'{text}"
        assert as_text([text]) == f"'{text}"

    @given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
    def test_survives_a_csv_file(self, texts: list[str]) -> None:
        cells = [as_text(text) for text in texts]
        file = io.StringIO(newline="")
        csv.writer(file).writerow(cells)
        file.seek(0)
        assert next(csv.reader(file)) == cells


class TestAsValue:
    def test_leaves_what_json_knows_and_writes_the_rest(self) -> None:
        moment = datetime(2026, 5, 4, 12, tzinfo=UTC)
        values = [None, True, 3, "=1", ["a"], Decimal("1.5"), moment]
        assert [as_value(value) for value in values] == [None, True, 3, "=1", ["a"], "1.500000", "2026-05-04T12:00:00Z"]
