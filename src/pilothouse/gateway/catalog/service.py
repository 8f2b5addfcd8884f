"""The catalogue: which models there are, what they cost and how much they take."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from pilothouse.core.clock import Clock, SystemClock
from pilothouse.gateway.catalog.abilities import NOTHING_KNOWN, Abilities, abilities_of
from pilothouse.gateway.catalog.entries import NO_CONTEXT, ModelEntry
from pilothouse.gateway.catalog.errors import ModelNotPriced
from pilothouse.gateway.catalog.rates import FREE, Rates, Tier, rate
from pilothouse.gateway.catalog.snapshot import PriceTable, bundled
from pilothouse.gateway.settings import PriceOverride

BUILTIN_PROVIDER = "builtin"
ANY_MODEL = "*"

Overrides = Mapping[str, PriceOverride]
_NONE: Overrides = {}


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model as the catalogue knows it. What is None, nobody here knows.

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
    abilities: Abilities = NOTHING_KNOWN
    is_deprecated: bool = False


class Catalog:
    """Prices models: by hand first, else by the table of genai-prices. Unknown models have no price.

    Attributes:
        table: the price table.
    """

    def __init__(
        self, overrides: Overrides | None = None, clock: Clock | None = None, table: PriceTable | None = None
    ) -> None:
        """Take the operator's prices, and the table to use instead of the bundled one."""
        self.table = table or bundled()
        self._overrides = overrides or _NONE
        self._clock = clock or SystemClock()
        # bounded, since callers choose the names that are looked up
        self._find = lru_cache(maxsize=4096)(self.table.find)

    def price(
        self, model: str, provider: str, *, own: Overrides = _NONE, context: Mapping[str, str] = NO_CONTEXT
    ) -> Rates:
        """Return a model's rates at this moment; arguments and errors as of `card`."""
        return self.card(model, provider, own=own, context=context).rates

    def card(
        self, model: str, provider: str, *, own: Overrides = _NONE, context: Mapping[str, str] = NO_CONTEXT
    ) -> ModelCard:
        """Return what is known of a model.

        Args:
            model: as the provider is asked for it.
            provider: the price table's id of the provider, such as "openai", or "builtin".
            own: prices set by the organization that calls; they go before the operator's.
            context: of the call, where the table has prices for it: {"service_tier": "flex"}, {"processing": "batch"}.

        Raises:
            ModelNotPriced: neither the organization, configuration nor table has a price.
        """
        if provider == BUILTIN_PROVIDER:
            return ModelCard(model, model, "Built-in planner", FREE)
        entry = self._find(provider, model)
        override = self._override(model, own, is_listed=entry is not None)
        if override is not None:
            return self._overridden(model, provider, entry, *override)
        if entry is None:
            raise ModelNotPriced(model, provider)
        return self._card_of(entry, model, provider, context)

    def models(self, provider: str, *, own: Overrides = _NONE) -> list[ModelCard]:
        """List a provider's priced models, those priced by hand first."""
        priced_by_hand = {*self._overrides, *own} - {ANY_MODEL}
        by_hand = [self.card(model, provider, own=own) for model in sorted(priced_by_hand)]
        entries = (entry for entry in self.table.entries_of(provider) if entry.id not in priced_by_hand)
        return by_hand + [self._card_of(entry, entry.id, provider) for entry in entries]

    def _override(self, model: str, own: Overrides, *, is_listed: bool) -> tuple[str, PriceOverride] | None:
        """Return who set a price by hand, and the price; a price for "*" holds for what the table does not have."""
        for name in (model,) if is_listed else (model, ANY_MODEL):
            for owner, overrides in (("organization", own), ("configuration", self._overrides)):
                if name in overrides:
                    return owner, overrides[name]
        return None

    def _overridden(
        self, model: str, provider: str, entry: ModelEntry | None, owner: str, override: PriceOverride
    ) -> ModelCard:
        known = self._card_of(entry, model, provider) if entry else ModelCard(model, model, model, FREE)
        window = override.context_window_tokens or known.context_window_tokens
        return replace(known, rates=_override_rates(override, owner), context_window_tokens=window)

    def _card_of(
        self, entry: ModelEntry, model: str, provider: str, context: Mapping[str, str] = NO_CONTEXT
    ) -> ModelCard:
        return ModelCard(
            model=model,
            listed_as=entry.id,
            name=entry.name,
            rates=entry.rates_at(self._clock.now(), context),
            context_window_tokens=entry.context_window_tokens,
            abilities=abilities_of(entry.id, provider),
            is_deprecated=entry.is_deprecated,
        )


def _override_rates(override: PriceOverride, owner: str) -> Rates:
    input_rate, output_rate = rate(override.input_usd), rate(override.output_usd)
    cached, written = override.cached_input_usd, override.cache_write_usd
    tier = Tier(
        input=input_rate,
        cached_input=input_rate if cached is None else rate(cached),
        cache_write=input_rate if written is None else rate(written),
        output=output_rate,
        reasoning=output_rate,
    )
    return Rates((tier,), source=owner)
