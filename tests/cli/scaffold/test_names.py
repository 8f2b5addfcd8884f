"""Names that will do, and what is said of those that will not."""

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.cli.scaffold.names import check_item, check_project, class_of, title_of
from pilothouse.core.errors import InvalidInput


@given(st.text(alphabet="abcXY019_-. /\"'", min_size=1, max_size=70))
def test_a_name_that_passes_is_one_that_python_and_models_accept(name: str) -> None:
    try:
        check_item("tool", name)
    except InvalidInput:
        return
    assert name.isidentifier()
    assert name.isascii()
    assert not keyword.iskeyword(name)
    assert len(name) <= 63


@pytest.mark.parametrize(
    ("name", "proposed"),
    [("TripCost", "trip_cost"), ("trip-cost", "trip_cost"), ("Trip cost!", "trip_cost"), ("9lives", None),
     ("class", None), ("tool", None), ("", None), ("../x", None), ("é", None)],
)  # fmt: skip
def test_another_name_is_proposed_where_that_is_easy(name: str, proposed: str | None) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_item("tool", name)
    assert ("Try " in str(refused.value)) == (proposed is not None)
    assert f"Try {proposed or ''}" in f"{refused.value} Try "


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "-x", "x y", "1x", "x" * 64])
def test_a_project_is_a_folder_and_no_path(name: str) -> None:
    with pytest.raises(InvalidInput, match="name of a project"):
        check_project(name)


def test_names_have_other_forms() -> None:
    assert (title_of("trip_cost"), class_of("trip_cost")) == ("Trip cost", "TripCost")
    assert title_of("sales-agents") == "Sales agents"
