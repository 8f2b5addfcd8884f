from hypothesis import given
from hypothesis import strategies as st

from pilothouse.access.identity.api_keys.key import SHAPE, hash_of, make_key, visible_part


class TestMakeKey:
    def test_is_prefixed_random_and_of_one_length(self) -> None:
        keys = {make_key() for _ in range(200)}
        assert len(keys) == 200
        assert all(SHAPE.fullmatch(key) and len(key) == 43 for key in keys)


class TestHashOf:
    @given(st.text(), st.text())
    def test_tells_keys_apart(self, one: str, other: str) -> None:
        assert (hash_of(one) == hash_of(other)) == (one == other)

    def test_is_sha256(self) -> None:
        assert hash_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


class TestVisiblePart:
    def test_leaves_enough_to_guess(self) -> None:
        key = make_key()
        assert key.startswith(visible_part(key))
        assert len(visible_part(key)) == 10
