from typing import Any

import anthropic
import pytest

from pilothouse.llm.errors import ProviderQuotaSpent, ProviderRefusedRequest
from pilothouse.llm.messages import Finished, TextDelta
from pilothouse.llm.providers import Provider
from pilothouse.llm.providers.anthropic import API_VERSION
from pilothouse.testing.contracts import WireProviderContract
from tests.llm.providers.conftest import Connect, collect, sent, soon
from tests.llm.providers.servers import HELLO_MESSAGE, answering, message_events, refusing, streaming

KEY = "sk-test-0123456789"  # not a secret


class TestContract(WireProviderContract):
    operation = "messages"

    @pytest.fixture
    async def provider(self, connect: Connect) -> Provider:
        return (await connect("anthropic", streaming(message_events(HELLO_MESSAGE)), path=""))[0]


@pytest.mark.parametrize("path", ["", "/v1"])
async def test_asks_where_the_official_client_asks(connect: Connect, path: str) -> None:
    ours, server = await connect("anthropic", answering({"input_tokens": 1}), path=path)
    client = anthropic.AsyncAnthropic(api_key=KEY, base_url=server.url, max_retries=0)
    messages: Any = [{"role": "user", "content": "Hi"}]
    await client.messages.with_raw_response.create(model="claude", max_tokens=5, messages=messages)
    await client.messages.with_raw_response.count_tokens(model="claude", messages=messages)
    theirs = list(server.requests)
    server.requests.clear()
    for operation, asked in zip(("messages", "count_tokens"), theirs, strict=True):
        await sent(ours, operation, asked.body)
    assert [each.path for each in server.requests] == [each.path for each in theirs]
    for mine, their in zip(server.requests, theirs, strict=True):
        assert mine.body == their.body
        assert mine.headers["content-type"] == their.headers["content-type"]
        assert mine.headers["anthropic-version"] == API_VERSION  # the client's newest one takes no temperature
        assert mine.headers["x-api-key"] == KEY  # as documented; the client writes it as a bearer token
    await client.close()


async def test_reads_a_streamed_answer(connect: Connect) -> None:
    provider, _ = await connect("anthropic", streaming(message_events(HELLO_MESSAGE), piece=17), path="")
    events = await collect(provider)
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == "Héllo"
    assert isinstance(events[-1], Finished)
    assert (events[-1].usage.input_tokens, events[-1].usage.output_tokens) == (12, 3)


async def test_takes_the_callers_version_and_betas(connect: Connect) -> None:
    provider, server = await connect("anthropic", answering({}), path="")
    await sent(provider, "messages", b"{}", anthropic_version="2023-06-01", anthropic_beta="a,b", x_api_key="theirs")
    await sent(provider, "messages", b"{}")
    first, second = (each.headers for each in server.requests)
    assert (first["anthropic-version"], first["anthropic-beta"], first["x-api-key"]) == ("2023-06-01", "a,b", KEY)
    assert (second["anthropic-version"], "anthropic-beta" in second) == (API_VERSION, False)


async def test_a_spent_account_is_told_from_a_bad_request(connect: Connect) -> None:
    error = '{"type": "error", "error": {"type": "invalid_request_error", "message": "%s"}}'
    provider, _ = await connect("anthropic", refusing(400, error % "Your credit balance is too low"), path="")
    with pytest.raises(ProviderQuotaSpent):
        await collect(provider)
    provider, _ = await connect("anthropic", refusing(400, error % "max_tokens: too large"), path="")
    with pytest.raises(ProviderRefusedRequest, match="max_tokens: too large") as raised:
        await collect(provider)
    assert raised.value.raw is not None


async def test_is_checked_by_its_list_of_models(connect: Connect) -> None:
    provider, server = await connect("anthropic", answering({"data": [{"id": "claude-x"}]}), path="")
    assert await provider.check(model=None, ends_at=soon()) == ["claude-x"]
    assert server.requests[0].path == "/v1/models?limit=1000"
