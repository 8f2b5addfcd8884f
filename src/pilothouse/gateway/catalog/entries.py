"""One model of the price table: its rates by date, hour, service tier and batch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol, TypeAlias

from pilothouse.gateway.catalog.rates import Rates, Tier, rate

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, ModelPrice, TieredPrices

    Price: TypeAlias = Decimal | TieredPrices | None

NO_CONTEXT: Mapping[str, str] = {}


class _Constraint(Protocol):
    """When a price holds: from a date on, or at certain hours."""

    def active(self, request_timestamp: datetime) -> bool: ...


@dataclass(frozen=True, slots=True)
class Variant:
    """What other prices hold for calls of some kind.

    Attributes:
        when: what a call's context must say, such as {"service_tier": "flex"}.
        changes: the prices that differ, by the table's names.
    """

    when: Mapping[str, str]
    constraint: _Constraint | None
    changes: "Mapping[str, Price]"

    def holds(self, moment: datetime, context: Mapping[str, str]) -> bool:
        """Tell whether it applies to a call."""
        is_active = self.constraint is None or self.constraint.active(moment)
        return is_active and all(context.get(name) == value for name, value in self.when.items())


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One model of the table.

    Attributes:
        dated: when and at what rates, with the prices they were made of; tried from the last to the first.
        variants: resolved from the first to the last, each price by itself, as genai-prices does.
    """

    id: str
    name: str
    context_window_tokens: int | None
    is_deprecated: bool
    source: str
    dated: "tuple[tuple[_Constraint | None, Rates, ModelPrice], ...]"
    variants: tuple[Variant, ...] = ()
    _resolved: dict[tuple[int, ...], Rates] = field(default_factory=dict[tuple[int, ...], Rates], compare=False)

    @property
    def start_dates(self) -> list[date]:
        """The days on which its prices begin to hold."""
        constraints = [constraint for constraint, _, _ in self.dated] + [each.constraint for each in self.variants]
        days = (getattr(constraint, "start_date", None) for constraint in constraints)
        return [day for day in days if day is not None]

    def rates_at(self, moment: datetime, context: Mapping[str, str] = NO_CONTEXT) -> Rates:
        """Return the rates that hold at a moment for calls of a context, such as {"processing": "batch"}."""
        number = self._standard_at(moment)
        if not context:
            return self.dated[number][1]
        holding = (number, *(place for place, each in enumerate(self.variants) if each.holds(moment, context)))
        if holding not in self._resolved:
            self._resolved[holding] = self._resolve(*holding)
        return self._resolved[holding]

    def _standard_at(self, moment: datetime) -> int:
        for number in reversed(range(len(self.dated))):
            constraint = self.dated[number][0]
            if constraint is None or constraint.active(moment):
                return number
        return 0

    def _resolve(self, number: int, *variants: int) -> Rates:
        _, standard, price = self.dated[number]
        changes: dict[str, Price] = {}
        for place in variants:
            changes = {**self.variants[place].changes, **changes}
        return rates_of({**vars(price), **changes}, self.source) or standard


def entry_of(model: "ModelInfo", source: str, *, with_variants: bool = True) -> ModelEntry | None:
    """Flatten one model; None when one of its prices is not by the token."""
    dated = [(constraint, rates_of(vars(price), source), price) for constraint, price in _prices_of(model)]
    known = tuple((constraint, rates, price) for constraint, rates, price in dated if rates is not None)
    if not known or len(known) != len(dated):
        return None
    return ModelEntry(
        id=model.id,
        name=model.name or model.id,
        context_window_tokens=model.context_window,
        is_deprecated=bool(model.deprecated),
        source=source,
        dated=known,
        variants=_variants_of(model) if with_variants else (),
    )


def _prices_of(model: "ModelInfo") -> "list[tuple[_Constraint | None, ModelPrice]]":
    if isinstance(model.prices, list):
        return [(each.constraint, each.prices) for each in model.prices]
    return [(None, model.prices)]


def _variants_of(model: "ModelInfo") -> tuple[Variant, ...]:
    return tuple(Variant(each.when, each.constraint, _given(each.prices)) for each in model.price_variants or ())


def _given(price: "ModelPrice") -> "dict[str, Price]":
    return {name: value for name, value in vars(price).items() if value is not None}


def rates_of(prices: "Mapping[str, Price]", source: str) -> Rates | None:
    """Flatten the prices of one moment; None when input is not priced by the token."""
    input_price, output_price = prices.get("input_mtok"), prices.get("output_mtok")
    if input_price is None:
        return None
    # An embedding has no output. Whatever else is priced by its input alone must not answer for nothing.
    output_price = input_price if output_price is None else output_price
    whole = {**prices, "output_mtok": output_price}
    starts = sorted({start for price in whole.values() for start in _starts(price)})
    return Rates(
        tiers=tuple(_tier(whole, start) for start in (-1, *starts)),
        request=_fee(whole, "requests_kcount"),
        source=source,
        web_search=_fee(whole, "web_searches_kcount"),
        storage_search=_fee(whole, "storage_searches_kcount"),
    )


def _tier(prices: "Mapping[str, Price]", above: int) -> Tier:
    def per_million(*names: str) -> int:
        """Return the rate of the first of some prices that the table has."""
        return rate(_at(next((prices[name] for name in names if prices.get(name) is not None), None), above))

    return Tier(
        input=per_million("input_mtok"),
        cached_input=per_million("cache_read_mtok", "input_mtok"),
        cache_write=per_million("cache_write_mtok", "input_mtok"),
        output=per_million("output_mtok"),
        reasoning=per_million("output_reasoning_mtok", "output_mtok"),
        above_input_tokens=above,
        cache_write_1h=per_million("cache_write_1h_mtok", "cache_write_mtok", "input_mtok"),
        input_audio=per_million("input_audio_mtok", "input_mtok"),
        cached_audio=per_million("cache_audio_read_mtok", "input_audio_mtok", "cache_read_mtok", "input_mtok"),
        output_audio=per_million("output_audio_mtok", "output_mtok"),
    )


def _fee(prices: "Mapping[str, Price]", name: str) -> int:
    """Return a price per thousand as micro-dollars per million."""
    price = prices.get(name)
    return 0 if price is None else rate(_at(price, -1), 1000)


def _starts(price: "Price") -> list[int]:
    return [tier.start for tier in getattr(price, "tiers", ())]


def _at(price: "Price", above: int) -> Decimal:
    """Return the price of a call whose input just passes `above`."""
    if price is None or isinstance(price, Decimal):
        return price or Decimal(0)
    applicable = [tier.price for tier in price.tiers if above >= tier.start]
    return applicable[-1] if applicable else price.base
