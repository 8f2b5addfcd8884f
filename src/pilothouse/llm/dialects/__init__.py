"""The wires of the vendors as pure code: requests and answers, read and written, with one neutral form between them."""

from pilothouse.llm.dialects.anthropic_messages import AnthropicMessages
from pilothouse.llm.dialects.base import COST_FIELD, AnswerReader, AnswerWriter, Dialect, DialectName
from pilothouse.llm.dialects.openai_chat import OpenAIChat
from pilothouse.llm.dialects.openai_responses import OpenAIResponses

__all__ = ["COST_FIELD", "AnswerReader", "AnswerWriter", "Dialect", "DialectName", "dialect"]

_DIALECTS: dict[DialectName, Dialect] = {
    each.name: each for each in (OpenAIChat(), OpenAIResponses(), AnthropicMessages())
}


def dialect(name: DialectName) -> Dialect:
    """Return a wire by its name."""
    return _DIALECTS[name]
