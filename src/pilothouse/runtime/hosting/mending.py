"""A model that goes on by itself when its provider drops the connection in the middle of an answer.

The gateway tries again until the first word is out; after it, another answer would be another answer. What was said
stays said, so the model is asked for the rest. A tool call that has begun cannot be mended: the run fails, and can be
continued.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from pilothouse.core.telemetry import get_logger
from pilothouse.llm.errors import AnswerCutOff
from pilothouse.llm.messages import ModelEvent, ModelRequest, TextDelta, ThinkingDelta
from pilothouse.runtime.hosting.continuing import ContinuingModel, CostlyModel

log = get_logger(__name__)

MOST_MENDINGS = 2  # of one answer; a provider that drops it a third time is down


@dataclass
class MendingModel:
    """Wraps a model; an answer that is not dropped passes through as it is."""

    model: CostlyModel

    @property
    def cost_microusd(self) -> int:
        """What the calls have cost."""
        return self.model.cost_microusd

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        """Answer as `agents.model.Model` says.

        Raises:
            AnswerCutOff: the answer was dropped again and again, or behind the beginning of a tool call.
        """
        said = ""
        for mendings_left in reversed(range(MOST_MENDINGS + 1)):
            can_be_mended = mendings_left > 0
            try:
                async with aclosing(self._rest(request, said)) as events:
                    async for event in events:
                        can_be_mended &= isinstance(event, TextDelta | ThinkingDelta)
                        said += event.text if isinstance(event, TextDelta) else ""
                        yield event
            except AnswerCutOff:
                if not (can_be_mended and said.strip()):
                    raise
                log.info("answer_mended", model=request.model, said_chars=len(said))
            else:
                return

    async def _rest(self, request: ModelRequest, said: str) -> AsyncGenerator[ModelEvent]:
        """Answer from where the answer was dropped; what was said comes first from the model that goes on."""
        continued = ContinuingModel(self.model, lambda: said)
        async with aclosing(continued.stream(request)) as events:
            if said.strip():
                await anext(events)
            async for event in events:
                yield event
