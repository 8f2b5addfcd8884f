"""Every byte that was not asked to change stays."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pilothouse.core.errors import InvalidInput
from pilothouse.core.splice import JsonObject

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=8), children, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=8), VALUES, max_size=5)


class TestWithFields:
    @given(OBJECTS, OBJECTS, st.sampled_from([None, 1]), st.booleans())
    @example({}, {"a": 1}, None, False)
    @example({"a\u00e9": 1}, {"a\u00e9": 2}, None, True)
    def test_means_what_an_update_means(
        self,
        before: dict[str, Any],
        changes: dict[str, Any],
        indent: int | None,
        is_ascii: bool,  # noqa: FBT001
    ) -> None:
        raw = json.dumps(before, indent=indent, ensure_ascii=is_ascii).encode()
        after = json.loads(JsonObject(raw).with_fields(changes))
        assert after == before | changes
        assert list(after) == list(before | changes)

    @given(OBJECTS, st.sampled_from([None, 1, 4]))
    def test_without_changes_returns_the_same_bytes(self, before: dict[str, Any], indent: int | None) -> None:
        raw = json.dumps(before, indent=indent, ensure_ascii=False).encode()
        assert JsonObject(raw).with_fields({}) == raw

    def test_leaves_spacing_numbers_and_unknown_fields_alone(self) -> None:
        raw = b' { "temperature" : 0.10, "model":"a",\n "x":{"model":"a", "n":1e3} } '
        expected = b' { "temperature" : 0.10, "model":"bb",\n "x":{"model":"a", "n":1e3},"max_tokens":5} '
        assert JsonObject(raw).with_fields({"model": "bb", "max_tokens": 5}) == expected

    def test_takes_raw_values_as_they_are(self) -> None:
        assert JsonObject(b'{"a":1}').with_fields({"a": msgspec.Raw(b"[ 1 ]")}) == b'{"a":[ 1 ]}'

    def test_the_last_of_two_equal_names_counts(self) -> None:
        assert json.loads(JsonObject(b'{"model":"a","b":1,"model":"c"}').with_fields({"b": 2})) == {
            "model": "c",
            "b": 2,
        }

    def test_finds_names_that_are_written_with_escapes(self) -> None:
        assert json.loads(JsonObject(b'{"m\\u006fdel":"a"}').with_fields({"model": "b"})) == {"model": "b"}


class TestReading:
    @pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b'"a"', b"{}x", b"\xff", b'{"a":}', b"[" * 100_000])
    def test_refuses_what_is_no_object(self, raw: bytes) -> None:
        with pytest.raises(InvalidInput):
            JsonObject(raw)

    def test_names_the_field_of_a_wrong_type(self) -> None:
        with pytest.raises(InvalidInput, match="stream"):
            JsonObject(b'{"stream":"yes"}').value("stream", bool)

    def test_null_counts_as_missing(self) -> None:
        body = JsonObject(b'{"stream":null}')
        assert body.value("stream", bool) is None
        assert body.raw_of("stream") == b""
