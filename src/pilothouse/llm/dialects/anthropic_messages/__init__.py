"""Messages: Anthropic's wire."""

from dataclasses import dataclass
from typing import Any

from pilothouse.llm.dialects.anthropic_messages.read_answer import MessagesAnswerReader
from pilothouse.llm.dialects.anthropic_messages.read_request import read_request
from pilothouse.llm.dialects.anthropic_messages.write_answer import MessagesAnswerWriter
from pilothouse.llm.dialects.anthropic_messages.write_request import write_request
from pilothouse.llm.dialects.base import AnswerReader, AnswerWriter, DialectName
from pilothouse.llm.messages import ModelRequest


@dataclass(frozen=True)
class AnthropicMessages:
    """The dialect."""

    name: DialectName = "anthropic_messages"

    def read_request(self, body: bytes) -> ModelRequest:
        """Read a caller's request."""
        return read_request(body)

    def write_request(self, request: ModelRequest, *, stream: bool) -> dict[str, Any]:
        """Write a request for an upstream."""
        return write_request(request, stream=stream)

    def answer_reader(self, request: ModelRequest) -> AnswerReader:
        """Begin to read an answer."""
        return MessagesAnswerReader(request)

    def answer_writer(self, model: str, *, stream: bool, include_usage: bool) -> AnswerWriter:  # noqa: ARG002 - this wire always tells usage
        """Begin to write an answer."""
        return MessagesAnswerWriter(model, stream)
