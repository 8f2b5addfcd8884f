"""Costs, against the price table's own function as the oracle."""

from datetime import UTC, datetime
from decimal import Decimal
from random import Random

import pytest
from genai_prices.data_snapshot import get_snapshot
from genai_prices.types import Usage as OracleUsage
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.gateway.catalog.rates import (
    FREE,
    MILLION,
    Rates,
    Tier,
    Tokens,
    cost_microusd,
    hold_microusd,
    rate,
    saved_microusd,
)
from pilothouse.gateway.catalog.snapshot import entries_of

MOMENTS = [datetime(2025, 3, 1, hour, tzinfo=UTC) for hour in (12, 18)] + [datetime(2026, 11, 20, 12, tzinfo=UTC)]
CONTEXTS = [{}, {"processing": "batch"}, {"service_tier": "flex"}, {"service_tier": "priority"}, {"speed": "fast"}]
PRICED = [
    (provider, model, entry)
    for provider in get_snapshot().providers
    for entry in entries_of(provider.id)
    for model in [next(m for m in provider.models if m.id == entry.id)]
]


@st.composite
def usages(draw: st.DrawFn) -> Tokens:
    return some_usage(Random(draw(st.integers(0, 2**32))))


def some_usage(random: Random) -> Tokens:
    """Make a usage whose parts fit into their wholes, as providers report it."""
    ceiling = random.choice([10, 10_000, 600_000])
    fresh_text, fresh_audio, cached_text, cached_audio, written, written_1h = (
        random.randint(0, ceiling) for _ in "123456"
    )
    text, reasoning, output_audio = (random.randint(0, ceiling) for _ in "123")
    return Tokens(
        input_tokens=fresh_text + fresh_audio + cached_text + cached_audio + written + written_1h,
        cached_input_tokens=cached_text + cached_audio,
        cache_write_tokens=written + written_1h,
        cache_write_1h_tokens=written_1h,
        input_audio_tokens=fresh_audio + cached_audio,
        cached_audio_tokens=cached_audio,
        output_tokens=text + reasoning + output_audio,
        reasoning_tokens=reasoning,
        output_audio_tokens=output_audio,
        web_searches=random.randint(0, 5),
        storage_searches=random.randint(0, 5),
    )


def oracle_usage(used: Tokens) -> OracleUsage:
    return OracleUsage(
        input_tokens=used.input_tokens,
        cache_read_tokens=used.cached_input_tokens,
        cache_write_tokens=used.cache_write_tokens,
        cache_write_1h_tokens=used.cache_write_1h_tokens,
        input_audio_tokens=used.input_audio_tokens,
        cache_audio_read_tokens=used.cached_audio_tokens,
        output_tokens=used.output_tokens,
        output_reasoning_tokens=used.reasoning_tokens,
        output_audio_tokens=used.output_audio_tokens,
        web_searches=used.web_searches,
        storage_searches=used.storage_searches,
    )


def without_output(used: Tokens) -> Tokens:
    fields = {name: getattr(used, name) for name in used.__struct_fields__ if "output" not in name}
    return Tokens(**{**fields, "reasoning_tokens": 0})


