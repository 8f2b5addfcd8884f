"""Answers of a provider of the caller's own wire, on their way through the screen.

A stream comes in whole events. Where the policy only watches, they pass as they are and their words are gathered; where
something may change, each event that carries words is written anew, and what was held back goes out with the last one.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

import msgspec

from pilothouse.core.errors import InvalidInput
from pilothouse.core.json import dumps, loads
from pilothouse.gateway.calls.answering import AnswerScreen, AnswerText
from pilothouse.gateway.calls.texts import places_of_text
from pilothouse.llm.dialects.watch import data_of, events_of, with_data

_WORDS = frozenset({"text", "content", "refusal", "reasoning_content", "reasoning"})
# Words that are new in an event, by wire; other events of responses repeat them.
_STRING = rb'\s*:\s*("[^"\\]*(?:\\.[^"\\]*)*")'
_NEW_WORDS = {
    "chat": re.compile(rb'"(?:content|refusal)"' + _STRING),
    "messages": re.compile(rb'"text"' + _STRING),
    "responses": re.compile(rb'"delta"' + _STRING),
}
_ALL_WORDS = re.compile(b'"(?:' + "|".join(sorted(_WORDS)).encode() + b')"' + _STRING)
Event = dict[str, Any]


def screened_answer(screen: AnswerScreen, body: bytes) -> bytes:
    """Return an answer that came whole as it may go out: the same bytes where nothing in it changes.

    Raises:
        BlockedByPolicy: it may not go out.
    """
    if screen.is_idle:
        return body
    if not screen.changes:
        for text in _words_in(body, _ALL_WORDS):
            screen.whole(text)
        return body
    answer = loads(body)
    return dumps(answer) if _screen_value(screen, answer) else body


class AnswerStream:
    """One stream of one wire."""

    def __init__(self, screen: AnswerScreen, operation: str) -> None:
        self._screen = screen
        self._new_words = _NEW_WORDS[operation]
        self._watched = screen.text() if screen.watches and not screen.changes else None
        self._texts: dict[Any, AnswerText] = {}
        rewrites: dict[str, Callable[[Event], Iterable[Event]]] = {
            "chat": self._chat,
            "messages": self._messages,
            "responses": self._responses,
        }
        self._rewrite = rewrites[operation]
        self._last: dict[Any, Event] = {}  # by text: the event that carried its last words

    def feed(self, block: bytes) -> bytes:
        """Take whole events; return what may go out.

        Raises:
            BlockedByPolicy: what has come may not go out.
        """
        if self._screen.is_idle or not block:
            return block
        if self._watched is not None:
            self._watched.feed("".join(_words_in(block, self._new_words)))
        if not self._screen.changes:
            return block
        return b"".join(self._rewritten(event) for event in events_of(block))

    def finish(self) -> None:
        """End a stream that nothing was changed in; its words are read now."""
        if self._watched is not None:
            self._watched.finish()

    def _rewritten(self, event: bytes) -> bytes:
        data = data_of(event)
        if not data.startswith(b"{"):
            return event
        try:
            read = loads(data)
        except InvalidInput:
            return event  # no client reads it either
        return b"".join(with_data(_named(event, each), dumps(each)) for each in self._rewrite(read))

    def _text(self, key: Any, *, is_json: bool = False) -> AnswerText:
        if key not in self._texts:
            self._texts[key] = self._screen.arguments() if is_json else self._screen.text()
        return self._texts[key]

    def _rest(self, key: Any) -> str:
        text = self._texts.pop(key, None)
        return text.finish() if text else ""

    def _chat(self, event: Event) -> Iterable[Event]:
        for choice in cast("list[Event]", event.get("choices") or []):
            number = choice.get("index", 0)
            delta = cast("Event", choice.get("delta") or {})
            for name in ("content", "refusal", "reasoning_content", "reasoning"):
                if isinstance(delta.get(name), str):
                    delta[name] = self._text((number, name)).feed(delta[name])
            for call in cast("list[Event]", delta.get("tool_calls") or []):
                function = cast("Event", call.get("function") or {})
                if isinstance(function.get("arguments"), str):
                    text = self._text((number, "call", call.get("index", 0)), is_json=True)
                    function["arguments"] = text.feed(function["arguments"])
            if choice.get("finish_reason"):
                choice["delta"] = delta
                for key in [key for key in self._texts if key[0] == number and key[1] != "call"]:
                    if rest := self._rest(key):
                        delta[key[1]] = (delta.get(key[1]) or "") + rest
        return (event,)

    def _messages(self, event: Event) -> Iterable[Event]:
        key = event.get("index")
        if event.get("type") == "content_block_delta":
            delta = cast("Event", event.get("delta") or {})
            for name in ("text", "partial_json"):
                if isinstance(delta.get(name), str):
                    self._last[key] = event
                    delta[name] = self._text(key, is_json=name == "partial_json").feed(delta[name])
        elif event.get("type") == "content_block_stop" and (rest := self._rest(key)):
            last = self._last.pop(key)
            name = "text" if "text" in last["delta"] else "partial_json"
            return {**last, "delta": {**last["delta"], name: rest}}, event
        return (event,)

    def _responses(self, event: Event) -> Iterable[Event]:
        kind = str(event.get("type"))
        key = (event.get("item_id"), event.get("content_index"), kind.rpartition(".")[0])
        if kind.endswith(".delta") and isinstance(event.get("delta"), str):
            self._last[key] = event
            return ({**event, "delta": self._text(key, is_json="arguments" in kind).feed(event["delta"])},)
        rest = self._rest(key) if kind.endswith(".done") else ""
        _screen_value(self._screen, event)
        return ({**self._last.pop(key), "delta": rest}, event) if rest else (event,)


def _words_in(raw: bytes, fields: re.Pattern[bytes]) -> Iterator[str]:
    """Yield the texts of fields in JSON that nobody decodes; what is no JSON string is read as it stands."""
    for found in fields.finditer(raw):
        try:
            yield msgspec.json.decode(found[1], type=str)
        except (msgspec.DecodeError, UnicodeDecodeError):
            yield found[1].decode("utf-8", "replace")


def _screen_value(screen: AnswerScreen, value: Any) -> bool:
    """Screen the words within a value in their places; tell whether any changed."""
    has_changed = False
    for holder, key, text in [*places_of_text(value)]:
        if key == "arguments":
            one = screen.arguments()
            new = one.feed(text) + one.finish()
        else:
            new = screen.whole(text) if key in _WORDS else screen.restored(text)
        if new != text:
            cast("Any", holder)[key] = new
            has_changed = True
    return has_changed


def _named(event: bytes, read: Event) -> bytes:
    """Return the frame for an event that may be another than the one that came: its name is its type."""
    if not event.startswith(b"event:"):
        return event
    name = str(read.get("type", "")).encode()
    return b"event: " + name + b"\n" + event.partition(b"\n")[2]
