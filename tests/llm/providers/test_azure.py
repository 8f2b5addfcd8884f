"""Ours beside the official client, against one local server."""

import time
from dataclasses import dataclass
from typing import Any

import openai
import pytest

from pilothouse.core.errors import InvalidInput
from pilothouse.llm.errors import ProviderRefusedKey
from pilothouse.llm.providers import Provider
from pilothouse.llm.providers import azure as module
from pilothouse.testing.contracts import WireProviderContract
from tests.llm.providers.conftest import Connect, sent, soon
from tests.llm.providers.servers import HELLO, answering, chat_events, streaming

KEY = "sk-test-0123456789"  # not a secret


class TestContract(WireProviderContract):
    @pytest.fixture
    async def provider(self, connect: Connect) -> Provider:
        return (await connect("azure", streaming(chat_events(HELLO)), path=""))[0]


async def test_asks_by_deployment_as_the_official_client_does(connect: Connect) -> None:
    ours, server = await connect("azure", answering({}), path="", options={"api_version": "2024-10-21"})
    client = openai.AsyncAzureOpenAI(azure_endpoint=server.url, api_version="2024-10-21", api_key=KEY, max_retries=0)
    messages: Any = [{"role": "user", "content": "Hi"}]
    await client.chat.completions.with_raw_response.create(model="my deployment", messages=messages)
    await client.embeddings.with_raw_response.create(model="e", input="Hi", encoding_format="float")
    await client.responses.with_raw_response.create(model="d", input="Hi")
    theirs = list(server.requests)
    server.requests.clear()
    await sent(ours, "chat", theirs[0].body, "my deployment")
    await sent(ours, "embeddings", theirs[1].body, "e")
    await sent(ours, "responses", theirs[2].body, "d")
    assert [each.path for each in server.requests] == [each.path for each in theirs]
    assert [each.headers["api-key"] for each in server.requests] == [KEY] * 3
    await client.close()


@pytest.mark.parametrize("path", ["", "/openai", "/openai/v1", "/openai/v1/"])
async def test_speaks_the_v1_api_without_a_version(connect: Connect, path: str) -> None:
    provider, server = await connect("azure", answering({"data": []}), path=path)
    await sent(provider, "chat", b"{}", "d")
    await sent(provider, "responses", b"{}", "d")
    await provider.check(model=None, ends_at=soon())
    assert [each.path for each in server.requests] == [
        "/openai/v1/chat/completions",
        "/openai/v1/responses",
        "/openai/v1/models",
    ]


async def test_a_deployments_name_cannot_lead_elsewhere(connect: Connect) -> None:
    provider, server = await connect("azure", answering({}), path="", options={"api_version": "2024-10-21"})
    await sent(provider, "chat", b"{}", "../../admin?x=1#")
    assert server.requests[0].path == (
        "/openai/deployments/..%2F..%2Fadmin%3Fx%3D1%23/chat/completions?api-version=2024-10-21"
    )


async def test_a_version_that_is_none_is_refused(connect: Connect) -> None:
    with pytest.raises(InvalidInput, match="api_version"):
        await connect("azure", answering({}), path="", options={"api_version": "2024&x=1"})


@dataclass
class _Issued:
    token: str
    expires_on: float


class TestEntra:
    async def test_signs_in_once_for_many_calls(self, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[str] = []

        class Credential:
            def get_token(self, scope: str) -> _Issued:
                asked.append(scope)
                return _Issued(f"token-{len(asked)}", time.time() + 3600)

        monkeypatch.setattr(module, "_credential", lambda _name: Credential())
        provider, server = await connect("azure", answering({}), path="", api_key=None)
        for _ in range(3):
            await sent(provider, "chat", b"{}")
        assert asked == ["https://cognitiveservices.azure.com/.default"]
        assert {each.headers["authorization"] for each in server.requests} == {"Bearer token-1"}
        assert "api-key" not in server.requests[0].headers

    async def test_says_why_it_could_not(self, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(_name: str) -> Any:
            raise RuntimeError("no managed identity\nhere")

        monkeypatch.setattr(module, "_credential", refuse)
        provider, _ = await connect("azure", answering({}), path="", api_key=None)
        with pytest.raises(ProviderRefusedKey, match="Signing in to acme failed: no managed identity here"):
            await sent(provider, "chat", b"{}")
