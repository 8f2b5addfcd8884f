"""Against a local server that speaks the published wire, well and badly."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from pilothouse.core.errors import PilothouseError, RateLimited, TimedOut, TooLarge, UpstreamFailed
from pilothouse.llm.errors import AnswerCutOff, ProviderQuotaSpent, ProviderRefusedKey, ProviderRefusedRequest
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
from pilothouse.llm.providers.base import Provider
from pilothouse.llm.providers.openai_compatible import OpenAICompatible
from pilothouse.testing.contracts import ProviderContract

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
HELLO = [
    {"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]},
    {"choices": [{"index": 0, "delta": {"content": "Hé"}}]},
    {"choices": [{"index": 0, "delta": {"content": "llo"}, "finish_reason": None}]},
    {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
    {
        "choices": [],
        "usage": {
            "prompt_tokens": 12,
            "completion_tokens": 3,
            "prompt_tokens_details": {"cached_tokens": 8},
            "completion_tokens_details": {"reasoning_tokens": 1},
        },
    },
]


@dataclass
class FakeServer:
    """Answers every chat completion by `handler`, and keeps what it was sent."""

    handler: Handler
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.bodies.append(await request.json())
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        return await self.handler(request)


def frames(chunks: list[dict[str, Any]]) -> bytes:
    return b"".join(b"data: " + json.dumps(chunk).encode() + b"\n\n" for chunk in chunks) + b"data: [DONE]\n\n"


def streaming(data: bytes, *, piece: int = 10_000, pause_s: float = 0, is_cut: bool = False) -> Handler:
    """Answer with bytes in pieces of a size."""

    async def handle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "text/event-stream; charset=utf-8"})
        await response.prepare(request)
        for start in range(0, len(data), piece):
            await response.write(data[start : start + piece])
            await asyncio.sleep(pause_s)
        if is_cut and request.transport is not None:
            request.transport.close()
        return response

    return handle


def refusing(status: int, body: str = "", **headers: str) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        return web.Response(
            status=status, text=body, headers={name.replace("_", "-"): v for name, v in headers.items()}
        )

    return handle


@pytest.fixture
async def connect() -> AsyncIterator[Callable[[Handler], Awaitable[tuple[OpenAICompatible, FakeServer]]]]:
    """Start a server with a handler and connect a provider to it."""
    opened: list[tuple[OpenAICompatible, TestServer]] = []

    async def connected(handler: Handler) -> tuple[OpenAICompatible, FakeServer]:
        fake = FakeServer(handler)
        app = web.Application()
        app.router.add_post("/v1/chat/completions", fake.answer)
        server = TestServer(app)
        await server.start_server()
        provider = OpenAICompatible(str(server.make_url("/v1")), "sk-test", name="acme")
        opened.append((provider, server))
        return provider, fake

    yield connected
    for provider, server in opened:
        await provider.aclose()
        await server.close()


async def collect(provider: Provider, request: ModelRequest | None = None, deadline_s: float = 5) -> list[ModelEvent]:
    request = request or ModelRequest("m", (Message("user", "Hi"),))
    return [event async for event in provider.stream(request, deadline_s=deadline_s)]


class TestContract(ProviderContract):
    @pytest.fixture
    async def provider(self, connect: Any) -> Provider:
        return (await connect(streaming(frames(HELLO), piece=30)))[0]


class TestAnswers:
    @pytest.mark.parametrize("piece", [1, 2, 7, 64, 10_000])
    async def test_are_read_however_they_are_cut(self, connect: Any, piece: int) -> None:
        provider, _ = await connect(streaming(frames(HELLO), piece=piece))
        events = await collect(provider)
        assert events[:-1] == [TextDelta("Hé"), TextDelta("llo")]
        assert events[-1] == Finished("stop", Usage(12, 3, cached_input_tokens=8, reasoning_tokens=1))

    async def test_gather_tool_calls_from_their_pieces(self, connect: Any) -> None:
        def call(index: int, **function: str) -> dict[str, Any]:
            return {"index": index, "function": function}

        chunks = [
            {"choices": [{"delta": {"tool_calls": [{**call(0, name="add", arguments=""), "id": "c1"}]}}]},
            {"choices": [{"delta": {"tool_calls": [call(0, arguments='{"a": 1,')]}}]},
            {"choices": [{"delta": {"tool_calls": [{**call(1, name="bad", arguments="{oops"), "id": "c2"}]}}]},
            {"choices": [{"delta": {"tool_calls": [call(0, arguments=' "b": 2}')]}}]},
            {"choices": [{"delta": {}, "finish_reason": "tool_calls"}]},
        ]
        provider, _ = await connect(streaming(frames(chunks)))
        events = await collect(provider)
        assert events[0] == ToolCallEvent(ToolCall("c1", "add", {"a": 1, "b": 2}))
        assert events[1] == ToolCallEvent(ToolCall("c2", "bad", {}, malformed="{oops"))
        assert isinstance(events[2], Finished)
        assert events[2].stop_reason == "tool_calls"
        assert events[2].usage.is_estimated

    async def test_of_a_server_that_does_not_stream_are_read(self, connect: Any) -> None:
        async def whole(request: web.Request) -> web.StreamResponse:
            message = {"role": "assistant", "content": "Hello"}
            return web.json_response({"choices": [{"message": message, "finish_reason": "length"}]})

        provider, _ = await connect(whole)
        events = await collect(provider)
        assert events[0] == TextDelta("Hello")
        assert isinstance(events[1], Finished)
        assert events[1].stop_reason == "length"

    async def test_do_not_end_before_their_end(self, connect: Any) -> None:
        provider, _ = await connect(streaming(frames(HELLO)[:120], is_cut=True))
        with pytest.raises(AnswerCutOff):
            await collect(provider)

    @pytest.mark.parametrize("data", [b"data: {oops\n\n", b'data: {"choices": 3}\n\n', b"data: []\n\n", b"\x00\xff"])
    async def test_that_are_garbage_are_refused(self, connect: Any, data: bytes) -> None:
        provider, _ = await connect(streaming(data))
        with pytest.raises(AnswerCutOff):
            await collect(provider)

    async def test_may_be_an_error_in_the_middle(self, connect: Any) -> None:
        provider, _ = await connect(streaming(frames([HELLO[1], {"error": {"message": "overloaded"}}])))
        with pytest.raises(UpstreamFailed, match="overloaded"):
            await collect(provider)

    async def test_that_take_too_long_are_given_up(self, connect: Any) -> None:
        provider, _ = await connect(streaming(frames(HELLO), piece=20, pause_s=0.2))
        with pytest.raises(TimedOut):
            await collect(provider, deadline_s=0.3)


class TestRequests:
    async def test_say_everything_that_is_asked(self, connect: Any) -> None:
        provider, fake = await connect(streaming(frames(HELLO)))
        call = ToolCall("c1", "add", {"a": 1})
        await collect(
            provider,
            ModelRequest(
                "m",
                (
                    Message("system", "Be brief."),
                    Message("assistant", tool_calls=(call,)),
                    Message("tool", "1", tool_call_id="c1", name="add"),
                ),
                tools=(ToolSpec("add", "Adds.", {"type": "object"}),),
                max_output_tokens=50,
                temperature=0.2,
                response_schema={"type": "object"},
            ),
        )
        function = {"name": "add", "arguments": '{"a":1}'}
        assert fake.bodies[0] == {
            "model": "m",
            "messages": [
                {"role": "system", "content": "Be brief."},
                {
                    "role": "assistant",
                    "content": None,
                    "tool_calls": [{"id": "c1", "type": "function", "function": function}],
                },
                {"role": "tool", "tool_call_id": "c1", "content": "1"},
            ],
            "stream": True,
            "stream_options": {"include_usage": True},
            "tools": [
                {
                    "type": "function",
                    "function": {"name": "add", "description": "Adds.", "parameters": {"type": "object"}},
                }
            ],
            "max_tokens": 50,
            "temperature": 0.2,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "answer", "schema": {"type": "object"}},
            },
        }
        assert fake.headers[0]["authorization"] == "Bearer sk-test"


class TestRefusals:
    @pytest.mark.parametrize(
        ("status", "body", "kind", "is_retryable"),
        [
            (400, '{"error": {"message": "bad schema"}}', ProviderRefusedRequest, False),
            (404, '{"error": "no such model"}', ProviderRefusedRequest, False),
            (401, '{"error": {"message": "wrong key"}}', ProviderRefusedKey, False),
            (413, "", TooLarge, False),
            (408, "", TimedOut, True),
            (429, '{"error": {"message": "slow down"}}', RateLimited, True),
            (429, '{"error": {"code": "insufficient_quota"}}', ProviderQuotaSpent, False),
            (500, "<html>oops</html>", UpstreamFailed, True),
            (503, "", UpstreamFailed, True),
        ],
    )
    async def test_tell_what_helps(
        self, connect: Any, status: int, body: str, kind: type[PilothouseError], *, is_retryable: bool
    ) -> None:
        provider, _ = await connect(refusing(status, body))
        with pytest.raises(kind, match=str(status)) as raised:
            await collect(provider)
        assert type(raised.value) is kind
        assert raised.value.retryable is is_retryable

    async def test_say_when_to_come_back(self, connect: Any) -> None:
        in_a_minute = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
        for headers, low, high in (
            ({"retry_after": "7"}, 7, 7),
            ({"retry_after_ms": "1500"}, 1.5, 1.5),
            ({"retry_after": in_a_minute}, 55, 61),
        ):
            provider, _ = await connect(refusing(429, **headers))
            with pytest.raises(RateLimited) as raised:
                await collect(provider)
            assert raised.value.retry_after_s is not None
            assert low <= raised.value.retry_after_s <= high

    async def test_of_the_network_are_told(self) -> None:
        provider = OpenAICompatible("http://127.0.0.1:9/v1")
        with pytest.raises(UpstreamFailed, match="cannot be reached"):
            await collect(provider)
        await provider.aclose()
