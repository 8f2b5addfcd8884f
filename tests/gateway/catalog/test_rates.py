from datetime import UTC, datetime
from decimal import Decimal

import pytest
from genai_prices.data_snapshot import get_snapshot
from genai_prices.types import Usage as OracleUsage
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.gateway.catalog.rates import FREE, Rates, Tier, Tokens, cost_microusd, hold_microusd, rate
from pilothouse.gateway.catalog.snapshot import entries_of
from pilothouse.llm.messages import Usage

MOMENT = datetime(2026, 6, 1, 12, tzinfo=UTC)
PRICED = [
    (provider, model, entry)
    for provider in get_snapshot().providers
    for entry in entries_of(provider.id)
    for model in [next(m for m in provider.models if m.id == entry.id)]
]

counts = st.integers(0, 600_000)


@st.composite
def usages(draw: st.DrawFn) -> Tokens:
    total_input, output = draw(counts), draw(counts)
    cached = draw(st.integers(0, total_input))
    return Tokens(
        input_tokens=total_input,
        cached_input_tokens=cached,
        cache_write_tokens=draw(st.integers(0, total_input - cached)),
        output_tokens=output,
        reasoning_tokens=draw(st.integers(0, output)),
    )


class TestCost:
    def test_knows_the_price_of_most_models_of_the_table(self) -> None:
        assert len(PRICED) > 2000

    @given(usages(), st.sampled_from(PRICED))
    def test_equals_the_price_tables_own_function_within_one_rounding(self, used: Tokens, priced: tuple) -> None:
        provider, model, entry = priced
        oracle = model.calc_price(
            OracleUsage(
                input_tokens=used.input_tokens,
                cache_read_tokens=used.cached_input_tokens,
                cache_write_tokens=used.cache_write_tokens,
                output_tokens=used.output_tokens,
                output_reasoning_tokens=used.reasoning_tokens,
            ),
            provider,
            genai_request_timestamp=MOMENT,
        )
        exact = oracle.total_price * 1_000_000
        ours = cost_microusd(used, entry.rates_at(MOMENT))
        # rates with more than six decimals round up too, by less than a micro-dollar per million tokens each
        slack = Decimal(used.input_tokens + used.output_tokens) / 1_000_000
        assert exact <= ours < exact + 1 + slack

    def test_rounds_up_once_and_not_per_kind_of_token(self) -> None:
        rates = Rates((Tier(input=1, cached_input=1, cache_write=1, output=1, reasoning=1),))
        assert cost_microusd(Tokens(input_tokens=3, cached_input_tokens=1, output_tokens=2), rates) == 1

    def test_prices_the_whole_call_by_the_tier_of_its_input(self) -> None:
        dear = Tier(2_000_000, 2_000_000, 2_000_000, 4_000_000, 4_000_000, above_input_tokens=200_000)
        rates = Rates((Tier(1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000), dear))
        assert cost_microusd(Tokens(input_tokens=200_000, output_tokens=1), rates) == 200_001
        assert cost_microusd(Tokens(input_tokens=200_001, output_tokens=1), rates) == 400_006

    @given(usages())
    def test_is_nothing_at_free_rates(self, used: Tokens) -> None:
        assert cost_microusd(used, FREE) == 0


class TestHold:
    @given(usages(), st.sampled_from(PRICED))
    def test_covers_every_call_of_that_input_and_no_longer_an_answer(self, used: Tokens, priced: tuple) -> None:
        rates = priced[2].rates_at(MOMENT)
        assert hold_microusd(rates, used.input_tokens, used.output_tokens) >= cost_microusd(used, rates)


class TestTokens:
    def test_cuts_parts_that_are_larger_than_their_whole(self) -> None:
        tokens = Tokens.of(Usage(input_tokens=5, output_tokens=2, cached_input_tokens=9, reasoning_tokens=4))
        assert tokens == Tokens(input_tokens=5, cached_input_tokens=5, output_tokens=2, reasoning_tokens=2)


class TestRates:
    @pytest.mark.parametrize(
        ("usd", "units", "expected"),
        [("0.15", 1_000_000, 150_000), ("5", 1000, 5_000_000_000), ("0.0000001", 10**6, 1)],
    )
    def test_are_micro_dollars_per_million_units_rounded_up(self, usd: str, units: int, expected: int) -> None:
        assert rate(Decimal(usd), units) == expected

    def test_have_a_version_that_names_their_content(self) -> None:
        tier = Tier(1, 1, 1, 1, 1)
        assert Rates((tier,)).version == Rates((tier,)).version
        assert Rates((tier,)).version != Rates((tier,), request=1).version
