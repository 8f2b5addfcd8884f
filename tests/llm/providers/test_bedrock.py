"""Ours beside the official client and botocore, against a local server that checks what they would check."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import anthropic
import pytest
from aiohttp import web
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from pilothouse.core.errors import InvalidInput, RateLimited
from pilothouse.llm.errors import AnswerCutOff, ProviderBusy, ProviderRefusedKey
from pilothouse.llm.messages import Finished, TextDelta
from pilothouse.llm.providers import Provider
from pilothouse.llm.providers.anthropic import API_VERSION
from pilothouse.testing.contracts import WireProviderContract
from tests.llm.providers.conftest import Connect, collect, sent, soon
from tests.llm.providers.servers import (
    HELLO_MESSAGE,
    Handler,
    Received,
    answering,
    message_events,
    refusing,
    streaming,
)
from tests.llm.providers.test_event_stream import STREAM, chunk, framed

REGION = {"region": "eu-west-1"}
PAIR = "AKIDEXAMPLE:secret-0123456789"  # not a secret
MODEL = "eu.anthropic.claude-x-v1:0"
EVENTS = "application/vnd.amazon.eventstream"


def asked(**fields: Any) -> bytes:
    return json.dumps(
        {"model": MODEL, "max_tokens": 5, "messages": [{"role": "user", "content": "Hi"}], **fields}
    ).encode()


class TestContract(WireProviderContract):
    operation = "messages"

    @pytest.fixture
    async def provider(self, connect: Connect) -> Provider:
        return (await connect("bedrock", streaming(STREAM, content_type=EVENTS), path="", options=REGION))[0]


@pytest.mark.parametrize("is_streaming", [False, True])
@pytest.mark.parametrize("model", [MODEL, "arn:aws:bedrock:eu-west-1:1:inference-profile/eu.x"])
async def test_asks_as_the_official_client_does(connect: Connect, model: str, *, is_streaming: bool) -> None:
    ours, server = await connect("bedrock", refusing(500, "{}"), path="", options=REGION)
    client = anthropic.AsyncAnthropicBedrock(
        api_key="sk-test-0123456789",
        aws_region="eu-west-1",
        base_url=server.url,
        max_retries=0,  # not a secret
    )
    messages: Any = [{"role": "user", "content": "Hi"}]
    with pytest.raises(anthropic.APIStatusError):
        await client.beta.messages.create(
            model=model, max_tokens=5, messages=messages, stream=is_streaming, betas=["a-1", "b-2"]
        )
    (theirs,) = server.requests
    body = asked(model=model, **({"stream": True} if is_streaming else {}))
    await sent(ours, "messages", body, model, anthropic_beta="a-1,b-2")
    mine = server.requests[1]
    assert mine.path == theirs.path
    assert mine.json == {**theirs.json, "anthropic_version": API_VERSION}  # its newest takes no temperature
    assert mine.headers["authorization"] == theirs.headers["authorization"]
    await client.close()


async def test_reads_the_event_stream_as_anthropics_own(connect: Connect) -> None:
    provider, server = await connect(
        "bedrock", streaming(STREAM, piece=33, content_type=EVENTS), path="", options=REGION
    )
    status, body = await sent(provider, "messages", asked(stream=True), MODEL)
    assert (status, body) == (200, message_events(HELLO_MESSAGE))
    events = await collect(provider)
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == "Héllo"
    assert isinstance(events[-1], Finished)
    assert server.requests[1].path == "/model/m/invoke-with-response-stream"
    assert server.requests[1].json["anthropic_version"] == API_VERSION
    assert not {"model", "stream"} & set(server.requests[1].json)


async def test_an_exception_in_the_middle_ends_the_answer(connect: Connect) -> None:
    headers = {":message-type": "exception", ":exception-type": "throttlingException"}
    data = chunk(HELLO_MESSAGE[0]) + framed(headers, b'{"message": "slow down"}')
    provider, _ = await connect("bedrock", streaming(data, content_type=EVENTS), path="", options=REGION)
    with pytest.raises(RateLimited, match="slow down"):
        await collect(provider)


async def test_a_stream_that_breaks_off_is_told(connect: Connect) -> None:
    provider, _ = await connect("bedrock", streaming(STREAM[:-7], content_type=EVENTS), path="", options=REGION)
    with pytest.raises(AnswerCutOff):
        await sent(provider, "messages", asked(stream=True), MODEL)


async def test_a_refusal_is_told(connect: Connect) -> None:
    refusal = refusing(429, '{"message": "Too many tokens"}', retry_after="3")
    provider, _ = await connect("bedrock", refusal, path="", options=REGION)
    with pytest.raises(ProviderBusy, match="Too many tokens") as raised:
        await collect(provider)
    assert raised.value.raw is None  # these are not Anthropic's words


async def test_counts_tokens(connect: Connect) -> None:
    provider, server = await connect("bedrock", answering({"inputTokens": 7}), path="", options=REGION)
    assert await sent(provider, "count_tokens", asked(), MODEL) == (200, b'{"input_tokens":7}')
    assert server.requests[0].path == "/model/eu.anthropic.claude-x-v1:0/count-tokens"
    inner = json.loads(base64.b64decode(server.requests[0].json["input"]["invokeModel"]["body"]))
    assert inner["messages"] == [{"role": "user", "content": "Hi"}]
    assert await provider.check(model=MODEL, ends_at=soon()) is None


@pytest.mark.parametrize("model", ["", ".", ".."])
async def test_a_name_that_leads_elsewhere_is_refused(connect: Connect, model: str) -> None:
    provider, _ = await connect("bedrock", answering({}), path="", options=REGION)
    with pytest.raises(InvalidInput):
        await sent(provider, "messages", asked(), model)


class TestSignature:
    async def test_is_the_one_that_aws_would_compute(self, connect: Connect) -> None:
        handler, verdicts = _checking(Credentials("AKIDEXAMPLE", "secret-0123456789", "session"))
        provider, _ = await connect("bedrock", handler, path="", options=REGION, api_key=f"{PAIR}:session")
        assert (await sent(provider, "messages", asked(), MODEL))[0] == 200
        assert verdicts == [True]

    async def test_of_another_secret_is_another(self, connect: Connect) -> None:
        handler, verdicts = _checking(Credentials("AKIDEXAMPLE", "another", "session"))
        provider, _ = await connect("bedrock", handler, path="", options=REGION, api_key=f"{PAIR}:session")
        await sent(provider, "messages", asked(), MODEL)
        assert verdicts == [False]

    @pytest.mark.parametrize("key", [":", "a:", ":b", "a:b:c:d"])
    async def test_wants_a_key_of_two_or_three_parts(self, connect: Connect, key: str) -> None:
        with pytest.raises(InvalidInput, match="access key id:secret"):
            await connect("bedrock", answering({}), path="", options=REGION, api_key=key)

    async def test_says_when_there_are_no_credentials(self, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("botocore.session.Session.get_credentials", lambda _self: None)
        provider, _ = await connect("bedrock", answering({}), path="", options=REGION, api_key=None)
        with pytest.raises(ProviderRefusedKey, match="no key"):
            await sent(provider, "messages", asked(), MODEL)


def _checking(credentials: Credentials) -> tuple[Handler, list[bool]]:
    """Make a server that computes each signature anew from what came in, as AWS does."""
    verdicts: list[bool] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        received = Received(request.method, request.raw_path, dict(request.headers), await request.read())
        verdicts.append(_signature(received, str(request.url.origin()), credentials))
        return web.json_response({})

    return handle, verdicts


def _signature(received: Received, origin: str, credentials: Credentials) -> bool:
    headers = {name.lower(): value for name, value in received.headers.items()}
    signed = headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    assert {"host", "x-amz-date", "x-amz-security-token"} <= set(signed)
    again: Any = AWSRequest(
        received.method,
        origin + received.path,
        data=received.body,
        headers={name: headers[name] for name in signed if name not in {"x-amz-date", "x-amz-security-token"}},
    )
    frozen: Callable[..., Any] = SigV4Auth(credentials, "bedrock", "eu-west-1").add_auth
    with _at(headers["x-amz-date"]):
        frozen(again)
    return again.headers["authorization"] == headers["authorization"]


def _at(stamp: str) -> Any:
    """Let botocore sign as of a moment."""
    moment = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return patch("botocore.auth.get_current_datetime", lambda *_arguments, **_options: moment)
