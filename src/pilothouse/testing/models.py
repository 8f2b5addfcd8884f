"""A model that says what it is told to say."""

import re
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from typing import TypeAlias

from pilothouse.llm.messages import Finished, ModelEvent, ModelRequest, TextDelta, ToolCall, ToolCallEvent, Usage

Reply: TypeAlias = str | ToolCall | Sequence[ToolCall] | Exception


class ScriptedModel:
    """A model, and a provider, that gives its replies in order and remembers what it was asked.

    A text is streamed word by word, a tool call or several are asked for, an exception is raised.

        model = ScriptedModel(ToolCall("1", "weather", {"city": "Lyon"}), "It is sunny in Lyon.")
    """

    name = "scripted"

    def __init__(self, *replies: Reply, usage: Usage | None = None) -> None:
        """Set the replies; `usage` is told after each."""
        self._replies = deque(replies)
        self._usage = usage or Usage(input_tokens=10, output_tokens=5)
        self.requests: list[ModelRequest] = []

    async def stream(self, request: ModelRequest, *, deadline_s: float = 60) -> AsyncGenerator[ModelEvent, None]:
        """Give the next reply.

        Raises:
            AssertionError: there is none left.
        """
        del deadline_s  # it never waits
        self.requests.append(request)
        assert self._replies, "The scripted model was asked more often than it has replies."
        reply = self._replies.popleft()
        if isinstance(reply, Exception):
            raise reply
        if isinstance(reply, str):
            for word in re.findall(r"\s*\S+\s*$|\s*\S+", reply):
                yield TextDelta(word)
            yield Finished("stop", self._usage)
            return
        for call in [reply] if isinstance(reply, ToolCall) else reply:
            yield ToolCallEvent(call)
        yield Finished("tool_calls", self._usage)

    async def aclose(self) -> None:
        """Hold nothing, so give nothing back."""
