"""An answer in events, passed through its screen: the same events where nothing is to be changed."""

from collections.abc import Iterable, Iterator

import msgspec

from pilothouse.gateway.calls.answering import AnswerScreen, AnswerText
from pilothouse.gateway.calls.texts import places_of_text
from pilothouse.llm.messages import (
    ModelEvent,
    TextDelta,
    ToolCall,
    ToolCallDelta,
    ToolCallEvent,
    ToolCallStarted,
)


class AnswerEvents:
    """Screens the texts of each choice, and the arguments of each call."""

    def __init__(self, screen: AnswerScreen) -> None:
        self._screen = screen
        self._texts: dict[int, AnswerText] = {}  # by choice
        self._arguments: dict[tuple[int, int], AnswerText] = {}  # by choice and index

    def feed(self, event: ModelEvent) -> Iterable[ModelEvent]:
        """Return what may go out once an event has come.

        Raises:
            BlockedByPolicy: what has come may not go out.
        """
        if self._screen.is_idle:
            return (event,)
        match event:
            case TextDelta():
                return self._text(event)
            case ToolCallDelta() if self._screen.changes:
                return self._delta(event)
            case ToolCallStarted() | ToolCallEvent():
                return (*self._ended(event.choice), self._call(event) if isinstance(event, ToolCallEvent) else event)
            case _:
                return (event,)

    def finish(self) -> Iterator[ModelEvent]:
        """Return what was held back; the answer is over. Raises as `feed`."""
        for choice in [*self._texts]:
            yield from self._ended(choice)

    def _text(self, event: TextDelta) -> Iterable[ModelEvent]:
        text = self._texts.setdefault(event.choice, self._screen.text()).feed(event.text)
        if text == event.text:
            return (event,)
        return (msgspec.structs.replace(event, text=text),) if text else ()

    def _ended(self, choice: int) -> Iterable[ModelEvent]:
        """End the text of a choice before its calls begin."""
        text = self._texts.pop(choice, None)
        last = text.finish() if text else ""
        return (TextDelta(last, choice),) if last else ()

    def _delta(self, event: ToolCallDelta) -> Iterable[ModelEvent]:
        key = (event.choice, event.index)
        json = self._arguments.setdefault(key, self._screen.arguments()).feed(event.arguments_json)
        return (msgspec.structs.replace(event, arguments_json=json),) if json else ()

    def _call(self, event: ToolCallEvent) -> ToolCallEvent:
        if not self._screen.changes:
            return event
        arguments = msgspec.to_builtins(event.call.arguments)
        for holder, key, text in [*places_of_text(arguments, is_payload=True)]:
            holder[key] = self._screen.restored(text, in_call=True)
        call: ToolCall = msgspec.structs.replace(event.call, arguments=arguments)
        return msgspec.structs.replace(event, call=call)
