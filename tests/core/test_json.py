import json as standard
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.core import json
from pilothouse.core.errors import InvalidInput

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)  # fmt: skip


@dataclass
class Order:
    id: UUID
    at: datetime
    price: Decimal


class TestDumps:
    @given(VALUES)
    def test_reads_back_as_the_same_value_here_and_elsewhere(self, value):
        assert json.loads(json.dumps(value)) == value
        assert standard.loads(json.dumps_text(value)) == value

    def test_knows_ids_times_and_amounts(self):
        order = Order(UUID(int=7), datetime(2026, 1, 2, tzinfo=UTC), Decimal("1.50"))
        assert json.loads(json.dumps(order)) == {
            "id": "00000000-0000-0000-0000-000000000007", "at": "2026-01-02T00:00:00Z", "price": "1.50",
        }  # fmt: skip


class TestLoads:
    @pytest.mark.parametrize("text", ["", "{", '{"a": }', "[1, 2", "nul", "{'a': 1}", b"\xff\xfe", "NaN"])
    def test_says_that_something_is_not_json(self, text):
        with pytest.raises(InvalidInput, match="not valid JSON"):
            json.loads(text)

    @given(st.binary())
    def test_raises_nothing_else_whatever_the_bytes(self, data):
        with suppress(InvalidInput):
            json.loads(data)

    def test_refuses_brackets_without_end(self):
        with pytest.raises(InvalidInput):
            json.loads("[" * 100_000)
