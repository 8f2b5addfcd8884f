import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.access.identity.email import checked_email, email_key


class TestCheckedEmail:
    @pytest.mark.parametrize(
        "address", ["ada@example.com", "admin@localhost", "a.b+c@sub.example.org", "günter@bücher.de"]
    )
    def test_takes_addresses(self, address: str) -> None:
        assert checked_email(f"  {address} ") == address

    @pytest.mark.parametrize(
        "text",
        ["", "ada", "@example.com", "ada@", "a@b@c", "a b@example.com", "ada@.com", "ada@example..com", "a\x00@b.c",
         "ada@example.com\n@x", "x" * 65 + "@example.com", "a@" + "b" * 260,
         "a\u200bda@example.com", "ada\u202e@example.com", "a\u00add@example.com"],
    )  # fmt: skip
    def test_refuses_what_is_none(self, text: str) -> None:
        with pytest.raises(ValueError, match="not an e-mail"):
            checked_email(text)

    @pytest.mark.parametrize(
        "address", ["night-1f3a9c02@service.invalid", "a@SERVICE.invalid", "a@\uff53ervice.invalid"]
    )
    def test_refuses_handles_of_service_accounts(self, address: str) -> None:
        with pytest.raises(ValueError, match="service account"):
            checked_email(address)

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
        assert address.isprintable()


class TestEmailKey:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Ada@Example.COM", "ada@example.com"),
            ("\uff41da@example.com", "ada@example.com"),  # full width
            ("o\ufb03ce@example.com", "office@example.com"),  # a ligature
            ("\u212aate@example.com", "kate@example.com"),  # the Kelvin sign
            ("stra\u00dfe@example.com", "STRASSE@example.com"),
            ("\u03c3\u03c2@example.com", "\u03a3\u03a3@example.com"),  # a final sigma
            ("rene\u0301@example.com", "REN\u00c9@example.com"),
        ],
        ids=["case", "width", "ligature", "kelvin", "sharp-s", "sigma", "accent"],
    )
    def test_is_one_for_what_reads_the_same(self, one: str, other: str) -> None:
        assert email_key(one) == email_key(other)

    def test_tells_others_apart(self) -> None:
        assert email_key("ada@example.com") != email_key("ada+1@example.com")

    @given(st.text(max_size=60))
    def test_of_a_key_is_the_key(self, text: str) -> None:
        key = email_key(text)
        assert email_key(key) == key
        assert email_key(text.upper().lower()) == email_key(text.upper())
