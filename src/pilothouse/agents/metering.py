"""What a run has used, held against what it may use."""

import time
from dataclasses import dataclass, field

from pilothouse.agents.errors import UsageLimitReached
from pilothouse.core.money import usd
from pilothouse.llm.messages import Usage


@dataclass(frozen=True, slots=True)
class UsageLimits:
    """What one run may use, all its loops together. The last model call is offered no tools, so it ends in an answer.

    Attributes:
        max_tokens: input and output of all model calls; None for any number.
        max_cost_microusd: of model and tool calls; None for any cost. What the call in flight costs comes on top.
        max_repeats: answers in a row that may ask for the very same call.
    """

    max_model_calls: int = 16
    max_tool_calls: int = 64
    max_parallel_tools: int = 8
    max_tokens: int | None = None
    max_cost_microusd: int | None = None
    max_repeats: int = 2


DEFAULT_LIMITS = UsageLimits()


@dataclass
class Meter:
    """Counts one run.

    Attributes:
        who: the agent, for messages.
        began_at_s: moment of the monotonic clock.
    """

    who: str
    limits: UsageLimits
    began_at_s: float = field(default_factory=time.monotonic)
    usage: Usage = field(default_factory=Usage)
    cost_microusd: int = 0
    model_calls: int = 0
    tool_calls: int = 0

    @property
    def elapsed_s(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.began_at_s

    @property
    def may_offer_tools(self) -> bool:
        """Whether a model call after the next one is allowed, and a tool call before it."""
        return self.model_calls + 1 < self.limits.max_model_calls and self.tool_calls < self.limits.max_tool_calls

    def admit_model_call(self) -> None:
        """Refuse a further model call when a limit is passed.

        Raises:
            UsageLimitReached: and which.
        """
        limits = self.limits
        if self.model_calls >= limits.max_model_calls:
            raise self._reached("model_calls", f"found no answer within {limits.max_model_calls} model calls")
        tokens = self.usage.input_tokens + self.usage.output_tokens
        if limits.max_tokens is not None and tokens >= limits.max_tokens:
            raise self._reached("tokens", f"used {tokens:,} tokens of the {limits.max_tokens:,} it may use")
        cost = limits.max_cost_microusd
        if cost is not None and self.cost_microusd >= cost:
            raise self._reached("cost", f"has cost {usd(self.cost_microusd)}, and may cost {usd(cost)}")

    def count_model_call(self, usage: Usage, cost_microusd: int) -> None:
        """Book a model call."""
        self.model_calls += 1
        self.usage += usage
        self.cost_microusd += cost_microusd

    def count_tool_call(self, cost_microusd: int) -> bool:
        """Book a tool call, unless there are none left, and tell whether it may run."""
        if self.tool_calls >= self.limits.max_tool_calls:
            return False
        self.tool_calls += 1
        self.cost_microusd += cost_microusd
        return True

    def _reached(self, limit: str, words: str) -> UsageLimitReached:
        return UsageLimitReached(f"{self.who} {words}.", details={"limit": limit})


class RepetitionWatch:
    """Notices a model that asks for the same call in answer after answer."""

    def __init__(self, max_repeats: int) -> None:
        self._max_repeats = max_repeats
        self._streaks: dict[str, int] = {}

    def observe(self, calls: list[str]) -> set[str]:
        """Take the calls of one answer, each as text, and return those that are not to run again."""
        self._streaks = {call: self._streaks.get(call, 0) + 1 for call in set(calls)}
        return {call for call, streak in self._streaks.items() if streak > self._max_repeats}

    @property
    def was_told_in_vain(self) -> bool:
        """Whether a call came once more after it was refused."""
        return any(streak > self._max_repeats + 1 for streak in self._streaks.values())
