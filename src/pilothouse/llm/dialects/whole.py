"""Reading what an answer that came whole has used, without reading more of it."""

from typing import Any

import msgspec

from pilothouse.core.errors import InvalidInput
from pilothouse.core.splice import JsonObject
from pilothouse.llm.dialects.usage import ChatUsage, MessagesUsage, ResponsesUsage
from pilothouse.llm.errors import AnswerCutOff
from pilothouse.llm.messages import Usage


class WholeAnswer(msgspec.Struct, frozen=True):
    """What can be read off an answer. `usage` is None when the provider did not count."""

    answer_id: str
    usage: Usage | None


_USAGE: dict[str, Any] = {
    "chat": ChatUsage,
    "embeddings": ChatUsage,
    "responses": ResponsesUsage,
    "messages": MessagesUsage,
}


def read_whole(operation: str, body: bytes) -> WholeAnswer:
    """Read an answer to an operation.

    Raises:
        AnswerCutOff: it is no JSON object.
    """
    try:
        answer = JsonObject(body)
        usage = answer.value("usage", _USAGE[operation])
        answer_id = answer.value("id", str)
    except InvalidInput as error:
        raise AnswerCutOff(f"The provider's answer does not have the published shape: {error.message}") from error
    return WholeAnswer(answer_id or "", usage and usage.as_usage())
