from hypothesis import given
from hypothesis import strategies as st

from pilothouse.access.identity.links import LONGEST_TOKEN, Links, hash_of, make_token


class TestTokens:
    def test_are_random_and_never_the_same(self) -> None:
        tokens = {make_token() for _ in range(100)}
        assert len(tokens) == 100
        assert all(43 <= len(token) <= LONGEST_TOKEN for token in tokens)

    @given(st.text())
    def test_have_a_hash_whatever_is_sent(self, token: str) -> None:
        assert len(hash_of(token)) == 64

    def test_have_a_hash_even_in_broken_unicode(self) -> None:
        assert hash_of("\ud800") != hash_of("?")


class TestLinks:
    def test_keep_their_token_behind_the_hash_sign(self) -> None:
        assert Links("https://pilot.example/base/").to("join", "abc") == "https://pilot.example/base/join#token=abc"
