"""The catalogue: which models there are, what they cost and how much they take."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from pilothouse.core.clock import Clock, SystemClock
from pilothouse.gateway.catalog import snapshot
from pilothouse.gateway.catalog.errors import ModelNotPriced
from pilothouse.gateway.catalog.rates import FREE, Rates, Tier, rate
from pilothouse.gateway.settings import PriceOverride

BUILTIN_PROVIDER = "builtin"


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model as the catalogue knows it.

    Attributes:
        model: as the provider is asked for it.
        listed_as: its id in the price table, shared by its dated names; a budget on it holds for all of them.
        name: for people.
    """

    model: str
    listed_as: str
    name: str
    rates: Rates
    context_window_tokens: int | None = None


class Catalog:
    """Prices models: by configuration first, else by the table of genai-prices. Unknown models have no price."""

    def __init__(self, overrides: Mapping[str, PriceOverride] | None = None, clock: Clock | None = None) -> None:
        self._overrides = overrides or {}
        self._clock = clock or SystemClock()
        # bounded, since callers choose the names that are looked up
        self._find = lru_cache(maxsize=4096)(snapshot.find_entry)

    def price(self, model: str, provider: str) -> Rates:
        """Return a model's rates at this moment.

        Args:
            model: as the provider is asked for it.
            provider: the price table's id of the provider, such as "openai", or "builtin".

        Raises:
            ModelNotPriced: neither configuration nor table has a price.
        """
        return self.card(model, provider).rates

    def card(self, model: str, provider: str) -> ModelCard:
        """Return what is known of a model.

        Raises:
            ModelNotPriced: neither configuration nor table has a price.
        """
        if provider == BUILTIN_PROVIDER:
            return ModelCard(model, model, "Built-in planner", FREE)
        entry = self._find(provider, model)
        override = self._overrides.get(model)
        if override is not None:
            known = self._card_of(entry, model) if entry else ModelCard(model, model, model, FREE)
            window = override.context_window_tokens or known.context_window_tokens
            return replace(known, rates=_override_rates(override), context_window_tokens=window)
        if entry is None:
            raise ModelNotPriced(model, provider)
        return self._card_of(entry, model)

    def models(self, provider: str) -> list[ModelCard]:
        """List a provider's priced models, those priced by configuration first."""
        by_hand = [self.card(model, provider) for model in sorted(self._overrides)]
        entries = (entry for entry in snapshot.entries_of(provider) if entry.id not in self._overrides)
        return by_hand + [self._card_of(entry, entry.id) for entry in entries]

    def _card_of(self, entry: snapshot.ModelEntry, model: str) -> ModelCard:
        return ModelCard(model, entry.id, entry.name, entry.rates_at(self._clock.now()), entry.context_window_tokens)


def _override_rates(override: PriceOverride) -> Rates:
    input_rate, output_rate = rate(override.input_usd), rate(override.output_usd)
    cached, written = override.cached_input_usd, override.cache_write_usd
    return Rates(
        (
            Tier(
                input=input_rate,
                cached_input=input_rate if cached is None else rate(cached),
                cache_write=input_rate if written is None else rate(written),
                output=output_rate,
                reasoning=output_rate,
            ),
        )
    )
