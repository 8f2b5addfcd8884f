"""What we write, judged by the vendors' own clients: their types, strictly, and what their helpers make of a stream."""

from typing import Any, ClassVar

import anthropic
import httpx2
import openai
import pytest
from anthropic.types import Message as AnthropicMessage
from anthropic.types import RawMessageStreamEvent
from hypothesis import given
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from pilothouse.llm.dialects import COST_FIELD, DialectName, dialect
from pilothouse.llm.messages import Finished, ModelEvent, RefusalDelta, TextDelta, Usage

from .clients import (
    QUESTION,
    Handler,
    answering,
    anthropic_client,
    completion_of,
    message_of_stream,
    openai_client,
    response_of,
)
from .sayings import COST, answers, essence, frames, read, usages, written

any_answer = answers(vendor="anthropic", usage=usages())
completed_answer = answers(vendor="anthropic", usage=usages(), endings=("stop",))
WHOLE: dict[DialectName, TypeAdapter[Any]] = {
    "openai_chat": TypeAdapter(ChatCompletion),
    "openai_responses": TypeAdapter(Response),
    "anthropic_messages": TypeAdapter(AnthropicMessage),
}
EVENT: dict[DialectName, TypeAdapter[Any]] = {
    "openai_chat": TypeAdapter(ChatCompletionChunk),
    "openai_responses": TypeAdapter(ResponseStreamEvent),
    "anthropic_messages": TypeAdapter(RawMessageStreamEvent),
}
WIRES = list(WHOLE)
OWN_FIELDS = frozenset(
    {"reasoning_content", "reasoning_details", COST_FIELD, "parsed", "parsed_arguments", "parsed_output"}
)


class TestShapes:
    @pytest.mark.parametrize("wire", WIRES)
    @given(events=any_answer)
    def test_of_whole_answers_are_the_vendors(self, wire: DialectName, events: list[ModelEvent]) -> None:
        answer = WHOLE[wire].validate_json(written(dialect(wire), events, stream=False), strict=True)
        assert not _unknown_fields(answer)

    @pytest.mark.parametrize("wire", WIRES)
    @given(events=any_answer)
    def test_of_stream_events_are_the_vendors(self, wire: DialectName, events: list[ModelEvent]) -> None:
        for name, event in frames(written(dialect(wire), events, stream=True)):
            answer = EVENT[wire].validate_python(event, strict=True)
            assert not _unknown_fields(answer)
            assert name == event.get("type", "message")

    @pytest.mark.parametrize("wire", WIRES)
    def test_of_refusals_are_the_vendors(self, wire: DialectName) -> None:
        events = [RefusalDelta("I would "), RefusalDelta("rather not."), Finished("refusal", Usage(1, 2))]
        WHOLE[wire].validate_json(written(dialect(wire), events, stream=False), strict=True)
        for _, event in frames(written(dialect(wire), events, stream=True)):
            EVENT[wire].validate_python(event, strict=True)

    @pytest.mark.parametrize("wire", ["openai_chat", "openai_responses"])
    @pytest.mark.parametrize("stream", [True, False])
    def test_of_refusals_say_that_they_are_some(self, wire: DialectName, *, stream: bool) -> None:
        events = [RefusalDelta("No."), Finished("refusal", Usage(1, 2))]
        again = read(dialect(wire), written(dialect(wire), events, stream=stream), stream=stream)
        assert essence(again) == essence(events)


class TestStreams:
    """A vendor's helper makes of a stream what the whole answer would have been."""

    @given(events=completed_answer)
    def test_of_chat_completions(self, events: list[ModelEvent]) -> None:
        assert _told(completion_of(written(dialect("openai_chat"), events, stream=True))) == _told_whole(
            "openai_chat", events
        )

    @given(events=completed_answer)
    def test_of_responses(self, events: list[ModelEvent]) -> None:
        assert _told(response_of(written(dialect("openai_responses"), events, stream=True))) == _told_whole(
            "openai_responses", events
        )

    @given(events=any_answer)
    def test_of_messages(self, events: list[ModelEvent]) -> None:
        assert _told(message_of_stream(written(dialect("anthropic_messages"), events, stream=True))) == _told_whole(
            "anthropic_messages", events
        )

    def test_that_reach_their_bound_say_so(self) -> None:
        events: list[ModelEvent] = [TextDelta("Once upon"), Finished("length", Usage(1, 2))]
        with pytest.raises(openai.LengthFinishReasonError):
            completion_of(written(dialect("openai_chat"), events, stream=True))
        *_, (name, last) = frames(written(dialect("openai_responses"), events, stream=True))
        assert (name, last["response"]["incomplete_details"]) == (
            "response.incomplete",
            {"reason": "max_output_tokens"},
        )
        message = message_of_stream(written(dialect("anthropic_messages"), events, stream=True))
        assert message.stop_reason == "max_tokens"


