import re

from hypothesis import given
from hypothesis import strategies as st

from pilothouse.access.identity.second_factor.recovery_codes import COUNT, hash_of, make_codes


class TestRecoveryCodes:
    def test_are_ten_that_differ_and_read_well(self) -> None:
        codes = make_codes()
        assert len({*codes}) == COUNT == 10
        assert all(re.fullmatch(r"[a-z2-7]{4}(-[a-z2-7]{4}){5}", code) for code in codes)

    def test_are_known_however_they_are_typed(self) -> None:
        code = "olbk-q7ma-2xwz-hu5c"
        for typed in (code.upper(), code.replace("-", ""), code.replace("-", " "), "018K-Q7MA-2XWZ-HU5C", f" {code}\n"):
            assert hash_of(typed) == hash_of(code)

    @given(st.text())
    def test_take_any_text(self, text: str) -> None:
        assert re.fullmatch("[0-9a-f]{64}", hash_of(text))
