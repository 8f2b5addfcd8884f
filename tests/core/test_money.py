from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.core.errors import InvalidInput
from pilothouse.core.money import parse_usd, to_decimal_string, usd, usd_exactly

AMOUNTS = st.integers(0, 10**15)


class TestWire:
    @given(AMOUNTS)
    def test_an_amount_comes_back_as_it_went(self, amount):
        assert parse_usd(to_decimal_string(amount)) == amount

    @given(st.integers(-(10**15), 10**15))
    def test_an_amount_has_six_places_and_no_exponent(self, amount):
        text = to_decimal_string(amount)
        assert text.count(".") == 1
        assert len(text.rpartition(".")[2]) == 6
        assert Decimal(text) * 1_000_000 == amount


class TestParseUsd:
    @given(st.decimals(0, 10**9, places=12))
    def test_rounds_up_and_by_less_than_one(self, amount):
        parsed = parse_usd(str(amount))
        assert 0 <= parsed - Decimal(amount).scaleb(6) < 1

    @pytest.mark.parametrize(
        ("text", "amount"),
        [("0", 0), ("1.50", 1_500_000), ("0.0000001", 1), ("1e-300", 1), ("2e3", 2_000_000_000), (" 3 ", 3_000_000)],
    )
    def test_reads_what_people_and_programs_write(self, text, amount):
        assert parse_usd(text) == amount

    @pytest.mark.parametrize("text", ["-1", "-0.000001", "NaN", "sNaN", "Infinity", "1e400", "1000000000.01"])
    def test_names_the_bounds(self, text):
        with pytest.raises(InvalidInput, match=r"between 0 and 1,000,000,000"):
            parse_usd(text)

    @pytest.mark.parametrize("text", ["", "a dollar", "$5", "1,50", "1.2.3", "0x10"])
    def test_says_how_an_amount_is_written(self, text):
        with pytest.raises(InvalidInput, match=r'write it like "1\.50"'):
            parse_usd(text)


class TestUsd:
    @pytest.mark.parametrize(
        ("amount", "words"),
        [
            (0, "$0.00"),
            (1, "<$0.01"),
            (9_999, "<$0.01"),
            (10_000, "$0.01"),
            (370_000, "$0.37"),
            (1_234_567_890_000, "$1,234,567.89"),
            (-370_000, "-$0.37"),
        ],
    )
    def test_writes_an_amount_for_a_person(self, amount, words):
        assert usd(amount) == words

    @given(AMOUNTS)
    def test_never_calls_something_nothing(self, amount):
        assert (usd(amount) == "$0.00") == (amount == 0)


class TestUsdExactly:
    @pytest.mark.parametrize(
        ("amount", "words"),
        [(0, "$0.00"), (370_000, "$0.37"), (330, "$0.00033"), (1, "$0.000001"), (1_005_000, "$1.005")],
    )
    def test_shows_small_amounts_as_they_are(self, amount, words) -> None:
        assert usd_exactly(amount) == words

    @given(st.integers(0, 10**9))
    def test_hides_nothing(self, amount) -> None:
        assert parse_usd(usd_exactly(amount).lstrip("$").replace(",", "")) == amount
