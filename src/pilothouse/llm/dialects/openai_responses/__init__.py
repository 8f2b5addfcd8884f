"""Responses: OpenAI's present wire."""

from dataclasses import dataclass
from typing import Any

from pilothouse.llm.dialects.base import AnswerReader, AnswerWriter, DialectName
from pilothouse.llm.dialects.openai_responses.read_answer import ResponsesAnswerReader
from pilothouse.llm.dialects.openai_responses.read_request import read_request
from pilothouse.llm.dialects.openai_responses.write_answer import ResponsesAnswerWriter
from pilothouse.llm.dialects.openai_responses.write_request import write_request
from pilothouse.llm.messages import ModelRequest


@dataclass(frozen=True)
class OpenAIResponses:
    """The dialect."""

    name: DialectName = "openai_responses"

    def read_request(self, body: bytes) -> ModelRequest:
        """Read a caller's request."""
        return read_request(body)

    def write_request(self, request: ModelRequest, *, stream: bool) -> dict[str, Any]:
        """Write a request for an upstream."""
        return write_request(request, stream=stream)

    def answer_reader(self, request: ModelRequest) -> AnswerReader:
        """Begin to read an answer."""
        return ResponsesAnswerReader(request)

    def answer_writer(self, model: str, *, stream: bool, include_usage: bool) -> AnswerWriter:  # noqa: ARG002 - this wire always tells usage
        """Begin to write an answer."""
        return ResponsesAnswerWriter(model, stream)
