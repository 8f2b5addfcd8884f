"""Tokens of what no provider has counted: a request before it is sent, an answer that broke off."""

from dataclasses import dataclass

from pilothouse.core import json
from pilothouse.gateway.catalog.rates import Tokens
from pilothouse.llm.messages import ModelEvent, ModelRequest, TextDelta, ToolCallEvent

# English has about four bytes to a token, code and other scripts about three. Holds should not be too small.
_BYTES_PER_TOKEN = 3
_TOKENS_PER_MESSAGE = 4  # role and separators, as published for the chat format


def _tokens(n_bytes: int) -> int:
    return -(-n_bytes // _BYTES_PER_TOKEN)


def _size_bytes(text: str) -> int:
    return len(text.encode(errors="surrogatepass"))


def input_tokens(request: ModelRequest) -> int:
    """Estimate a request's input from its texts, tool calls, tools and answer schema."""
    n_bytes = sum(_size_bytes(message.text) for message in request.messages)
    n_bytes += sum(len(json.dumps(message.tool_calls)) for message in request.messages if message.tool_calls)
    n_bytes += len(json.dumps(request.tools)) if request.tools else 0
    n_bytes += len(json.dumps(request.response_schema)) if request.response_schema else 0
    return _tokens(n_bytes) + _TOKENS_PER_MESSAGE * len(request.messages)


@dataclass
class Tally:
    """Counts an answer while it passes, so that it can be billed when its end never comes."""

    request: ModelRequest
    output_bytes: int = 0

    def add(self, event: ModelEvent) -> None:
        """Count one event."""
        if isinstance(event, TextDelta):
            self.output_bytes += _size_bytes(event.text)
        elif isinstance(event, ToolCallEvent):
            self.output_bytes += len(json.dumps(event.call.arguments)) + len(event.call.name)

    def tokens(self) -> Tokens:
        """Estimate what the call has used so far."""
        return Tokens(input_tokens=input_tokens(self.request), output_tokens=_tokens(self.output_bytes))
