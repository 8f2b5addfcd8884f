"""What clients send is read strictly."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from pilothouse.core.inputs import JsonObject, Line, Moment

LINE, MOMENT, JSON_OBJECT = TypeAdapter(Line), TypeAdapter(Moment), TypeAdapter(JsonObject)
WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class TestLine:
    def test_is_trimmed(self) -> None:
        assert LINE.validate_python("  Ada Lovelace ") == "Ada Lovelace"

    @given(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1))
    def test_takes_every_script(self, text) -> None:
        assert LINE.validate_python(text) == text

    @given(st.characters(categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"]))
    def test_hides_nothing(self, character) -> None:
        with pytest.raises(ValidationError):
            LINE.validate_python(f"A{character}da")


class TestMoment:
    @pytest.mark.parametrize(
        "text", ["2026-11-21T12:00:00Z", "2026-11-21 13:00:00+01:00", "2026-11-21T12:00:00.000+00:00"]
    )
    def test_is_written_out(self, text) -> None:
        assert MOMENT.validate_python(text) == NOON

    def test_may_be_one_already(self) -> None:
        assert MOMENT.validate_python(NOON) == NOON

    @pytest.mark.parametrize("value", [0, 0.5, True, "0.5", " -1 ", "1795262400", "2026-11-21T12:00:00", "now", None])
    def test_is_not_guessed(self, value) -> None:
        with pytest.raises(ValidationError):
            MOMENT.validate_python(value)

    @pytest.mark.parametrize("year", [1, 1969, 9000, 9999])
    def test_lies_where_the_database_can_reckon(self, year) -> None:
        with pytest.raises(ValidationError, match="between the years"):
            MOMENT.validate_python(NOON.replace(year=year))


class TestJsonObject:
    @given(st.dictionaries(WORDS, WORDS | st.lists(WORDS)))
    def test_takes_everything_else(self, values) -> None:
        assert JSON_OBJECT.validate_python(values) == values

    @pytest.mark.parametrize("place", [{"a": "\0"}, {"\0": 1}, {"a": [{"b": "\\\0"}]}], ids=["value", "name", "deep"])
    def test_refuses_nul_wherever_it_lies(self, place) -> None:
        with pytest.raises(ValidationError, match="NUL"):
            JSON_OBJECT.validate_python(place)

    def test_takes_the_letters_that_escape_it(self) -> None:
        assert JSON_OBJECT.validate_python({"a": "\\u0000"}) == {"a": "\\u0000"}

    def test_refuses_half_a_character(self) -> None:
        with pytest.raises(ValidationError, match="half a character"):
            JSON_OBJECT.validate_python({"a": ["\ud800"]})
