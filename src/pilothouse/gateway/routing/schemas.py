"""Models on the wire. Prices are US dollars per million tokens, as decimal strings."""

from pydantic import BaseModel, Field

from pilothouse.core.money import to_decimal_string
from pilothouse.gateway.routing.listing import ServedModel


class ModelStatusRead(BaseModel):
    """Whether a language model is connected."""

    connected: bool
    default_model: str
    provider: str
    how_to_connect: str = Field(description="Markdown.")


class ServedModelRead(BaseModel):
    """A model that can be called, and the price of calls with little input."""

    model: str
    name: str
    provider: str
    connection: str = Field(description="The first that is asked.")
    context_window_tokens: int | None
    max_output_tokens: int | None
    takes_images: bool | None = Field(description="Null of this and the next three: not known here.")
    calls_tools: bool | None
    thinks: bool | None
    follows_schema: bool | None
    is_deprecated: bool
    is_free: bool
    input_usd_per_million: str
    cached_input_usd_per_million: str
    cache_write_usd_per_million: str
    output_usd_per_million: str
    price_tiers: list[int] = Field(description="Input tokens above which a dearer tier prices the whole call.")
    price_version: str

    @classmethod
    def of(cls, served: ServedModel) -> "ServedModelRead":
        """Read a model of the catalogue."""
        rates, abilities = served.card.rates, served.card.abilities
        base = rates.tiers[0]
        return cls(
            model=served.card.model,
            name=served.card.name,
            provider=served.provider,
            connection=served.connection,
            context_window_tokens=served.card.context_window_tokens,
            max_output_tokens=abilities.max_output_tokens,
            takes_images=abilities.takes_images,
            calls_tools=abilities.calls_tools,
            thinks=abilities.thinks,
            follows_schema=abilities.follows_schema,
            is_deprecated=served.card.is_deprecated,
            is_free=rates.is_free,
            input_usd_per_million=to_decimal_string(base.input),
            cached_input_usd_per_million=to_decimal_string(base.cached_input),
            cache_write_usd_per_million=to_decimal_string(base.cache_write),
            output_usd_per_million=to_decimal_string(base.output),
            price_tiers=[tier.above_input_tokens for tier in rates.tiers[1:]],
            price_version=rates.version,
        )
