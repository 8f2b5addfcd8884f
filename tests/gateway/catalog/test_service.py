from datetime import UTC, datetime
from decimal import Decimal

import pytest

from pilothouse.gateway.catalog.errors import ModelNotPriced
from pilothouse.gateway.catalog.rates import FREE
from pilothouse.gateway.catalog.service import Catalog
from pilothouse.gateway.settings import PriceOverride


class At:
    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


def price(input_usd: int, output_usd: int = 0) -> PriceOverride:
    return PriceOverride(input_usd=Decimal(input_usd), output_usd=Decimal(output_usd))


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
        card = Catalog({"gpt-4o": price(1, 2)}).card("gpt-4o", "openai")
        assert (card.rates.tiers[0].input, card.rates.tiers[0].cached_input) == (1_000_000, 1_000_000)
        assert card.context_window_tokens == 128_000

    def test_takes_an_organizations_own_price_before_the_operators(self) -> None:
        catalog = Catalog({"gpt-4o": price(1)})
        mine = catalog.price("gpt-4o", "openai", own={"gpt-4o": price(3)})
        assert (mine.tiers[0].input, mine.source) == (3_000_000, "organization")
        assert catalog.price("gpt-4o", "openai").tiers[0].input == 1_000_000

    def test_prices_every_unknown_model_by_the_price_for_the_star(self) -> None:
        catalog = Catalog({"*": price(7)})
        assert catalog.price("no-such-model", "nobody").tiers[0].input == 7_000_000
        assert catalog.price("no-such-model", "nobody", own={"*": price(8)}).tiers[0].input == 8_000_000

    def test_leaves_known_models_at_their_price_beside_one_for_the_star(self) -> None:
        assert Catalog({"*": price(7)}).price("gpt-4o-mini", "openai").tiers[0].input == 150_000

    def test_prices_an_unknown_model_by_its_name_before_the_star(self) -> None:
        assert Catalog({"mine": price(1)}).price("mine", "x", own={"*": price(2)}).tiers[0].input == 1_000_000

    def test_lets_configuration_say_that_a_model_is_free(self) -> None:
        assert Catalog({"llama3": price(0)}).price("llama3", "openai").is_free

    def test_gives_the_built_in_model_away(self) -> None:
        assert Catalog().price("builtin", "builtin") is FREE

    def test_follows_prices_that_change_with_the_hour(self) -> None:
        day = Catalog(clock=At(datetime(2025, 3, 1, 12, tzinfo=UTC))).price("deepseek-chat", "deepseek")
        night = Catalog(clock=At(datetime(2025, 3, 1, 18, tzinfo=UTC))).price("deepseek-chat", "deepseek")
        assert night.tiers[0].output < day.tiers[0].output
        assert night.version != day.version

    def test_knows_what_batches_and_service_tiers_cost(self) -> None:
        catalog = Catalog(clock=At(datetime(2026, 11, 20, tzinfo=UTC)))
        standard = catalog.price("gpt-5.5", "openai").tiers[0].output
        assert catalog.price("gpt-5.5", "openai", context={"processing": "batch"}).tiers[0].output == standard / 2
        assert catalog.price("gpt-5.5", "openai", context={"service_tier": "priority"}).tiers[0].output > standard
        assert catalog.price("gpt-5.5", "openai", context={"service_tier": "default"}).tiers[0].output == standard

    def test_never_gives_away_the_answers_of_a_model_that_is_priced_by_its_input_alone(self) -> None:
        tier = Catalog().price("text-embedding-3-small", "openai").tiers[0]
        assert tier.output == tier.input > 0


class TestCard:
    def test_tells_what_a_model_can_do(self) -> None:
        abilities = Catalog().card("gpt-4o-2024-08-06", "openai").abilities
        assert (abilities.max_output_tokens, abilities.takes_images, abilities.thinks) == (16_384, True, False)

    def test_invents_nothing_about_a_model_that_nobody_described(self) -> None:
        card = Catalog({"mine": price(0)}).card("mine", "openai")
        assert (card.context_window_tokens, card.abilities.max_output_tokens, card.abilities.calls_tools) == (None,) * 3


class TestModels:
    def test_lists_the_models_of_a_provider_with_those_priced_by_hand_first(self) -> None:
        listed = [
            card.model for card in Catalog({"mine": price(0), "*": price(9)}).models("openai", own={"ours": price(1)})
        ]
        assert listed[:2] == ["mine", "ours"]
        assert {"gpt-4o", "gpt-4o-mini"} <= set(listed)
        assert "*" not in listed
