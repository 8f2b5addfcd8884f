"""Numbers that states give their people. Each is the example of the authority, or made with the right check digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.shield.pii import national as ids
from tests.shield.made import text_of

EXAMPLES = [
    (ids.us_ssn, "536228765"), (ids.uk_nino, "AB123456C"), (ids.uk_nhs, "9434765919"),
    (ids.german_tax_id, "86095742719"), (ids.french_nir, "255081416802538"), (ids.spanish_dni, "12345678Z"),
    (ids.spanish_dni, "X1234567L"), (ids.italian_code, "RSSMRA85T10A562S"), (ids.dutch_bsn, "111222333"),
    (ids.belgian_number, "85073003328"), (ids.polish_pesel, "44051401359"), (ids.swedish_number, "198112289874"),
    (ids.finnish_code, "131052308T"), (ids.norwegian_number, "01010750160"), (ids.portuguese_nif, "123456789"),
    (ids.brazilian_cpf, "52998224725"), (ids.chinese_number, "11010519491231002X"), (ids.australian_tfn, "123456782"),
    (ids.canadian_sin, "130692544"), (ids.aadhaar, "234123412346"),
]  # fmt: skip
CHECKED = [case for case in EXAMPLES if case[0] not in {ids.us_ssn, ids.uk_nino}]


def names(cases: list) -> list[str]:
    return [f"{check.__name__}-{number}" for check, number in cases]


@pytest.mark.parametrize(("check", "number"), EXAMPLES, ids=names(EXAMPLES))
def test_knows_a_number_that_is_right(check, number: str) -> None:
    assert check(number)


@pytest.mark.parametrize(("check", "number"), CHECKED, ids=names(CHECKED))
def test_sees_a_wrong_digit_in_the_middle(check, number: str) -> None:
    place = 3 if check is ids.italian_code else len(number) // 2
    other = "B" if number[place].isalpha() else str((int(number[place]) + 1) % 10)
    assert not check(number[:place] + other + number[place + 1 :])


@pytest.mark.parametrize("number", ["000123456", "666123456", "912345678", "123004567", "123450000"])
def test_knows_social_security_numbers_that_are_never_issued(number: str) -> None:
    assert not ids.us_ssn(number)


@given(st.sampled_from(ids.NATIONAL_IDS), st.integers())
def test_no_text_of_a_numbers_form_makes_its_check_fail(kind: ids.NationalId, seed: int) -> None:
    assert kind.check(ids.compact(text_of(kind.pattern, seed))) in {True, False}
