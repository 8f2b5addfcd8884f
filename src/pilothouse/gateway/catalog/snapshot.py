"""The price table of genai-prices, flattened to integers. It ships with the package: nothing is fetched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Protocol

from pilothouse.gateway.catalog.rates import Rates, Tier, rate

if TYPE_CHECKING:
    from genai_prices.data_snapshot import DataSnapshot
    from genai_prices.types import ModelInfo, ModelPrice, Provider, TieredPrices


class _Constraint(Protocol):
    """When a price holds: from a date on, or at certain hours."""

    def active(self, request_timestamp: datetime) -> bool: ...


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One model of the table. `prices` are tried from the last to the first, as genai-prices does."""

    id: str
    name: str
    context_window_tokens: int | None
    prices: tuple[tuple[_Constraint | None, Rates], ...]

    def rates_at(self, moment: datetime) -> Rates:
        """Return the rates that hold at a moment."""
        for constraint, rates in reversed(self.prices):
            if constraint is None or constraint.active(moment):
                return rates
        return self.prices[0][1]


@cache
def source() -> str:
    """Name the table and its version."""
    return f"genai-prices {version('genai-prices')}"


def provider_at(base_url: str) -> str | None:
    """Return the table's id of the provider behind an address, None for an address it does not know."""
    try:
        return _snapshot().find_provider(None, None, base_url).id
    except LookupError:
        return None


@cache
def entries_of(provider_id: str) -> Sequence[ModelEntry]:
    """Return a provider's models that are priced by the token, in the table's order."""
    provider = _provider(provider_id)
    flattened = (_flatten(model) for model in (provider.models if provider else ()))
    return [entry for entry in flattened if entry is not None]


def find_entry(provider_id: str, model: str) -> ModelEntry | None:
    """Find a model by any name it is called with, such as a dated one; None when it is not priced by the token."""
    provider = _provider(provider_id)
    found = provider.find_model(model, all_providers=_snapshot().providers) if provider else None
    return _flatten(found) if found else None


@cache
def _snapshot() -> "DataSnapshot":
    # Here, because it takes 0.7 s that a command line need not wait for.
    from genai_prices.data_snapshot import get_snapshot

    return get_snapshot()


@cache
def _provider(provider_id: str) -> "Provider | None":
    return next((provider for provider in _snapshot().providers if provider.id == provider_id), None)


def _flatten(model: "ModelInfo") -> ModelEntry | None:
    if isinstance(model.prices, list):
        dated = [(conditional.constraint, _rates(conditional.prices)) for conditional in model.prices]
    else:
        dated = [(None, _rates(model.prices))]
    prices = tuple((constraint, rates) for constraint, rates in dated if rates is not None)
    if not prices or len(prices) != len(dated):
        return None
    return ModelEntry(model.id, model.name or model.id, model.context_window, prices)


def _rates(price: "ModelPrice") -> Rates | None:
    """Flatten one price; None when input or output is not priced by the token."""
    if price.input_mtok is None or price.output_mtok is None:
        return None
    starts = sorted({start for value in vars(price).values() for start in _starts(value)})
    tiers = tuple(_tier(price, start) for start in (-1, *starts))
    per_request = price.requests_kcount
    return Rates(tiers, rate(_at(per_request, -1), 1000) if per_request is not None else 0, source())


def _tier(price: "ModelPrice", above: int) -> Tier:
    input_price, output_price = price.input_mtok, price.output_mtok

    def per_million(own: "Decimal | TieredPrices | None", otherwise: "Decimal | TieredPrices | None") -> int:
        return rate(_at(otherwise if own is None else own, above))

    return Tier(
        input=per_million(input_price, None),
        cached_input=per_million(price.cache_read_mtok, input_price),
        cache_write=per_million(price.cache_write_mtok, input_price),
        output=per_million(output_price, None),
        reasoning=per_million(price.output_reasoning_mtok, output_price),
        above_input_tokens=above,
    )


def _starts(value: "Decimal | TieredPrices | None") -> list[int]:
    return [tier.start for tier in getattr(value, "tiers", ())]


def _at(value: "Decimal | TieredPrices | None", above: int) -> Decimal:
    """Return the price per million of a call whose input just passes `above`."""
    if value is None or isinstance(value, Decimal):
        return value or Decimal(0)
    applicable = [tier.price for tier in value.tiers if above >= tier.start]
    return applicable[-1] if applicable else value.base
