"""Ours beside the official client, against one local server."""

import json
from typing import Any

import anthropic
import pytest

from pilothouse.core.errors import InvalidInput
from pilothouse.llm.providers import Provider, ProviderConfig, provider_type
from pilothouse.llm.providers import vertex as module
from pilothouse.llm.providers._tokens import Token
from pilothouse.llm.providers.anthropic import API_VERSION
from pilothouse.testing.contracts import WireProviderContract
from tests.llm.providers.conftest import Connect, sent, soon
from tests.llm.providers.servers import (
    HELLO,
    HELLO_MESSAGE,
    answering,
    chat_events,
    message_events,
    refusing,
    streaming,
)

PLACE = {"project": "proj-1", "location": "europe-west1"}
UNDER = "/v1/projects/proj-1/locations/europe-west1"
MODEL = "claude-x@20250929"


@pytest.fixture(autouse=True)
def signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this machine be signed in to Google."""
    monkeypatch.setattr(module._GoogleTokens, "__call__", lambda _self: Token("ya29.token", 3600))


def asked(**fields: Any) -> bytes:
    return json.dumps(
        {"model": MODEL, "max_tokens": 5, "messages": [{"role": "user", "content": "Hi"}], **fields}
    ).encode()


class TestGoogleContract(WireProviderContract):
    @pytest.fixture
    async def provider(self, connect: Connect) -> Provider:
        return (await connect("vertex", streaming(chat_events(HELLO)), path="", options=PLACE, api_key=None))[0]


class TestAnthropicContract(WireProviderContract):
    operation = "messages"

    @pytest.fixture
    async def provider(self, connect: Connect) -> Provider:
        handler = streaming(message_events(HELLO_MESSAGE))
        return (await connect("vertex_anthropic", handler, path="", options=PLACE, api_key=None))[0]


@pytest.mark.parametrize("is_streaming", [False, True])
async def test_asks_for_claude_as_the_official_client_does(connect: Connect, *, is_streaming: bool) -> None:
    ours, server = await connect("vertex_anthropic", refusing(500, "{}"), path="", options=PLACE, api_key=None)
    client = anthropic.AsyncAnthropicVertex(
        region="europe-west1",
        project_id="proj-1",
        access_token="ya29.token",  # not a secret
        base_url=f"{server.url}/v1",
        max_retries=0,
    )
    messages: Any = [{"role": "user", "content": "Hi"}]
    with pytest.raises(anthropic.APIStatusError):
        await client.messages.create(model=MODEL, max_tokens=5, messages=messages, stream=is_streaming)
    with pytest.raises(anthropic.APIStatusError):
        await client.messages.count_tokens(model=MODEL, messages=messages)
    theirs = list(server.requests)
    server.requests.clear()
    await sent(ours, "messages", asked(stream=is_streaming), MODEL)
    await sent(ours, "count_tokens", json.dumps({"model": MODEL, "messages": messages}).encode(), MODEL)
    for mine, their in zip(server.requests, theirs, strict=True):
        assert mine.path == their.path
        assert mine.json == {**their.json, "anthropic_version": API_VERSION}  # its newest takes no temperature
        assert mine.headers["authorization"] == their.headers["authorization"] == "Bearer ya29.token"
    await client.close()


@pytest.mark.parametrize(("model", "written"), [("gemini-x", "google/gemini-x"), ("meta/llama-x", "meta/llama-x")])
async def test_asks_for_gemini_by_chat_completions(connect: Connect, model: str, written: str) -> None:
    provider, server = await connect("vertex", answering({}), path="", options=PLACE, api_key=None)
    await sent(provider, "chat", json.dumps({"model": model, "messages": []}).encode(), model)
    assert server.requests[0].path == f"{UNDER}/endpoints/openapi/chat/completions"
    assert server.requests[0].json == {"model": written, "messages": []}


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("vertex", f"{UNDER}/publishers/google/models/gemini-x:countTokens"),
        ("vertex_anthropic", f"{UNDER}/publishers/anthropic/models/count-tokens:rawPredict"),
    ],
)
async def test_is_checked_by_counting_tokens(connect: Connect, kind: str, path: str) -> None:
    provider, server = await connect(kind, answering({}), path="", options=PLACE, api_key=None)
    assert await provider.check(model="gemini-x", ends_at=soon()) is None
    assert server.requests[0].path == path


@pytest.mark.parametrize(
    ("location", "host"),
    [
        ("global", "https://aiplatform.googleapis.com"),
        ("eu", "https://aiplatform.eu.rep.googleapis.com"),
        ("us-east5", "https://us-east5-aiplatform.googleapis.com"),
    ],
)
def test_knows_the_address_of_a_location(location: str, host: str) -> None:
    assert module._host(location) == host


class TestKey:
    @pytest.mark.parametrize(
        "key",
        [
            "not json",
            "[]",
            '{"type": "external_account", "credential_source": {"executable": {"command": "id"}}}',
            '{"type": "authorized_user"}',
        ],
    )
    def test_is_the_json_of_a_service_account_and_nothing_else(self, key: str) -> None:
        config = ProviderConfig("acme", api_key=key, options=PLACE, is_operators=False)
        with pytest.raises(InvalidInput, match="service account"):
            provider_type("vertex").connect(config)

    def test_does_not_say_where_tokens_are_asked_for(self) -> None:
        key = json.dumps({"type": "service_account", "token_uri": "http://169.254.169.254/"})
        account = module._service_account(ProviderConfig("acme", api_key=key))
        assert account is not None
        assert account["token_uri"] == "https://oauth2.googleapis.com/token"
