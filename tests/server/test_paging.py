import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.core.errors import InvalidInput
from pilothouse.server.paging import decode_cursor, encode_cursor

VALUES = st.lists(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(), max_size=4)


class TestCursor:
    @given(VALUES)
    def test_comes_back_as_it_was_packed_and_fits_an_address(self, values) -> None:
        cursor = encode_cursor(*values)
        assert decode_cursor(cursor, len(values)) == values
        assert set(cursor) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

    @given(st.text(max_size=500))
    def test_whatever_is_sent_is_a_cursor_of_ours_or_named_as_none(self, text) -> None:
        try:
            assert len(decode_cursor(text, 2)) == 2
        except InvalidInput as error:
            assert error.message == "The cursor is not one that this list gave out."

    @pytest.mark.parametrize("content", [b'{"a": 1}', b"[1]", b"[1, 2, 3]", b'"ab"', b"7", b"[", b"[" * 300])
    def test_refuses_one_with_other_content(self, content) -> None:
        with pytest.raises(InvalidInput, match="not one that this list gave out"):
            decode_cursor(base64.urlsafe_b64encode(content).decode(), 2)
