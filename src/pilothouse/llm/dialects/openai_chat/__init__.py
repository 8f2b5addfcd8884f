"""Chat completions: OpenAI's older wire, spoken by most providers and local servers."""

from dataclasses import dataclass
from typing import Any

from pilothouse.llm.dialects.base import AnswerReader, AnswerWriter, DialectName
from pilothouse.llm.dialects.openai_chat.read_answer import ChatAnswerReader
from pilothouse.llm.dialects.openai_chat.read_request import read_request
from pilothouse.llm.dialects.openai_chat.write_answer import ChatAnswerWriter
from pilothouse.llm.dialects.openai_chat.write_request import write_request
from pilothouse.llm.messages import ModelRequest


@dataclass(frozen=True)
class OpenAIChat:
    """The dialect. An answer is bounded by "max_tokens", which OpenAI itself wants under a newer name."""

    name: DialectName = "openai_chat"

    def read_request(self, body: bytes) -> ModelRequest:
        """Read a caller's request."""
        return read_request(body)

    def write_request(self, request: ModelRequest, *, stream: bool) -> dict[str, Any]:
        """Write a request for an upstream."""
        return write_request(request, stream=stream)

    def answer_reader(self, request: ModelRequest) -> AnswerReader:
        """Begin to read an answer."""
        return ChatAnswerReader(request)

    def answer_writer(self, model: str, *, stream: bool, include_usage: bool) -> AnswerWriter:
        """Begin to write an answer."""
        return ChatAnswerWriter(model, stream, include_usage)
