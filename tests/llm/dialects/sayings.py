"""Requests and answers of every kind, made by hypothesis, and the ways to carry them over a wire."""

import json
from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from pilothouse.core.json import dumps
from pilothouse.llm.dialects import Dialect
from pilothouse.llm.messages import (
    FilePart,
    Finished,
    ImagePart,
    Message,
    ModelEvent,
    ModelRequest,
    RefusalDelta,
    StopReason,
    TextDelta,
    TextPart,
    ThinkingDelta,
    ThinkingPart,
    ToolCall,
    ToolCallDelta,
    ToolCallEvent,
    ToolCallStarted,
    ToolChoice,
    ToolSpec,
    Usage,
    message_of,
)
from pilothouse.llm.sse import SseParser

COST = "0.000123"
REQUEST = ModelRequest("m", (Message("user", "Hi"),))

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
said = texts.filter(lambda text: bool(text.strip()))  # Anthropic refuses blank ones
names = st.from_regex(r"[a-zA-Z_][a-zA-Z0-9_-]{0,20}", fullmatch=True)
call_ids = st.from_regex(r"(call_|toolu_)[a-zA-Z0-9]{1,24}", fullmatch=True)
numbers = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
objects = st.dictionaries(texts, values, max_size=3)
schemas = st.fixed_dictionaries(
    {
        "type": st.just("object"),
        "properties": st.dictionaries(names, st.sampled_from([{"type": "string"}, {"type": "integer"}]), max_size=3),
        "additionalProperties": st.just(False),
    }
)
calls = st.builds(ToolCall, id=call_ids, name=names, arguments=objects)
images = st.builds(ImagePart, url=names.map("https://example.com/{}.png".format)) | st.builds(
    ImagePart,
    media_type=st.sampled_from(["image/png", "image/jpeg"]),
    data=st.sampled_from(["iVBORw0KGgo=", "/9j/4AA="]),
)
pdfs = st.builds(FilePart, media_type=st.just("application/pdf"), data=st.just("JVBERi0xLjQ="), name=names)
one_text = said.map(lambda text: (TextPart(text),))
with_pictures = st.lists(st.builds(TextPart, said) | images | pdfs, min_size=1, max_size=4).filter(
    lambda parts: any(not isinstance(part, TextPart) for part in parts)
)
tools = st.lists(
    st.builds(ToolSpec, name=names, description=texts, input_schema=schemas),
    max_size=3,
    unique_by=lambda tool: tool.name,
).map(tuple)


@st.composite
def conversations(draw: st.DrawFn, *, thoughts: st.SearchStrategy[list[Any]], results: st.SearchStrategy[Any]) -> Any:
    """Draw system, then turns of user and assistant; calls of tools are answered."""
    messages = [Message("system", draw(said))] if draw(st.booleans()) else []
    for _ in range(draw(st.integers(1, 3))):
        messages.append(message_of("user", draw(one_text | with_pictures)))
        parts = [*draw(thoughts), TextPart(draw(said))]
        wanted = tuple(draw(st.lists(calls, max_size=2, unique_by=lambda call: call.id)))
        messages.append(message_of("assistant", parts, tool_calls=wanted))
        messages += [
            message_of("tool", draw(results), tool_call_id=call.id, name=_tool_named(messages, call.id))
            for call in wanted
        ]
    return (*messages, message_of("user", draw(one_text | with_pictures)))


def _tool_named(messages: list[Message], call_id: str) -> str:
    return [call.name for message in messages for call in message.tool_calls if call.id == call_id][-1]


no_thoughts = st.just(list[ThinkingPart]())


def thoughts_of(vendor: str) -> st.SearchStrategy[list[ThinkingPart]]:
    thought = st.builds(ThinkingPart, text=texts, signature=names.map((vendor + ":{}").format))
    return st.lists(thought, max_size=1)


choices = st.sampled_from(["auto", "none", "required"]).map(ToolChoice) | st.builds(
    ToolChoice, st.just("named"), st.just("tool")
)


