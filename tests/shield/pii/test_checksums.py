"""Check digits that many numbers share."""

from hypothesis import given
from hypothesis import strategies as st

from pilothouse.shield.pii.checksums import luhn, mod11_2, mod11_10, mod97, mrz, verhoeff
from pilothouse.shield.pii.iban import is_iban


def test_examples_of_the_standards() -> None:
    assert luhn("4111111111111111")
    assert mod97("3214282912345698765432161182")
    assert mod11_2("07940")
    assert mod11_10("07945")
    assert verhoeff("2363")
    assert mrz("L898902C3") == 6
    assert mrz("740812") == 2


@given(st.text("0123456789", min_size=3, max_size=20))
def test_one_check_digit_of_ten_is_right(digits: str) -> None:
    for check in (luhn, mod11_10, verhoeff):
        assert sum(check(f"{digits}{last}") for last in range(10)) == 1


def test_account_numbers_have_their_countrys_length() -> None:
    assert is_iban("DE89370400440532013000")
    assert is_iban("GB29NWBK60161331926819")
    assert not is_iban("DE8937040044053201300")
    assert not is_iban("DE88370400440532013000")
    assert not is_iban("XX89370400440532013000")
