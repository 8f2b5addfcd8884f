import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.access.identity.common_passwords import is_common


class TestIsCommon:
    @pytest.mark.parametrize(
        "password",
        [
            "password1234", "P@ssw0rd2024!", "iloveyou1234", "QWERTYUIOP123", "adminadmin!!", "welcome12345",
            "123456789012", "098765432109", "abcdefghijkl", "aaaaaaaabbbb", "abababababab", "pilothouse-2026",
            "SummerSummer1",
        ],
    )  # fmt: skip
    def test_recognises_what_is_tried_first(self, password: str) -> None:
        assert is_common(password)

    @pytest.mark.parametrize(
        "password", ["four teal herons", "correct horse battery staple", "74018362957164", "Gg7-wholly-unlikely"]
    )
    def test_leaves_the_rest_alone(self, password: str) -> None:
        assert not is_common(password)

    @given(st.text(max_size=300))
    def test_has_an_answer_for_any_text(self, password: str) -> None:
        assert is_common(password) in {True, False}
