"""A call as a caller on one of the wires asks it; each provider is asked in the way it understands."""

from collections.abc import Mapping
from functools import cached_property
from typing import cast

import msgspec

from pilothouse.access.security.screening.screening import Screening
from pilothouse.gateway.calls.answering import AnswerScreen
from pilothouse.gateway.calls.asking import Answering, Size
from pilothouse.gateway.calls.request import RequestAnswer
from pilothouse.gateway.routing.service import Route
from pilothouse.gateway.wire.body import WireBody
from pilothouse.gateway.wire.passing import PassingAnswer, WirePiece
from pilothouse.gateway.wire.screening import screened_body
from pilothouse.gateway.wire.translating import TranslatingAnswer
from pilothouse.llm.dialects import dialect
from pilothouse.llm.messages import ModelRequest
from pilothouse.llm.providers.base import Operation, WireProvider


class WireAsking:
    """Asks with the bytes of one of the wires, and is answered in them."""

    def __init__(self, body: WireBody, headers: Mapping[str, str]) -> None:
        self._body = body
        self._headers = headers
        self._screen: AnswerScreen | None = None
        self._answer: Answering[WirePiece] | None = None

    @property
    def model(self) -> str:
        """The model as the caller names it."""
        return self._body.model

    @property
    def operation(self) -> Operation:
        """What is asked for."""
        return self._body.operation.name

    @property
    def is_streaming(self) -> bool:
        """Whether the answer is wanted piece by piece."""
        return self._body.is_streaming

    @property
    def was_told(self) -> bool:
        """Whether the caller has read of the failure in the provider's own words."""
        return self._answer is not None and self._answer.told is not None and self._answer.has_begun

    def size(self) -> Size:
        """Tell how large the call may become."""
        return self._body.size()

    async def screen(self, screening: Screening) -> None:
        """Let the security engine read what the caller sends; raises as `Asking.screen`."""
        self._body = await screened_body(screening, self._body)
        self._screen = AnswerScreen(screening)

    def open(self, route: Route, max_output_tokens: int | None, ends_at: float) -> Answering[WirePiece]:
        """Prepare to ask one provider."""
        self._answer = self._open(route, max_output_tokens, ends_at)
        return self._answer

    def _open(self, route: Route, max_output_tokens: int | None, ends_at: float) -> Answering[WirePiece]:
        if self.operation in getattr(route.provider, "operations", ()):
            provider = cast("WireProvider", route.provider)
            bound_field = getattr(provider, "output_bound", None) if self.operation == "chat" else None
            sent = self._body.spliced(route.model, max_output_tokens, bound_field)
            return PassingAnswer(provider, route, self._body, sent, self._headers, ends_at, self._screen)
        asked = msgspec.structs.replace(self._request, model=route.model, max_output_tokens=max_output_tokens)
        name = self._body.operation.dialect
        assert name is not None  # the router offers other operations only to providers that speak them
        writer = dialect(name).answer_writer(self.model, stream=self.is_streaming, include_usage=self._body.shows_usage)
        return TranslatingAnswer(
            RequestAnswer(route, asked, ends_at, self._screen), writer, is_streaming=self.is_streaming
        )

    @cached_property
    def _request(self) -> ModelRequest:
        """The request in our own terms, read only when somebody needs it."""
        name = self._body.operation.dialect
        assert name is not None
        return dialect(name).read_request(self._body.json.raw)
