"""What a call costs. Rates are micro-dollars per million units, rounded up; a cost rounds up once, at its end."""

from decimal import ROUND_CEILING, Decimal
from hashlib import blake2b

import msgspec

from pilothouse.core import json
from pilothouse.llm.messages import Usage

MILLION = 1_000_000


class Tokens(msgspec.Struct, frozen=True):
    """What one call used. Cached input and cache writes are part of the input, reasoning is part of the output."""

    input_tokens: int = 0
    cached_input_tokens: int = 0
    cache_write_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0

    @classmethod
    def of(cls, usage: Usage) -> "Tokens":
        """Take a provider's usage; parts larger than their whole are cut to it."""
        return cls(
            input_tokens=max(0, usage.input_tokens),
            cached_input_tokens=max(0, min(usage.cached_input_tokens, usage.input_tokens)),
            output_tokens=max(0, usage.output_tokens),
            reasoning_tokens=max(0, min(usage.reasoning_tokens, usage.output_tokens)),
        )


class Tier(msgspec.Struct, frozen=True):
    """Rates of calls with more than `above_input_tokens` of input. All in micro-dollars per million tokens."""

    input: int
    cached_input: int
    cache_write: int
    output: int
    reasoning: int
    above_input_tokens: int = -1


class Rates(msgspec.Struct, frozen=True):
    """A model's rates at one moment.

    Attributes:
        tiers: ascending; the last one that the input passes prices the whole call.
        request: micro-dollars per million requests.
        source: where they come from, such as "genai-prices 0.2.3".
    """

    tiers: tuple[Tier, ...]
    request: int = 0
    source: str = "configuration"

    @property
    def is_free(self) -> bool:
        """Tell whether every call at these rates costs nothing."""
        return not self.request and not any(
            (tier.input, tier.cached_input, tier.cache_write, tier.output, tier.reasoning) != (0, 0, 0, 0, 0)
            for tier in self.tiers
        )

    @property
    def version(self) -> str:
        """Name these rates: two calls of one version were priced alike."""
        return f"{self.source} {blake2b(json.dumps(self), digest_size=4).hexdigest()}"

    def tier(self, input_tokens: int) -> Tier:
        """Return the tier that prices a call of this much input."""
        return next(tier for tier in reversed(self.tiers) if input_tokens > tier.above_input_tokens)


FREE = Rates((Tier(0, 0, 0, 0, 0),), source="built in")


def rate(usd_per_unit: Decimal, units: int = MILLION) -> int:
    """Turn dollars per `units` units into micro-dollars per million units, rounded up."""
    return int((usd_per_unit * MILLION * MILLION / units).to_integral_value(ROUND_CEILING))


def cost_microusd(tokens: Tokens, rates: Rates) -> int:
    """Price one call, rounding up once.

    Source: threshold pricing as genai-prices computes it (its `calc_price` is the oracle of our tests): the tier of
    the whole input applies to every token of the call.
    """
    tier = rates.tier(tokens.input_tokens)
    fresh_input = tokens.input_tokens - tokens.cached_input_tokens - tokens.cache_write_tokens
    total = (
        rates.request
        + max(0, fresh_input) * tier.input
        + tokens.cached_input_tokens * tier.cached_input
        + tokens.cache_write_tokens * tier.cache_write
        + (tokens.output_tokens - tokens.reasoning_tokens) * tier.output
        + tokens.reasoning_tokens * tier.reasoning
    )
    return -(-total // MILLION)


def hold_microusd(rates: Rates, input_tokens: int, max_output_tokens: int) -> int:
    """Return what to hold for a call: its input at the dearest rate that may apply, and its longest answer."""
    tier = rates.tier(input_tokens)
    dearest_input = max(tier.input, tier.cached_input, tier.cache_write)
    total = rates.request + input_tokens * dearest_input + max_output_tokens * max(tier.output, tier.reasoning)
    return -(-total // MILLION)
