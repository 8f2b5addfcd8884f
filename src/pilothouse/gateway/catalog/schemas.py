"""The price table on the wire. Prices are US dollars per million tokens, as decimal strings."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from pilothouse.core.money import to_decimal_string
from pilothouse.gateway.catalog.rates import Rates, Tier
from pilothouse.gateway.catalog.service import ModelCard
from pilothouse.gateway.catalog.tables import PriceOverrideRow
from pilothouse.gateway.settings import PriceOverride

_PER_REQUEST = 1_000_000
_Price = Annotated[Decimal, Field(ge=0, le=1_000_000, max_digits=16, decimal_places=9, examples=["0.15"])]


class PriceWrite(PriceOverride):
    """A price set by hand, in US dollars per million tokens. What is left out costs as input does."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "input_usd": "0.15",
                    "cached_input_usd": "0.075",
                    "output_usd": "0.60",
                    "context_window_tokens": 128_000,
                }
            ]
        },
    )

    input_usd: _Price
    output_usd: _Price
    cached_input_usd: _Price | None = None
    cache_write_usd: _Price | None = None
    context_window_tokens: int | None = Field(None, gt=0, le=1_000_000_000)


class PriceOverrideRead(BaseModel):
    """A price set by hand. What is null costs as input does."""

    model: str = Field(description='"*" is every model that has no price otherwise.')
    input_usd: str
    output_usd: str
    cached_input_usd: str | None
    cache_write_usd: str | None
    context_window_tokens: int | None
    created_at: datetime

    @classmethod
    def of(cls, row: PriceOverrideRow) -> "PriceOverrideRead":
        """Read a row."""
        amounts = ("input_usd", "output_usd", "cached_input_usd", "cache_write_usd")
        written = {name: _decimal(getattr(row, name)) for name in amounts}
        plain = {name: getattr(row, name) for name in cls.model_fields if name not in amounts}
        return cls.model_validate(plain | written)


class TierRead(BaseModel):
    """Prices of calls with more input than a bound."""

    above_input_tokens: int = Field(description="0: from the first token.")
    input_usd: str
    cached_input_usd: str
    cache_write_usd: str
    cache_write_1h_usd: str
    output_usd: str
    reasoning_usd: str
    input_audio_usd: str
    output_audio_usd: str

    @classmethod
    def of(cls, tier: Tier) -> "TierRead":
        """Read a tier."""
        kinds = [name.removesuffix("_usd") for name in cls.model_fields if name != "above_input_tokens"]
        prices = {f"{kind}_usd": to_decimal_string(getattr(tier, kind)) for kind in kinds}
        return cls(above_input_tokens=max(0, tier.above_input_tokens), **prices)


class CatalogModelRead(BaseModel):
    """A model of the price table. What is null is not known here."""

    provider: str
    model: str
    name: str
    is_deprecated: bool
    context_window_tokens: int | None
    max_output_tokens: int | None
    takes_images: bool | None
    calls_tools: bool | None
    thinks: bool | None
    follows_schema: bool | None
    abilities_source: str | None = Field(description="Page that limits and abilities were taken from.")
    is_free: bool
    tiers: list[TierRead]
    request_usd: str = Field(description="Fee of each request.")
    web_search_usd: str = Field(description="Fee of each search the provider makes on the web.")
    storage_search_usd: str = Field(description="Fee of each search in files kept with the provider.")
    price_version: str

    @classmethod
    def of(cls, provider: str, card: ModelCard) -> "CatalogModelRead":
        """Read a model's card."""
        rates, abilities = card.rates, card.abilities
        return cls(
            provider=provider,
            model=card.model,
            name=card.name,
            is_deprecated=card.is_deprecated,
            context_window_tokens=card.context_window_tokens,
            max_output_tokens=abilities.max_output_tokens,
            takes_images=abilities.takes_images,
            calls_tools=abilities.calls_tools,
            thinks=abilities.thinks,
            follows_schema=abilities.follows_schema,
            abilities_source=abilities.source,
            is_free=rates.is_free,
            tiers=[TierRead.of(tier) for tier in rates.tiers],
            **_fees(rates),
            price_version=rates.version,
        )


class CatalogRead(BaseModel):
    """Where prices come from."""

    source: str = Field(description="The table and its version.")
    newest_price_on: date | None = Field(description="Day of its latest price that holds by now: it is that new.")
    providers: list[str]


def _fees(rates: Rates) -> dict[str, str]:
    fees = {name: getattr(rates, name) for name in ("request", "web_search", "storage_search")}
    return {f"{name}_usd": to_decimal_string(-(-fee // _PER_REQUEST)) for name, fee in fees.items()}


def _decimal(amount: Decimal | None) -> str | None:
    """Write an amount as it was given, without the zeros that the column adds."""
    return None if amount is None else f"{amount.normalize():f}"
