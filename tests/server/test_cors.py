import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.server.cors import Origins

HERE = Origins(["https://pilot.example", "https://*.pilot.example", "http://localhost:*", "http://[::1]:3000"])


class TestOrigins:
    @pytest.mark.parametrize(
        "origin",
        [
            "https://pilot.example", "https://desk.pilot.example", "http://localhost", "http://localhost:5173",
            "http://[::1]:3000",
        ],
    )  # fmt: skip
    def test_hold_what_a_pattern_says(self, origin: str) -> None:
        assert origin in HERE

    @pytest.mark.parametrize(
        "origin",
        [
            "", "null", "*", "http://pilot.example", "https://pilot.example:8443", "https://pilot.example.evil.example",
            "https://evilpilot.example", "https://a.b.pilot.example", "https://.pilot.example",
            "https://evil.example/.pilot.example", "https://evil.example#.pilot.example", "https://x@y.pilot.example",
            "https://pilot.example\n", "https://PILOT.EXAMPLE", "http://localhost:5173/", "http://localhost.evil.example",
            "http://localhost:", "https://pilotxexample",
        ],
    )  # fmt: skip
    def test_and_nothing_that_only_looks_like_it(self, origin: str) -> None:
        assert origin not in HERE

    @given(st.text(max_size=80))
    def test_no_text_at_all_is_held_unless_it_is_below_the_host(self, text: str) -> None:
        origin = f"https://{text}.pilot.example"
        assert (origin in HERE) <= (text.isascii() and text.replace("-", "").isalnum())

    def test_without_patterns_hold_nothing(self) -> None:
        assert "" not in Origins()
        assert list(Origins()) == []

    @pytest.mark.parametrize(
        "pattern",
        [
            "*", "https://*", "https://*.example", "https://*example.com", "https://a.*.example.com", "ftp://a.example",
            "https://a.example/", "https://a.example/path", "https://user@a.example", "a.example", "https://",
            "https://a..example", "https://A.example", "https://a.example:443", "http://a.example:80",
            "https://a.example:70000", "https://a.example ", "https://(a|b).example", "null",
        ],
    )  # fmt: skip
    def test_are_checked_when_they_are_made(self, pattern: str) -> None:
        with pytest.raises(ValueError):
            Origins([pattern])
