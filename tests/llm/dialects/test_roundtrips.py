"""What is written on a wire is read back the same, as far as the wire can say it."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.core.json import dumps
from pilothouse.llm.dialects import DialectName, dialect
from pilothouse.llm.messages import Message, ModelEvent, ModelRequest, ToolChoice, Usage
from pilothouse.llm.sse import SseParser

from .sayings import (
    answers,
    choices,
    conversations,
    essence,
    images,
    names,
    no_thoughts,
    one_text,
    pdfs,
    read,
    said,
    schemas,
    texts,
    thoughts_of,
    tools,
    usages,
    written,
)

WIRES: list[DialectName] = ["openai_chat", "openai_responses", "anthropic_messages"]
efforts = st.none() | st.sampled_from(["low", "medium", "high", "xhigh", "max"])
optional_text = st.none() | names
shown_by_tools = one_text | st.lists(images | pdfs, min_size=1, max_size=2)


def requests(
    model: str, messages: st.SearchStrategy[Any], **fields: st.SearchStrategy[Any]
) -> st.SearchStrategy[ModelRequest]:
    common: dict[str, st.SearchStrategy[Any]] = {
        "max_output_tokens": st.integers(1, 10**6),
        "response_schema": st.none() | schemas,
        "is_parallel_tools": st.sampled_from([None, False]),
        "reasoning_effort": efforts,
        "user": optional_text,
    }
    common |= {"tools": tools, "tool_choice": st.none() | choices}
    drawn = st.builds(ModelRequest, st.just(model), messages, **common | fields)
    return drawn.map(_plausible)


def _plausible(request: ModelRequest) -> ModelRequest:
    """Leave out what only makes sense together with something else."""
    if not request.tools:
        request = msgspec.structs.replace(request, tool_choice=None, is_parallel_tools=None)
    if request.tool_choice is not None and request.tool_choice.mode == "none":
        request = msgspec.structs.replace(request, is_parallel_tools=None)
    if request.is_parallel_tools is False and request.tool_choice is None:
        request = msgspec.structs.replace(request, tool_choice=ToolChoice("auto"))
    return request


chat_requests = requests(
    "gpt-5",
    conversations(thoughts=no_thoughts, results=one_text),
    temperature=st.none() | st.floats(0, 2),
    top_p=st.none() | st.floats(0, 1),
    stop=st.lists(texts, max_size=3).map(tuple),
    seed=st.none() | st.integers(0, 2**31),
    n=st.integers(1, 3),
    presence_penalty=st.none() | st.floats(-2, 2),
    frequency_penalty=st.none() | st.floats(-2, 2),
    verbosity=st.none() | st.just("low"),
)
responses_requests = requests(
    "gpt-5",
    conversations(thoughts=thoughts_of("openai"), results=shown_by_tools),
    temperature=st.none() | st.floats(0, 2),
    top_p=st.none() | st.floats(0, 1),
    shows_thinking=st.booleans(),
    verbosity=st.none() | st.just("high"),
)
messages_requests = requests(
    "claude-opus-5",
    conversations(thoughts=thoughts_of("anthropic"), results=shown_by_tools),
    stop=st.lists(texts, max_size=3).map(tuple),
    tools=tools.filter(bool),  # without, a conversation with calls gets the tools it names
)


def carried(name: DialectName, request: ModelRequest) -> ModelRequest:
    return dialect(name).read_request(dumps(dialect(name).write_request(request, stream=True)))


def bare(request: ModelRequest) -> ModelRequest:
    """Leave out what a wire assigns by itself."""
    messages = tuple(
        msgspec.structs.replace(message, parts=tuple(_bare_part(part) for part in message.parts))
        for message in request.messages
    )
    plain_tools = tuple(msgspec.structs.replace(tool, is_strict=None) for tool in request.tools)
    return msgspec.structs.replace(
        request, messages=messages, tools=plain_tools, is_response_schema_strict=None, shows_thinking=False
    )


def _bare_part(part: Any) -> Any:
    if hasattr(part, "detail"):
        return msgspec.structs.replace(part, detail=None)
    return msgspec.structs.replace(part, id=None) if hasattr(part, "redacted") else part


class TestRequests:
    @given(chat_requests)
    def test_of_chat_completions(self, request: ModelRequest) -> None:
        assert carried("openai_chat", request) == request

    @given(responses_requests)
    def test_of_responses(self, request: ModelRequest) -> None:
        assert bare(carried("openai_responses", request)) == bare(request)

    @given(messages_requests)
    def test_of_messages(self, request: ModelRequest) -> None:
        assert bare(carried("anthropic_messages", request)) == bare(request)

    @pytest.mark.parametrize("target", WIRES)
    @given(
        conversation=conversations(thoughts=thoughts_of("anthropic") | thoughts_of("openai"), results=shown_by_tools)
    )
    def test_are_written_on_any_wire(self, target: DialectName, conversation: Any) -> None:
        request = ModelRequest("some-model", conversation, max_output_tokens=10)
        again = carried(target, request)
        carried_texts = iter([(message.role, message.text) for message in again.messages])
        assert all((message.role, message.text) in carried_texts for message in request.messages)  # in this order


class TestAnswers:
    @pytest.mark.parametrize("stream", [True, False])
    @given(data=st.data())
    def test_of_messages(self, data: st.DataObject, *, stream: bool) -> None:
        usage = usages().map(_short_lived) if stream else usages()
        self._survive(data.draw(answers(vendor="anthropic", usage=usage)), "anthropic_messages", stream=stream)

    @pytest.mark.parametrize("stream", [True, False])
    @given(data=st.data())
    def test_of_responses(self, data: st.DataObject, *, stream: bool) -> None:
        self._survive(
            data.draw(answers(vendor="openai", usage=usages().map(_short_lived))), "openai_responses", stream=stream
        )

    @pytest.mark.parametrize("stream", [True, False])
    @given(data=st.data())
    def test_of_chat_completions(self, data: st.DataObject, *, stream: bool) -> None:
        self._survive(
            data.draw(answers(vendor="anthropic", usage=usages().map(_short_lived))), "openai_chat", stream=stream
        )

    @pytest.mark.parametrize("wire", WIRES)
    @given(data=st.data())
    def test_are_read_however_the_stream_is_cut(self, wire: DialectName, data: st.DataObject) -> None:
        events = data.draw(answers(vendor="anthropic", usage=usages()))
        body = written(dialect(wire), events, stream=True)
        cut = data.draw(st.integers(0, len(body)))
        parser, reader = SseParser(), dialect(wire).answer_reader(ModelRequest("m", ()))
        pieces = [
            event for chunk in (body[:cut], body[cut:]) for sse in parser.feed(chunk) for event in reader.feed(sse)
        ]
        assert [*pieces, *reader.finish()] == read(dialect(wire), body, stream=True)

    @pytest.mark.parametrize("source", WIRES)
    @pytest.mark.parametrize("target", WIRES)
    @given(data=st.data())
    def test_say_the_same_on_another_wire(self, source: DialectName, target: DialectName, data: st.DataObject) -> None:
        events = data.draw(answers(vendor="anthropic", usage=usages().map(_short_lived)))
        there = read(dialect(source), written(dialect(source), events, stream=True), stream=True)
        back = read(dialect(target), written(dialect(target), there, stream=True), stream=True)
        assert essence(back) == essence(events)

    def _survive(self, events: list[ModelEvent], name: DialectName, *, stream: bool) -> None:
        body = written(dialect(name), events, stream=stream)
        assert essence(read(dialect(name), body, stream=stream)) == essence(events)


def _short_lived(usage: Usage) -> Usage:
    """Tell no long-lived cache: only one wire counts it apart in an answer."""
    written_tokens = usage.cache_write_tokens + usage.cache_write_1h_tokens
    return msgspec.structs.replace(usage, cache_write_tokens=written_tokens, cache_write_1h_tokens=0)


@given(said)
def test_texts_are_said_as_they_are(text: str) -> None:
    for wire in WIRES:
        again = carried(wire, ModelRequest("m", (Message("user", text),), max_output_tokens=1))
        assert again.messages[-1].text == text
