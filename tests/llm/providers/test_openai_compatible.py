"""Against a local server that speaks the published wire, well and badly."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import web

from pilothouse.core.errors import PilothouseError, UpstreamFailed
from pilothouse.core.errors import TimedOut as CoreTimedOut
from pilothouse.llm.errors import (
    AnswerCutOff,
    ProviderBusy,
    ProviderError,
    ProviderFailed,
    ProviderIsNoApi,
    ProviderLacksModel,
    ProviderQuotaSpent,
    ProviderRedirects,
    ProviderRefusedKey,
    ProviderRefusedRequest,
    ProviderRefusedSize,
    ProviderTimedOut,
)
from pilothouse.llm.messages import (
    Finished,
    Message,
    ModelEvent,
    ModelRequest,
    TextDelta,
    ToolCall,
    ToolCallEvent,
    ToolSpec,
    Usage,
)
from pilothouse.llm.providers import Provider, ProviderConfig, provider_type
from pilothouse.testing.contracts import WireProviderContract
from tests.llm.providers.conftest import Connect, collect, soon
from tests.llm.providers.servers import HELLO, answering, chat_events, refusing, streaming

KIND = "openai_compatible"


def said(events: list[ModelEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


class TestContract(WireProviderContract):
    @pytest.fixture
    async def provider(self, connect: Connect) -> Provider:
        return (await connect(KIND, streaming(chat_events(HELLO), piece=30)))[0]


class TestAnswers:
    @pytest.mark.parametrize("piece", [1, 2, 7, 64, 10_000])
    async def test_are_read_however_they_are_cut(self, connect: Connect, piece: int) -> None:
        provider, _ = await connect(KIND, streaming(chat_events(HELLO), piece=piece))
        events = await collect(provider)
        assert said(events) == "Héllo"
        assert isinstance(events[-1], Finished)
        assert events[-1].stop_reason == "stop"
        assert events[-1].usage == Usage(12, 3, cached_input_tokens=8, reasoning_tokens=1)

    async def test_gather_tool_calls_from_their_pieces(self, connect: Connect) -> None:
        def call(index: int, **function: str) -> dict[str, Any]:
            return {"index": index, "function": function}

        chunks = [
            {"choices": [{"delta": {"tool_calls": [{**call(0, name="add", arguments=""), "id": "c1"}]}}]},
            {"choices": [{"delta": {"tool_calls": [call(0, arguments='{"a": 1,')]}}]},
            {"choices": [{"delta": {"tool_calls": [{**call(1, name="bad", arguments="{oops"), "id": "c2"}]}}]},
            {"choices": [{"delta": {"tool_calls": [call(0, arguments=' "b": 2}')]}}]},
            {"choices": [{"delta": {}, "finish_reason": "tool_calls"}]},
        ]
        provider, _ = await connect(KIND, streaming(chat_events(chunks)))
        events = await collect(provider)
        calls = [event.call for event in events if isinstance(event, ToolCallEvent)]
        assert calls == [ToolCall("c1", "add", {"a": 1, "b": 2}), ToolCall("c2", "bad", {}, malformed="{oops")]
        assert isinstance(events[-1], Finished)
        assert events[-1].stop_reason == "tool_calls"
        assert events[-1].usage.is_estimated

    async def test_of_a_server_that_does_not_stream_are_read(self, connect: Connect) -> None:
        message = {"role": "assistant", "content": "Hello"}
        provider, _ = await connect(KIND, answering({"choices": [{"message": message, "finish_reason": "length"}]}))
        events = await collect(provider)
        assert said(events) == "Hello"
        assert isinstance(events[-1], Finished)
        assert events[-1].stop_reason == "length"

    async def test_do_not_end_before_their_end(self, connect: Connect) -> None:
        provider, _ = await connect(KIND, streaming(chat_events(HELLO)[:120], is_cut=True))
        with pytest.raises(AnswerCutOff):
            await collect(provider)

    @pytest.mark.parametrize("data", [b"data: {oops\n\n", b'data: {"choices": 3}\n\n', b"data: []\n\n", b"\x00\xff"])
    async def test_that_are_garbage_are_refused(self, connect: Connect, data: bytes) -> None:
        provider, _ = await connect(KIND, streaming(data))
        with pytest.raises(AnswerCutOff):
            await collect(provider)

    async def test_may_be_an_error_in_the_middle(self, connect: Connect) -> None:
        chunks = chat_events([HELLO[1], {"error": {"message": "overloaded"}}])
        provider, _ = await connect(KIND, streaming(chunks))
        with pytest.raises(UpstreamFailed, match="overloaded"):
            await collect(provider)

    async def test_that_take_too_long_are_given_up(self, connect: Connect) -> None:
        provider, _ = await connect(KIND, streaming(chat_events(HELLO), piece=20, pause_s=0.2))
        with pytest.raises(CoreTimedOut):
            await collect(provider, deadline_s=0.3)

    async def test_that_are_a_web_page_say_where_to_look(self, connect: Connect) -> None:
        provider, _ = await connect(KIND, streaming(b"<html>Sign in", content_type="text/html"))
        with pytest.raises(ProviderIsNoApi, match="base URL") as raised:
            await collect(provider)
        assert not raised.value.retryable


class TestRequests:
    async def test_carry_the_key_and_bound_the_answer_by_the_older_name(self, connect: Connect) -> None:
        provider, server = await connect(KIND, streaming(chat_events(HELLO)))
        await collect(
            provider,
            ModelRequest(
                "m",
                (Message("system", "Be brief."), Message("user", "Hi")),
                tools=(ToolSpec("add", "Adds.", {"type": "object"}),),
                max_output_tokens=50,
                temperature=0.2,
            ),
        )
        (request,) = server.requests
        assert (request.method, request.path) == ("POST", "/v1/chat/completions")
        assert request.headers["authorization"] == "Bearer sk-test-0123456789"  # not a secret
        body = request.json
        assert (body["model"], body["max_tokens"], body["stream"], body["temperature"]) == ("m", 50, True, 0.2)
        assert body["stream_options"] == {"include_usage": True}
        assert "max_completion_tokens" not in body
        assert body["tools"][0]["function"]["name"] == "add"

    async def test_go_without_a_key_where_none_is_set(self, connect: Connect) -> None:
        provider, server = await connect(KIND, streaming(chat_events(HELLO)), api_key=None)
        await collect(provider)
        assert "authorization" not in server.requests[0].headers


class TestRefusals:
    @pytest.mark.parametrize(
        ("status", "body", "kind", "is_retryable"),
        [
            (400, '{"error": {"message": "bad schema"}}', ProviderRefusedRequest, False),
            (404, '{"error": "no such model"}', ProviderLacksModel, False),
            (401, '{"error": {"message": "wrong key"}}', ProviderRefusedKey, False),
            (402, '{"error": {"message": "pay"}}', ProviderQuotaSpent, False),
            (413, "", ProviderRefusedSize, False),
            (408, "", ProviderTimedOut, True),
            (429, '{"error": {"message": "slow down"}}', ProviderBusy, True),
            (429, '{"error": {"code": "insufficient_quota"}}', ProviderQuotaSpent, False),
            (307, "", ProviderRedirects, False),
            (500, "<html>oops</html>", ProviderFailed, True),
            (503, "", ProviderFailed, True),
        ],
    )
    async def test_tell_what_helps(
        self, connect: Connect, status: int, body: str, kind: type[PilothouseError], *, is_retryable: bool
    ) -> None:
        provider, _ = await connect(KIND, refusing(status, body, location="http://127.0.0.1:1/"))
        with pytest.raises(kind, match=str(status)) as raised:
            await collect(provider)
        assert type(raised.value) is kind
        assert raised.value.retryable is is_retryable

    async def test_say_when_to_come_back(self, connect: Connect) -> None:
        in_a_minute = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
        for headers, low, high in (
            ({"retry_after": "7"}, 7, 7),
            ({"retry_after_ms": "1500"}, 1.5, 1.5),
            ({"retry_after": in_a_minute}, 55, 61),
            ({"retry_after": "-5"}, 0, 0),
            ({"retry_after": "1e300"}, None, None),
            ({"retry_after": "nan"}, None, None),
            ({"retry_after": "soon"}, None, None),
        ):
            provider, _ = await connect(KIND, refusing(429, **headers))
            with pytest.raises(ProviderBusy) as raised:
                await collect(provider)
            waits = raised.value.retry_after_s
            assert waits is None if low is None else low <= (waits or 0.0) <= (high or 0.0)

    async def test_keep_the_answer_for_a_caller_of_the_same_wire(self, connect: Connect) -> None:
        body = '{"error": {"message": "bad", "type": "invalid_request_error"}, "extra": [1,  2]}'
        provider, _ = await connect(KIND, refusing(400, body, x_request_id="r-1"))
        with pytest.raises(ProviderError) as raised:
            await collect(provider)
        assert raised.value.raw is not None
        assert (raised.value.raw.status, raised.value.raw.body.decode()) == (400, body)
        assert raised.value.raw.headers["x-request-id"] == "r-1"

    @pytest.mark.parametrize("status", [401, 402, 403])
    async def test_about_the_account_are_no_callers_matter(self, connect: Connect, status: int) -> None:
        provider, _ = await connect(KIND, refusing(status, '{"error": {"message": "key sk-test-0123456789"}}'))
        with pytest.raises(ProviderError) as raised:
            await collect(provider)
        assert raised.value.raw is None
        assert "sk-test" not in raised.value.message  # not a secret

    async def test_never_repeat_the_key(self, connect: Connect) -> None:
        provider, _ = await connect(KIND, refusing(400, '{"error": {"message": "sk-test-0123456789"}}'))
        with pytest.raises(ProviderError) as raised:
            await collect(provider)
        assert raised.value.raw is not None
        assert b"sk-test" not in raised.value.raw.body

    async def test_of_the_network_are_told(self) -> None:
        provider = provider_type(KIND).connect(ProviderConfig("gone", "http://127.0.0.1:9/v1"))
        with pytest.raises(UpstreamFailed, match="gone cannot be reached"):
            await collect(provider)
        await provider.aclose()


class TestCheck:
    @pytest.mark.parametrize("listed", [{"data": [{"id": "a"}, {"id": "b"}]}, [{"id": "a"}, {"id": "b"}]])
    async def test_lists_the_models(self, connect: Connect, listed: object) -> None:
        provider, server = await connect(KIND, answering(listed))
        assert await provider.check(model=None, ends_at=soon()) == ["a", "b"]
        assert (server.requests[0].method, server.requests[0].path) == ("GET", "/v1/models")

    async def test_says_what_is_wrong(self, connect: Connect) -> None:
        provider, _ = await connect(KIND, answering({"models": []}))
        with pytest.raises(UpstreamFailed, match="list its models"):
            await provider.check(model=None, ends_at=soon())


async def test_a_prompt_of_five_megabytes_goes_through(connect: Connect) -> None:
    provider, server = await connect(KIND, streaming(chat_events(HELLO)))
    text = "x" * 5_000_000
    events = await collect(provider, ModelRequest("m", (Message("user", text),)))
    assert said(events) == "Héllo"
    assert len(server.requests[0].body) > 5_000_000


async def test_headers_too_large_are_refused(connect: Connect) -> None:
    async def handle(_request: web.Request) -> web.StreamResponse:
        return web.Response(headers={"x-big": "y" * 100_000})

    provider, _ = await connect(KIND, handle)
    with pytest.raises(UpstreamFailed, match="cannot be reached"):
        await collect(provider)
