import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.access.identity.email import checked_email


class TestCheckedEmail:
    @pytest.mark.parametrize(
        "address", ["ada@example.com", "admin@localhost", "a.b+c@sub.example.org", "günter@bücher.de"]
    )
    def test_takes_addresses(self, address: str) -> None:
        assert checked_email(f"  {address} ") == address

    @pytest.mark.parametrize(
        "text",
        ["", "ada", "@example.com", "ada@", "a@b@c", "a b@example.com", "ada@.com", "ada@example..com", "a\x00@b.c",
         "ada@example.com\n@x", "x" * 65 + "@example.com", "a@" + "b" * 260],
    )  # fmt: skip
    def test_refuses_what_is_none(self, text: str) -> None:
        with pytest.raises(ValueError, match="not an e-mail"):
            checked_email(text)

    def test_gives_one_spelling_to_what_looks_the_same(self) -> None:
        assert checked_email("rene\u0301@example.com") == checked_email("ren\u00e9@example.com")

    @given(st.text(max_size=400))
    def test_returns_an_address_or_says_no(self, text: str) -> None:
        try:
            address = checked_email(text)
        except ValueError:
            return
        assert checked_email(address) == address
        assert address.count("@") == 1
        assert len(address) <= 254
        assert address.isprintable() or not address.isascii()
