"""What goes to a model is read by the security engine first, and what it hides does not go there."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

import msgspec

from pilothouse.access.security.screening.passage import Passage
from pilothouse.access.security.screening.screening import Screening
from pilothouse.gateway.calls.texts import places_of_text
from pilothouse.llm.messages import FilePart, Message, ModelRequest, Part, TextPart, ToolCall, plain_text

REFUSED = "A security policy stopped this request"


async def read_passages(screening: Screening, passages: Sequence[Passage]) -> list[str]:
    """Return what may be passed on of each passage.

    Raises:
        BlockedByPolicy: one of them may not be passed on at all.
    """
    verdicts = await screening.read(passages)
    for verdict in verdicts:
        verdict.require_allowed(REFUSED)
    return [verdict.text for verdict in verdicts]


async def screened_request(screening: Screening, request: ModelRequest) -> ModelRequest:
    """Return a request of our own as it may go to a model; the same object when nothing in it changes.

    Raises:
        BlockedByPolicy: it may not go there.
    """
    readings = [_Reading(message) for message in request.messages]
    texts = iter(await read_passages(screening, [each for reading in readings for each in reading.passages]))
    messages = tuple(reading.with_texts([next(texts) for _ in reading.passages]) for reading in readings)
    is_same = all(new is old for new, old in zip(messages, request.messages, strict=True))
    return request if is_same else msgspec.structs.replace(request, messages=messages)


class _Reading:
    """The texts of one message: its words, those of its parts, and the arguments of calls it asked for."""

    def __init__(self, message: Message) -> None:
        self._message = message
        # Results were screened when the tool gave them; what is left is to hide values from whoever runs the model.
        self._values_only = message.role != "user"
        self._parts = [part.text or "" for part in message.parts if isinstance(part, TextPart | FilePart)]
        self._arguments: list[dict[str, Any]] = [
            cast("dict[str, Any]", msgspec.to_builtins(call.arguments)) for call in message.tool_calls
        ]
        self._places = [place for each in self._arguments for place in places_of_text(each, is_payload=True)]
        own = [] if message.parts else [message.text]
        self.passages = [self._passage(text) for text in (*own, *self._parts, *(text for _, _, text in self._places))]

    def with_texts(self, texts: Sequence[str]) -> Message:
        """Return the message with other texts; itself when they are the same."""
        if all(text == passage.text for text, passage in zip(texts, self.passages, strict=True)):
            return self._message
        remaining = iter(texts)
        text = self._message.text if self._message.parts else next(remaining)
        parts = tuple(_with_text(part, remaining) for part in self._message.parts)
        for (holder, key, _), new in zip(self._places, remaining, strict=True):
            holder[key] = new
        calls = tuple(map(_with_arguments, self._message.tool_calls, self._arguments))
        if parts:
            text = plain_text(self._message.role, parts)
        return msgspec.structs.replace(self._message, text=text, parts=parts, tool_calls=calls)

    def _passage(self, text: str) -> Passage:
        tool = self._message.name if self._message.role == "tool" else None
        where = "tool_result" if self._message.role == "tool" else "prompt"
        return Passage(text, where, tool, values_only=self._values_only)


def _with_text(part: Part, texts: Iterator[str]) -> Part:
    if not isinstance(part, TextPart | FilePart):
        return part
    text = next(texts)
    return msgspec.structs.replace(part, text=text) if text else part  # a file without text keeps it so


def _with_arguments(call: ToolCall, arguments: dict[str, Any]) -> ToolCall:
    return msgspec.structs.replace(call, arguments=arguments)
