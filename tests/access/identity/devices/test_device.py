import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.access.identity.devices.device import device_of

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


class TestDevice:
    @pytest.mark.parametrize(
        ("user_agent", "words"),
        [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Windows"),
            (f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/126.0.0.0 Safari/537.36", "Chrome on Linux"),
            (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/126.0.0.0 Safari/537.36 Edg/126.0", "Edge on Windows"),
            (f"Mozilla/5.0 (Linux; Android 14) {WEBKIT} Chrome/126.0 Mobile Safari/537.36", "Chrome on Android"),
            (f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {WEBKIT} Version/17.5 Safari/604.1",
             "Safari on iPhone"),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15",
             "Safari on macOS"),
            ("curl/8.5.0", "curl/8.5.0"),
            ("python-httpx2/1.0 something", "python-httpx2/1.0"),
            ("", "Unknown"), ("   ", "Unknown"), (None, "Unknown"),
        ],
    )  # fmt: skip
    def test_is_in_words_that_people_use(self, user_agent: str | None, words: str) -> None:
        assert device_of(user_agent) == words

    @given(st.text(max_size=300))
    def test_is_short_and_printable_whatever_is_sent(self, user_agent: str) -> None:
        words = device_of(user_agent)
        assert 0 < len(words) <= 60
        assert words.isprintable()
