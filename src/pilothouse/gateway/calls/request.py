"""A model request of our own: what an agent's loop asks, answered in events."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal

import msgspec

from pilothouse.access.security.screening.screening import Screening
from pilothouse.core.errors import PilothouseError, TimedOut
from pilothouse.gateway.calls.answer_events import AnswerEvents
from pilothouse.gateway.calls.answering import AnswerScreen
from pilothouse.gateway.calls.asking import Size
from pilothouse.gateway.calls.estimate import input_tokens, output_bytes, tokens_of_bytes
from pilothouse.gateway.calls.events import GatewayEvent, Settled
from pilothouse.gateway.calls.pipeline import checked_bound
from pilothouse.gateway.calls.screening import screened_request
from pilothouse.gateway.catalog.rates import InputKind
from pilothouse.gateway.routing.service import Route
from pilothouse.llm.errors import AnswerCutOff
from pilothouse.llm.messages import Finished, ModelEvent, ModelRequest, Usage


@dataclass(slots=True)
class RequestAsking:
    """Asks with a `ModelRequest`."""

    request: ModelRequest
    operation: Literal["agent"] = "agent"
    is_streaming: bool = True
    _screening: Screening | None = None

    @property
    def model(self) -> str:
        """The model as the asker names it."""
        return self.request.model

    def size(self) -> Size:
        """Tell how large the call may become."""
        bound = checked_bound(self.request.max_output_tokens, "max_output_tokens")
        kinds: tuple[InputKind, ...] = ("cache_write",) if self.request.caches_prefix else ()
        return Size(input_tokens(self.request), bound, self.request.n, kinds)

    async def screen(self, screening: Screening) -> None:
        """Let the security engine read every message; raises as `Asking.screen`."""
        self.request = await screened_request(screening, self.request)
        self._screening = screening

    def open(self, route: Route, max_output_tokens: int | None, ends_at: float) -> "RequestAnswer":
        """Prepare to ask one provider."""
        asked = msgspec.structs.replace(self.request, model=route.model, max_output_tokens=max_output_tokens)
        return RequestAnswer(route, asked, ends_at, AnswerScreen(self._screening, gives_secrets_to_tools=False))


class RequestAnswer:
    """A provider's answer in events, however the provider speaks."""

    def __init__(self, route: Route, request: ModelRequest, ends_at: float, screen: AnswerScreen | None = None) -> None:
        self.usage: Usage | None = None
        self.answer_id = ""
        self.has_begun = False
        self.told: PilothouseError | None = None
        self._route = route
        self._request = request
        self._ends_at = ends_at
        self._texts = AnswerEvents(screen or AnswerScreen(None))
        self._finished: Finished | None = None
        self._output_bytes = 0

    async def begin(self) -> AsyncGenerator[GatewayEvent]:
        """Return everything up to the end."""
        return self._pieces()

    def ending(self, settled: Settled) -> Iterable[GatewayEvent]:
        """Return the end, and what it cost."""
        assert self._finished is not None
        return self._finished, settled

    def output_tokens(self) -> int:
        """Estimate the tokens that have come."""
        return tokens_of_bytes(self._output_bytes)

    async def _pieces(self) -> AsyncGenerator[GatewayEvent]:
        async with aclosing(self._events()) as events:
            async for event in events:
                if isinstance(event, Finished):
                    self.usage = event.usage
                    self.answer_id = event.answer_id or ""
                    for last in self._texts.finish():
                        self.has_begun = True
                        yield last
                    self._finished = event
                    return
                self._output_bytes += output_bytes(event)
                for passing in self._texts.feed(event):
                    self.has_begun = True
                    yield passing
        raise AnswerCutOff(f"{self._route.connection} ended its stream before the answer's end.")

    async def _events(self) -> AsyncGenerator[ModelEvent]:
        """Yield the provider's events until the deadline; leaving closes its stream."""
        remaining_s = max(0.0, self._ends_at - asyncio.get_running_loop().time())
        events = self._route.provider.stream(self._request, deadline_s=remaining_s)
        try:
            while True:
                async with asyncio.timeout_at(self._ends_at):
                    event = await anext(events, None)
                if event is None:
                    return
                yield event
        except TimeoutError as error:
            raise TimedOut(f"{self._route.connection} did not finish its answer in time.") from error
        finally:
            if isinstance(events, AsyncGenerator):
                await events.aclose()
