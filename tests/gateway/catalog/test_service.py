from datetime import UTC, datetime
from decimal import Decimal

import pytest

from pilothouse.gateway.catalog.errors import ModelNotPriced
from pilothouse.gateway.catalog.rates import FREE
from pilothouse.gateway.catalog.service import Catalog
from pilothouse.gateway.catalog.snapshot import provider_at
from pilothouse.gateway.settings import PriceOverride


class At:
    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


class TestPrice:
    def test_knows_a_model_by_its_dated_name(self) -> None:
        catalog = Catalog()
        assert catalog.price("gpt-4o-mini-2024-07-18", "openai") == catalog.price("gpt-4o-mini", "openai")
        assert catalog.price("gpt-4o-mini", "openai").tiers[0].input == 150_000

    @pytest.mark.parametrize("model", ["no-such-model", "whisper-1", ""])
    def test_refuses_what_it_cannot_price(self, model: str) -> None:
        with pytest.raises(ModelNotPriced, match="PILOTHOUSE_GATEWAY_PRICES"):
            Catalog().price(model, "openai")

    def test_refuses_every_model_of_a_provider_that_the_table_does_not_have(self) -> None:
        with pytest.raises(ModelNotPriced):
            Catalog().price("gpt-4o-mini", "nobody")

    def test_takes_a_price_from_configuration_before_the_table(self) -> None:
        catalog = Catalog({"gpt-4o": PriceOverride(input_usd=Decimal(1), output_usd=Decimal(2))})
        card = catalog.card("gpt-4o", "openai")
        assert (card.rates.tiers[0].input, card.rates.tiers[0].cached_input) == (1_000_000, 1_000_000)
        assert card.context_window_tokens == 128_000

    def test_lets_configuration_say_that_a_model_is_free(self) -> None:
        catalog = Catalog({"llama3": PriceOverride(input_usd=Decimal(0), output_usd=Decimal(0))})
        assert catalog.price("llama3", "openai").is_free

    def test_gives_the_built_in_model_away(self) -> None:
        assert Catalog().price("builtin", "builtin") is FREE

    def test_follows_prices_that_change_with_the_hour(self) -> None:
        day = Catalog(clock=At(datetime(2025, 3, 1, 12, tzinfo=UTC))).price("deepseek-chat", "deepseek")
        night = Catalog(clock=At(datetime(2025, 3, 1, 18, tzinfo=UTC))).price("deepseek-chat", "deepseek")
        assert night.tiers[0].output < day.tiers[0].output
        assert night.version != day.version


class TestModels:
    def test_lists_the_models_of_a_provider_with_those_of_the_configuration_first(self) -> None:
        override = PriceOverride(input_usd=Decimal(0), output_usd=Decimal(0))
        listed = [card.model for card in Catalog({"mine": override}).models("openai")]
        assert listed[0] == "mine"
        assert {"gpt-4o", "gpt-4o-mini"} <= set(listed)


class TestProviderAt:
    def test_recognises_the_address_of_a_provider(self) -> None:
        assert provider_at("https://api.openai.com/v1") == "openai"
        assert provider_at("https://api.together.xyz/v1") == "together"

    def test_does_not_guess(self) -> None:
        assert provider_at("http://localhost:11434/v1") is None
