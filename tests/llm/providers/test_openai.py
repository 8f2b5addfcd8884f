"""Ours beside the official client: both against one local server, which must not be able to tell them apart."""

import json
from typing import Any

import openai
import pytest

from pilothouse.llm.providers import Provider
from pilothouse.testing.contracts import WireProviderContract
from tests.llm.providers.conftest import Connect, collect, sent
from tests.llm.providers.servers import HELLO, answering, chat_events, streaming

KEY = "sk-test-0123456789"  # not a secret


class TestContract(WireProviderContract):
    @pytest.fixture
    async def provider(self, connect: Connect) -> Provider:
        return (await connect("openai", streaming(chat_events(HELLO))))[0]


async def test_asks_where_the_official_client_asks(connect: Connect) -> None:
    ours, server = await connect("openai", answering({}), options={"organization": "org-1", "project": "proj_1"})
    client = openai.AsyncOpenAI(
        api_key=KEY, base_url=f"{server.url}/v1", organization="org-1", project="proj_1", max_retries=0
    )
    chat: Any = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}]}
    await client.chat.completions.with_raw_response.create(**chat)
    await client.responses.with_raw_response.create(model="gpt-4o", input="Hi")
    await client.embeddings.with_raw_response.create(model="e", input="Hi", encoding_format="float")
    theirs = list(server.requests)
    server.requests.clear()
    for operation, asked in zip(("chat", "responses", "embeddings"), theirs, strict=True):
        await sent(ours, operation, asked.body)
    assert [each.path for each in server.requests] == [each.path for each in theirs]
    for mine, their in zip(server.requests, theirs, strict=True):
        assert mine.body == their.body
        for name in ("authorization", "content-type", "openai-organization", "openai-project"):
            assert mine.headers[name] == their.headers[name]
    await client.close()


async def test_bounds_the_answer_by_the_present_name(connect: Connect) -> None:
    provider, server = await connect("openai", streaming(chat_events(HELLO)))
    await collect(provider)
    assert server.requests[0].json["max_completion_tokens"] == 100


async def test_passes_on_only_what_a_caller_may_say(connect: Connect) -> None:
    provider, server = await connect("openai", answering({}))
    caller = {"openai_beta": "x=v1", "authorization": "Bearer theirs", "openai_organization": "theirs"}
    await sent(provider, "chat", json.dumps({}).encode(), **caller, idempotency_key="k", cookie="a=b")
    headers = server.requests[0].headers
    assert headers["openai-beta"] == "x=v1"
    assert headers["authorization"] == f"Bearer {KEY}"
    assert not {"openai-organization", "idempotency-key", "cookie"} & set(headers)
    await sent(provider, "chat", b"{}")
    assert "openai-beta" not in server.requests[1].headers