class TestCosts:
    @pytest.mark.parametrize("wire", WIRES)
    def test_stand_beside_the_tokens(self, wire: DialectName) -> None:
        events: list[ModelEvent] = [TextDelta("Hi"), Finished("stop", Usage(3, 1))]
        last = [event for _, event in frames(written(dialect(wire), events, stream=True)) if COST in str(event)][-1]
        assert (last.get("usage") or last["response"]["usage"])[COST_FIELD] == COST
        whole = WHOLE[wire].validate_json(written(dialect(wire), events, stream=False))
        assert whole.usage.model_extra == {COST_FIELD: COST}

    def test_of_a_stream_are_left_out_when_nobody_asked_for_usage(self) -> None:
        writer = dialect("openai_chat").answer_writer("m", stream=True, include_usage=False)
        body = writer.write(TextDelta("Hi")) + writer.write(Finished("stop", Usage(3, 1))) + writer.end(COST)
        assert b"usage" not in body
        assert body.endswith(b"data: [DONE]\n\n")


class TestErrors:
    """A client raises its own error for one in the middle of a stream."""

    told: ClassVar = {"message": "Spent.", "type": "insufficient_quota", "code": "insufficient_quota"}

    def test_of_chat_completions(self) -> None:
        with pytest.raises(openai.APIError, match="Spent") as raised:
            completion_of(self._broken("openai_chat"))
        assert raised.value.code == "insufficient_quota"

    def test_of_messages(self) -> None:
        with pytest.raises(anthropic.APIStatusError, match="Spent") as raised:
            message_of_stream(self._broken("anthropic_messages"))
        assert raised.value.body == {"type": "error", "error": {"type": "rate_limit_error", "message": "Spent."}}

    def test_of_responses(self) -> None:
        with openai_client(answering(self._broken("openai_responses"))).responses.create(
            model="m", input="Hi", stream=True
        ) as stream:
            *_, error, failed = list(stream)
        assert (error.type, error.message) == ("error", "Spent.")
        assert (failed.type, failed.response.status, failed.response.error.message) == (
            "response.failed",
            "failed",
            "Spent.",
        )
        for _, event in frames(self._broken("openai_responses")):
            EVENT["openai_responses"].validate_python(event, strict=True)

    @pytest.mark.parametrize("wire", WIRES)
    def test_before_a_whole_answer_are_a_body(self, wire: DialectName) -> None:
        body = dialect(wire).answer_writer("m", stream=False, include_usage=True).error(404, {"message": "Gone."})
        client: Any = anthropic_client if wire == "anthropic_messages" else openai_client
        kind = anthropic.NotFoundError if wire == "anthropic_messages" else openai.NotFoundError
        with pytest.raises(kind, match="Gone"):
            _ask(wire, client(answering(body, 404)))

    def _broken(self, wire: DialectName) -> bytes:
        writer = dialect(wire).answer_writer("m", stream=True, include_usage=True)
        return writer.begin() + writer.write(TextDelta("Once ")) + writer.error(429, self.told)


class TestRequests:
    """What a vendor's client sends is read."""

    def test_of_chat_completions(self) -> None:
        sent = _sent_by("openai_chat")
        request = dialect("openai_chat").read_request(sent)
        assert (request.model, request.messages[0].text) == ("m", "Hi")

    def test_of_responses(self) -> None:
        request = dialect("openai_responses").read_request(_sent_by("openai_responses"))
        assert (request.model, request.messages[0].text) == ("m", "Hi")

    def test_of_messages(self) -> None:
        request = dialect("anthropic_messages").read_request(_sent_by("anthropic_messages"))
        assert (request.model, request.messages[0].text, request.max_output_tokens) == ("m", "Hi", 9)


def _ask(wire: DialectName, client: Any) -> None:
    match wire:
        case "openai_chat":
            client.chat.completions.create(model="m", messages=QUESTION)
        case "openai_responses":
            client.responses.create(model="m", input="Hi")
        case "anthropic_messages":
            client.messages.create(model="m", max_tokens=9, messages=QUESTION)


def _sent_by(wire: DialectName) -> bytes:
    """Return the body a vendor's client sends."""
    bodies: list[bytes] = []
    finished: list[ModelEvent] = [Finished("stop", Usage())]

    def take(request: httpx2.Request) -> httpx2.Response:
        bodies.append(request.read())
        return answering(written(dialect(wire), finished, stream=False))(request)

    handler: Handler = take
    _ask(wire, anthropic_client(handler) if wire == "anthropic_messages" else openai_client(handler))
    return bodies[0]


def _told_whole(wire: DialectName, events: list[ModelEvent]) -> Any:
    return _told(WHOLE[wire].validate_json(written(dialect(wire), events, stream=False)))


def _told(answer: Any) -> Any:
    """Return what an answer tells, without what differs from one to the next."""
    return _without_ids(answer.model_dump(exclude_none=True, mode="json"))


_CHANGING = frozenset({"id", "created", "created_at", "index"})


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        is_call = value.get("type") == "tool_use"
        return {
            name: _without_ids(each)
            for name, each in value.items()
            if (name not in _CHANGING or is_call) and name not in OWN_FIELDS and name != "cache_creation"
        }
    return [_without_ids(each) for each in value] if isinstance(value, list) else value


def _unknown_fields(value: Any) -> set[str]:
    """Return fields that the vendor's types do not know, besides those of ours."""
    if isinstance(value, list):
        return {name for each in value for name in _unknown_fields(each)}
    if not hasattr(value, "model_fields_set"):
        return set()
    extra = {name for name in value.model_extra or {} if name not in OWN_FIELDS}
    return extra | {name for each in dict(value).values() for name in _unknown_fields(each)}
