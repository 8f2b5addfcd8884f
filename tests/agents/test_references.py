"""Results of one call as arguments of another."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.agents.errors import InvalidArguments
from pilothouse.agents.references import filled_in, references_in, target_of
from pilothouse.llm.messages import ToolCall

CALLS = [ToolCall("x1", "find", {}), ToolCall("x2", "find", {}), ToolCall("x3", "draw", {})]
RESULT = {"rows": [{"id": 7, "name": "Ada"}, {"id": 8}], "0": "zero", "empty": None}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("rows[0].id", 7),
        ("rows.1.id", 8),
        ("rows", RESULT["rows"]),
        ("", RESULT),
        ("0", "zero"),
        ("empty", None),
    ],
)
def test_a_path_leads_to_a_value(path: str, value: Any) -> None:
    assert filled_in({"a": [{"$result": 1, "path": path}]}, {0: RESULT}, CALLS) == {"a": [value]}


@pytest.mark.parametrize(
    "path", ["rows[2].id", "row", "rows[0].id.x", "rows[", "rows..id", "[x]", "rows[-1]", "rows.", "."]
)
def test_a_path_that_leads_nowhere_is_told(path: str) -> None:
    with pytest.raises(InvalidArguments, match="path"):
        filled_in({"$result": 1, "path": path}, {0: RESULT}, CALLS)


@pytest.mark.parametrize(("named", "position"), [(1, 0), (3, 2), ("x2", 1), ("draw", 2)])
def test_a_call_is_named_by_number_id_or_tool(named: int | str, position: int) -> None:
    assert target_of({"$result": named}, CALLS) == position


@pytest.mark.parametrize("named", [0, 4, -1, "find", "nobody"])
def test_a_name_that_fits_none_or_several_is_refused(named: int | str) -> None:
    with pytest.raises(InvalidArguments):
        target_of({"$result": named}, CALLS)


@pytest.mark.parametrize(
    "value", [{"$result": 1, "other": 2}, {"$result": [1]}, {"$result": None}, "$result", {"path": "a"}]
)
def test_what_only_looks_like_a_reference_is_left_alone(value: Any) -> None:
    assert list(references_in(value)) == []
    assert filled_in(value, {}, CALLS) == value


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(JSON)
def test_a_value_without_references_comes_back_as_it_was(value: Any) -> None:
    if not list(references_in(value)):
        assert filled_in(value, {}, CALLS) == value


@given(JSON, JSON)
def test_a_whole_result_is_put_in_unchanged(around: Any, result: Any) -> None:
    assert filled_in([around, {"$result": 1}], {0: result}, CALLS)[1] == result


@given(st.text(max_size=30))
def test_any_path_leads_somewhere_or_is_refused(path: str) -> None:
    with suppress(InvalidArguments):
        filled_in({"$result": 1, "path": path}, {0: RESULT}, CALLS)


def test_a_value_nested_without_end_is_not_followed_for_ever() -> None:
    deep: Any = {"$result": 1}
    for _ in range(5_000):
        deep = [deep]
    assert list(references_in(deep)) == []
