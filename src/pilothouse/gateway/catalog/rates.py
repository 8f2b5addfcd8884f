"""What a call costs. Rates are micro-dollars per million units, rounded up; a cost rounds up once, at its end."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from hashlib import blake2b
from typing import Literal, TypeAlias, get_args

import msgspec

from pilothouse.core import json
from pilothouse.gateway.catalog.tokens import Tokens

__all__ = [
    "FREE",
    "INPUT_KINDS",
    "MILLION",
    "InputKind",
    "Rates",
    "Tier",
    "Tokens",
    "cost_microusd",
    "hold_microusd",
    "rate",
    "saved_microusd",
]

MILLION = 1_000_000
AS_ITS_WHOLE = -1  # a part without a rate of its own costs what the rest of its whole costs

InputKind: TypeAlias = Literal["cached_input", "cache_write", "cache_write_1h", "input_audio", "cached_audio"]
INPUT_KINDS: tuple[InputKind, ...] = get_args(InputKind)


class Tier(msgspec.Struct, frozen=True):
    """Rates of calls with more than `above_input_tokens` of input. All in micro-dollars per million tokens.

    A kind that is left out costs what its whole costs: an hour's cache write as any write, audio as text.
    """

    input: int
    cached_input: int
    cache_write: int
    output: int
    reasoning: int
    above_input_tokens: int = -1
    cache_write_1h: int = AS_ITS_WHOLE
    input_audio: int = AS_ITS_WHOLE
    cached_audio: int = AS_ITS_WHOLE
    output_audio: int = AS_ITS_WHOLE

    def __post_init__(self) -> None:
        cached_audio = self.cached_input if self.input_audio == AS_ITS_WHOLE else self.input_audio
        wholes = {
            "cache_write_1h": self.cache_write,
            "input_audio": self.input,
            "cached_audio": cached_audio,
            "output_audio": self.output,
        }
        for name, whole in wholes.items():
            if getattr(self, name) == AS_ITS_WHOLE:
                msgspec.structs.force_setattr(self, name, whole)

    @property
    def all(self) -> tuple[int, ...]:
        """Every rate of the tier."""
        return (self.input, *(getattr(self, kind) for kind in INPUT_KINDS), *self.outputs)

    @property
    def outputs(self) -> tuple[int, int, int]:
        """The rates of answers."""
        return self.output, self.reasoning, self.output_audio


class Rates(msgspec.Struct, frozen=True, dict=True):
    """A model's rates at one moment.

    Attributes:
        tiers: ascending; the last one that the input passes prices the whole call.
        request: micro-dollars per million requests.
        source: where they come from, such as "genai-prices 0.2.3".
        web_search: micro-dollars per million searches that the provider makes on the web.
        storage_search: the same for searches in files kept with the provider.
    """

    tiers: tuple[Tier, ...]
    request: int = 0
    source: str = "configuration"
    web_search: int = 0
    storage_search: int = 0

    @cached_property
    def is_free(self) -> bool:
        """Tell whether every call at these rates costs nothing."""
        fees = (self.request, self.web_search, self.storage_search)
        return not any(fees) and not any(any(tier.all) for tier in self.tiers)

    @cached_property
    def version(self) -> str:
        """Name these rates: two calls of one version were priced alike."""
        return f"{self.source} {blake2b(json.dumps(self), digest_size=4).hexdigest()}"

    def tier(self, input_tokens: int) -> Tier:
        """Return the tier that prices a call of this much input."""
        if len(self.tiers) == 1:
            return self.tiers[0]
        return next(tier for tier in reversed(self.tiers) if input_tokens > tier.above_input_tokens)


FREE = Rates((Tier(0, 0, 0, 0, 0),), source="built in")


def rate(usd_per_unit: Decimal, units: int = MILLION) -> int:
    """Turn dollars per `units` units into micro-dollars per million units, rounded up."""
    return int((usd_per_unit * MILLION * MILLION / units).to_integral_value(ROUND_CEILING))


def cost_microusd(tokens: Tokens, rates: Rates) -> int:
    """Price one call, rounding up once.

    Source: threshold pricing as genai-prices computes it (its `calc_price` is the oracle of our tests): the tier of
    the whole input applies to every token of the call, and each token is priced as the most special kind it is.
    """
    tier = rates.tier(tokens.input_tokens)
    total = (
        rates.request
        + tokens.web_searches * rates.web_search
        + tokens.storage_searches * rates.storage_search
        + tokens.fresh_input_tokens * tier.input
        + (tokens.cached_input_tokens - tokens.cached_audio_tokens) * tier.cached_input
        + (tokens.cache_write_tokens - tokens.cache_write_1h_tokens) * tier.cache_write
        + tokens.cache_write_1h_tokens * tier.cache_write_1h
        + (tokens.input_audio_tokens - tokens.cached_audio_tokens) * tier.input_audio
        + tokens.cached_audio_tokens * tier.cached_audio
        + tokens.plain_output_tokens * tier.output
        + tokens.reasoning_tokens * tier.reasoning
        + tokens.output_audio_tokens * tier.output_audio
    )
    return -(-total // MILLION)


def hold_microusd(
    rates: Rates,
    input_tokens: int,
    max_output_tokens: int,
    choices: int = 1,
    tier_factor: int = 1,
    server_tool_cap: int = 0,
    *,
    kinds: Sequence[InputKind] = INPUT_KINDS,
) -> int:
    """Return what to hold for a call: its input at the dearest rate that may apply, and its longest answers.

    Args:
        rates: of the model, for the service tier that is asked for where the price table has it.
        input_tokens: estimate of the whole input.
        max_output_tokens: bound on each answer.
        choices: answers asked for.
        tier_factor: how much dearer the asked service tier is, where `rates` do not tell.
        server_tool_cap: most paid uses of the provider's own tools, such as web searches.
        kinds: of input beside plain text that the call may use. A call without cache hints writes no cache.
    """
    tier = rates.tier(input_tokens)
    dearest_input = max([tier.input, *(getattr(tier, kind) for kind in kinds)]) if kinds else tier.input
    by_token = input_tokens * dearest_input + choices * max_output_tokens * max(tier.outputs)
    fees = rates.request + server_tool_cap * max(rates.web_search, rates.storage_search)
    return -(-(by_token * tier_factor + fees) // MILLION)


def saved_microusd(tokens: Tokens, rates: Rates) -> int:
    """Return what the provider's prompt cache saved: the same input read fresh, less what it cost. May be negative.

    Writing to the cache costs more than reading fresh, and counts against what reading from it saves.
    """
    fresh = msgspec.structs.replace(
        tokens, cached_input_tokens=0, cached_audio_tokens=0, cache_write_tokens=0, cache_write_1h_tokens=0
    )
    return cost_microusd(fresh, rates) - cost_microusd(tokens, rates)
