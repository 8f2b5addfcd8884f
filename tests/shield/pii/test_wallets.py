"""Addresses of crypto currencies: examples of the specifications."""

import pytest

from pilothouse.shield.pii.wallets import is_base58check, is_bech32, is_ethereum, keccak256


@pytest.mark.parametrize(
    ("data", "digest"),
    [(b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
     (b"abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
     (b"a" * 200, "96ea54061def936c4be90b518992fdc6f12f535068a256229aca54267b4d084d")],
    ids=["empty", "abc", "two-blocks"],
)  # fmt: skip
def test_keccak_is_the_one_of_ethereum(data: bytes, digest: str) -> None:
    assert keccak256(data).hex() == digest


@pytest.mark.parametrize(
    ("check", "address"),
    [(is_base58check, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"), (is_bech32, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
     (is_bech32, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"),
     (is_ethereum, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")],
    ids=["base58", "bech32", "bech32m", "ethereum"],
)  # fmt: skip
def test_one_changed_letter_is_seen(check, address: str) -> None:
    assert check(address)
    changed = "q" if address[-1] != "q" else "p"
    wrong = address.replace("A", "a", 1) if check is is_ethereum else address[:-1] + changed
    assert not check(wrong)


def test_a_number_too_large_for_an_address_is_none() -> None:
    assert not is_base58check("z" * 40)