class TestCost:
    def test_knows_the_price_of_most_models_of_the_table(self) -> None:
        assert len(PRICED) > 2100

    def test_equals_the_price_tables_own_function_on_ten_thousand_usages_over_all_models(self) -> None:
        """Within one rounding: a cost rounds up once, and so does a rate of more than six decimals."""
        random = Random(20261120)
        checked = 0
        while checked < 10_000:
            for provider, model, entry in PRICED:
                used, moment, context = some_usage(random), random.choice(MOMENTS), random.choice(CONTEXTS)
                if model.get_prices(moment, context).output_mtok is None:
                    used = without_output(used)  # an embedding has none
                oracle = model.calc_price(
                    oracle_usage(used), provider, genai_request_timestamp=moment, price_context=context
                )
                exact = oracle.total_price * MILLION
                slack = Decimal(used.input_tokens + used.output_tokens) / MILLION
                ours = cost_microusd(used, entry.rates_at(moment, context))
                assert exact <= ours < exact + 1 + slack, (provider.id, model.id, moment, context, used)
                checked += 1

    def test_rounds_up_once_and_not_per_kind_of_token(self) -> None:
        rates = Rates((Tier(input=1, cached_input=1, cache_write=1, output=1, reasoning=1),))
        assert cost_microusd(Tokens(input_tokens=3, cached_input_tokens=1, output_tokens=2), rates) == 1

    def test_prices_the_whole_call_by_the_tier_of_its_input(self) -> None:
        dear = Tier(2_000_000, 2_000_000, 2_000_000, 4_000_000, 4_000_000, above_input_tokens=200_000)
        rates = Rates((Tier(1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000), dear))
        assert cost_microusd(Tokens(input_tokens=200_000, output_tokens=1), rates) == 200_001
        assert cost_microusd(Tokens(input_tokens=200_001, output_tokens=1), rates) == 400_006

    def test_counts_fees_beside_the_tokens(self) -> None:
        rates = Rates((Tier(0, 0, 0, 0, 0),), request=5000 * MILLION, web_search=10_000 * MILLION)
        assert cost_microusd(Tokens(web_searches=2), rates) == 25_000
        assert not rates.is_free

    @given(usages())
    def test_is_nothing_at_free_rates(self, used: Tokens) -> None:
        assert cost_microusd(used, FREE) == 0


class TestHold:
    @given(usages(), st.sampled_from(PRICED), st.sampled_from(MOMENTS), st.sampled_from(CONTEXTS))
    def test_covers_every_call_of_that_input_and_no_longer_an_answer(
        self, used: Tokens, priced: tuple, moment: datetime, context: dict
    ) -> None:
        rates = priced[2].rates_at(moment, context)
        searches = used.web_searches + used.storage_searches
        hold = hold_microusd(rates, used.input_tokens, used.output_tokens, server_tool_cap=searches)
        assert hold >= cost_microusd(used, rates)

    def test_covers_every_choice_at_a_dearer_service_tier(self) -> None:
        rates = Rates((Tier(1_000_000, 1_000_000, 1_000_000, 3_000_000, 3_000_000),))
        assert hold_microusd(rates, 10, 100) == 310
        assert hold_microusd(rates, 10, 100, choices=4) == 1210
        assert hold_microusd(rates, 10, 100, tier_factor=2) == 620
        assert hold_microusd(Rates((Tier(1, 1, 1, 1, 1),)), 10, 100) == 1  # a ten-thousandth, rounded up

    def test_takes_only_the_kinds_of_input_that_the_call_may_use(self) -> None:
        rates = Rates((Tier(100, 10, 125, 0, 0, cache_write_1h=200, input_audio=1000),))
        assert hold_microusd(rates, MILLION, 0) == 1000
        assert hold_microusd(rates, MILLION, 0, kinds=("cache_write",)) == 125
        assert hold_microusd(rates, MILLION, 0, kinds=()) == 100


class TestSaved:
    def test_is_what_reading_from_the_cache_was_cheaper(self) -> None:
        rates = Rates((Tier(10, 1, 12, 0, 0),))
        assert saved_microusd(Tokens(input_tokens=MILLION, cached_input_tokens=MILLION), rates) == 9

    def test_counts_the_dearer_writing_against_it(self) -> None:
        rates = Rates((Tier(10, 1, 12, 0, 0),))
        assert saved_microusd(Tokens(input_tokens=MILLION, cache_write_tokens=MILLION), rates) == -2


class TestTier:
    def test_prices_parts_without_a_rate_as_their_whole(self) -> None:
        tier = Tier(input=1, cached_input=2, cache_write=3, output=4, reasoning=5)
        assert (tier.cache_write_1h, tier.input_audio, tier.cached_audio, tier.output_audio) == (3, 1, 2, 4)


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