@st.composite
def usages(draw: st.DrawFn) -> Usage:
    fresh, cached, written, long_lived, output = (draw(st.integers(0, 10**6)) for _ in range(5))
    return Usage(
        input_tokens=fresh + cached + written + long_lived,
        output_tokens=output,
        cached_input_tokens=cached,
        reasoning_tokens=draw(st.integers(0, output)),
        cache_write_tokens=written,
        cache_write_1h_tokens=long_lived,
    )


@st.composite
def answers(
    draw: st.DrawFn,
    *,
    vendor: str,
    usage: st.SearchStrategy[Usage],
    endings: tuple[StopReason, ...] = ("stop", "length"),
) -> list[ModelEvent]:
    """Draw the events of an answer: thoughts, texts and calls in any order, in pieces of any size."""
    events: list[ModelEvent] = []
    n_calls = 0
    for kind in draw(st.lists(st.sampled_from(["thought", "text", "call", "whole call"]), max_size=5)):
        if kind == "thought":
            events += [ThinkingDelta(piece) for piece in draw(st.lists(texts, max_size=3))]
            events.append(ThinkingDelta(signature=f"{vendor}:{draw(names)}"))
        elif kind == "text":
            events += [TextDelta(piece) for piece in draw(st.lists(texts, min_size=1, max_size=3))]
        elif kind == "call":
            call = ToolCall(f"call_{n_calls}x", draw(names), draw(objects))
            events += _streamed(call, n_calls, draw(st.integers(1, 9)))
            n_calls += 1
        else:
            events.append(ToolCallEvent(ToolCall(f"call_{n_calls}y", draw(names), draw(objects))))
            n_calls += 1
    reason = "tool_calls" if n_calls else draw(st.sampled_from(endings))
    return [*events, Finished(reason, draw(usage))]


def _streamed(call: ToolCall, index: int, size: int) -> list[ModelEvent]:
    text = dumps(call.arguments).decode()
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    deltas: list[ModelEvent] = [ToolCallDelta(index, piece) for piece in pieces]
    return [ToolCallStarted(index, call.id, call.name), *deltas, ToolCallEvent(call)]


def essence(events: Iterable[ModelEvent]) -> dict[str, Any]:
    """Return what an answer says, however it was cut into pieces."""
    seen = list(events)
    finished = seen[-1]
    assert isinstance(finished, Finished)
    assert not any(isinstance(event, Finished) for event in seen[:-1])
    return {
        "text": "".join(event.text for event in seen if isinstance(event, TextDelta)),
        "thinking": "".join(event.text for event in seen if isinstance(event, ThinkingDelta)),
        "seals": [event.signature for event in seen if isinstance(event, ThinkingDelta) and event.signature],
        "redacted": [event.redacted for event in seen if isinstance(event, ThinkingDelta) and event.redacted],
        "refusal": "".join(event.text for event in seen if isinstance(event, RefusalDelta)),
        "calls": [event.call for event in seen if isinstance(event, ToolCallEvent)],
        "reason": finished.stop_reason,
        "usage": finished.usage,
        "stop_sequence": finished.stop_sequence,
    }


def written(dialect: Dialect, events: Iterable[ModelEvent], *, stream: bool, model: str = "m") -> bytes:
    """Write an answer."""
    writer = dialect.answer_writer(model, stream=stream, include_usage=True)
    return writer.begin() + b"".join(writer.write(event) for event in events) + writer.end(COST)


def read(dialect: Dialect, body: bytes, *, stream: bool, request: ModelRequest = REQUEST) -> list[ModelEvent]:
    """Read an answer."""
    reader = dialect.answer_reader(request)
    if stream:
        events = [event for sse in SseParser().feed(body) for event in reader.feed(sse)]
    else:
        events = list(reader.whole(body))
    return [*events, *reader.finish()]


def frames(body: bytes) -> list[tuple[str, dict[str, Any]]]:
    """Return the events of a stream as name and decoded data, [DONE] left out."""
    return [(sse.name, json.loads(sse.data)) for sse in SseParser().feed(body) if sse.data != "[DONE]"]


def stream_of(*events: dict[str, Any], named: bool = True) -> bytes:
    """Frame events as an upstream would."""
    return b"".join(
        (f"event: {event['type']}\n" if named else "").encode() + b"data: " + json.dumps(event).encode() + b"\n\n"
        for event in events
    )
