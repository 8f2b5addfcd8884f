"""The embedded model: the rule-based planner behind the interface every provider has."""

import asyncio
import re
from collections.abc import AsyncGenerator
from typing import ClassVar, Self

from pilothouse.core.json import dumps
from pilothouse.llm.builtin.planner import decide
from pilothouse.llm.messages import Finished, ModelEvent, ModelRequest, TextDelta, ToolCall, ToolCallEvent, Usage
from pilothouse.llm.providers.base import ProviderConfig, provider
from pilothouse.llm.usage import estimate_tokens

MODEL = "builtin"  # the one model it has; any name is answered
_PIECE = re.compile(r"\S+\s*|\s+")
_WORDS_PER_PIECE = 8


@provider
class Builtin:
    """Answers with no key and no network. It costs nothing and is the same every time."""

    name = "builtin"
    price_list: ClassVar[str | None] = "builtin"
    default_model: ClassVar[str | None] = None

    @classmethod
    def connect(cls, config: ProviderConfig) -> Self:
        """Make a provider; there is nothing to configure."""
        del config
        return cls()

    @classmethod
    def serves(cls, model: str) -> bool:
        """Serve its own name alone."""
        return model == MODEL

    async def stream(self, request: ModelRequest, *, deadline_s: float) -> AsyncGenerator[ModelEvent, None]:
        """Answer as `Provider.stream` says."""
        async with asyncio.timeout(deadline_s):
            decided = await asyncio.to_thread(decide, request)
        usage = _usage(request, decided)
        if isinstance(decided, str):
            for piece in _pieces(decided):
                yield TextDelta(piece)
            yield Finished("stop", usage)
            return
        for call in decided:
            yield ToolCallEvent(call)
        yield Finished("tool_calls", usage)

    async def aclose(self) -> None:
        """Hold nothing, so give nothing back."""


def _pieces(text: str) -> list[str]:
    words = _PIECE.findall(text)
    return ["".join(words[start : start + _WORDS_PER_PIECE]) for start in range(0, len(words), _WORDS_PER_PIECE)]


def _usage(request: ModelRequest, decided: list[ToolCall] | str) -> Usage:
    read = sum(len(message.text) for message in request.messages)
    written = len(decided) if isinstance(decided, str) else len(dumps(decided))
    return Usage(estimate_tokens(read), estimate_tokens(written), is_estimated=True)
