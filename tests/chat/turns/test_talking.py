"""Turns with a language model behind them: a provider that follows a script."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest

from pilothouse.agents import ToolContext, tool
from pilothouse.chat.turns.repository import TurnRepository
from pilothouse.db.embedded import Cluster
from tests.access.conftest import Member
from tests.chat.caching import CachingProvider
from tests.chat.turns.conftest import messages_of, parse, say
from tests.gateway.wire.provider import Provider, Reply
from tests.house import House, code_of, data_of, open_house

LONG = tuple(f"word{number} " for number in range(30))
SENT: list[str] = []


@tool(confirm=True)
async def send_letter(_ctx: ToolContext, to: str) -> str:
    """Send a letter."""
    SENT.append(to)
    return f"sent to {to}"


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with Provider().running() as provider:
        yield provider


@pytest.fixture
async def office(cluster: Cluster, tmp_path: Path, provider: Provider) -> AsyncIterator[House]:
    """The application with a scripted Anthropic."""
    gateway = {"anthropic_api_key": "not-a-secret", "anthropic_base_url": provider.url, "retries": 0}
    async with open_house(cluster, tmp_path, gateway=gateway) as house:
        house.platform.registry.add(send_letter)
        yield house


@pytest.fixture
async def client(office: House, member: Member) -> httpx2.AsyncClient:
    return await office.client(member)


async def until(condition: Callable[[], Awaitable[Any]]) -> Any:
    """Wait for something to become true."""
    async with asyncio.timeout(30):
        while not (value := await condition()):
            await asyncio.sleep(0.02)
    return value


async def state_of(client: httpx2.AsyncClient, turn_id: str) -> str:
    return data_of(await client.get(f"/chat/turns/{turn_id}"))["state"]


async def begin(client: httpx2.AsyncClient, message: str, **body: Any) -> tuple[asyncio.Task[Any], str, str]:
    """Say something and return while it is being answered: the reader, the turn and the conversation."""
    before = {each["id"] for each in data_of(await client.get("/chat/conversations"))}
    reader = asyncio.create_task(client.post("/chat/stream", json={"message": message, **body}))

    async def begun() -> dict[str, Any] | None:
        shown = data_of(await client.get("/chat/conversations"))
        active = [each for each in shown if each["active_turn_id"] and each["id"] not in before]
        return active[0] if active else None

    conversation = await until(begun)
    return reader, conversation["active_turn_id"], conversation["id"]


class TestModel:
    async def test_anthropic_is_asked_for_sonnet_with_marks_and_a_bound(
        self, client: httpx2.AsyncClient, provider: Provider
    ) -> None:
        stream = await say(client, "Which planet is largest?")
        assert stream.text == "Hello, world"
        body = provider.seen[-1].json
        assert body["model"].startswith("claude-sonnet-")
        assert body["max_tokens"] == 8_192
        assert body["system"][-1]["cache_control"] == {"type": "ephemeral"}
        assert body["messages"][-1]["content"][-1]["cache_control"] == {"type": "ephemeral"}
        answer = (await messages_of(client, stream.conversation_id))[1]
        assert answer["cache_hit_rate"] == 0.4
        assert float(answer["cost_usd"]) > 0

    async def test_a_named_model_is_asked_instead(self, client: httpx2.AsyncClient, provider: Provider) -> None:
        await say(client, "Hi", model="claude-haiku-4-5")
        assert provider.seen[-1].json["model"] == "claude-haiku-4-5"

    async def test_the_history_is_told_word_by_word_with_its_tool_calls(
        self, client: httpx2.AsyncClient, provider: Provider
    ) -> None:
        provider.script(Reply(tool=("navigate", '{"path": "/costs"}')), Reply(words=("Opened.",)))
        first = await say(client, "Open the costs")
        provider.script(Reply(words=("Yes.",)))
        await say(client, "Is it open?", conversation_id=first.conversation_id)
        told = provider.seen[-1].json["messages"]
        kinds = [block["type"] for turn in told for block in _blocks(turn["content"])]
        assert kinds == ["text", "tool_use", "tool_result", "text", "text"]

    async def test_facts_go_before_everything(self, client: httpx2.AsyncClient, provider: Provider) -> None:
        await client.post("/chat/memory/facts", json={"text": "Reports go out in French."})
        await say(client, "Hi")
        assert "- Reports go out in French." in provider.seen[-1].json["system"][-1]["text"]


def _blocks(content: Any) -> list[dict[str, Any]]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


class TestTwoAtOnce:
    async def test_the_second_message_waits_and_knows_the_first_answer(
        self, client: httpx2.AsyncClient, provider: Provider
    ) -> None:
        provider.script(Reply(words=LONG, pause_s=0.02), Reply(words=("Second.",)))
        reader, _, conversation_id = await begin(client, "First?")
        second = await say(client, "Second?", conversation_id=conversation_id)
        first = parse(await reader)
        assert (first.text, second.text) == ("".join(LONG), "Second.")
        texts = [each["text"] for each in await messages_of(client, conversation_id)]
        assert texts == ["First?", "".join(LONG), "Second?", "Second."]
        told = [_blocks(turn["content"])[0]["text"] for turn in provider.seen[-1].json["messages"]]
        assert told == ["First?", "".join(LONG), "Second?"]

    async def test_or_is_refused_when_asked_to(self, client: httpx2.AsyncClient, provider: Provider) -> None:
        provider.script(Reply(words=LONG, pause_s=0.02))
        reader, _, conversation_id = await begin(client, "First?")
        body = {"message": "Second?", "conversation_id": conversation_id, "when_busy": "refuse"}
        assert code_of(await client.post("/chat/stream", json=body)) == (409, "conversation_busy")
        await reader
        assert len(await messages_of(client, conversation_id)) == 2

    async def test_waits_also_when_the_first_began_after_it_had_looked(
        self, client: httpx2.AsyncClient, provider: Provider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        provider.script(Reply(words=LONG, pause_s=0.02), Reply(words=("Second.",)))
        reader, _, conversation_id = await begin(client, "First?")
        looked: list[bool] = []
        truly = TurnRepository.standing_of

        async def too_early(turns: TurnRepository, conversation: UUID) -> tuple[Sequence[UUID], bool]:
            files, is_busy = await truly(turns, conversation)
            looked.append(is_busy)
            return files, is_busy and len(looked) > 1

        monkeypatch.setattr(TurnRepository, "standing_of", too_early)
        second = await say(client, "Second?", conversation_id=conversation_id)
        assert (looked, second.text) == ([True, True], "Second.")
        assert parse(await reader).text == "".join(LONG)
        assert len(await messages_of(client, conversation_id)) == 4

    async def test_only_so_many_wait(self, client: httpx2.AsyncClient, provider: Provider, office: House) -> None:
        provider.script(Reply(words=LONG, pause_s=0.05))
        reader, turn_id, conversation_id = await begin(client, "First?")
        limit = office.platform.settings.chat.max_queued_turns
        bodies = [{"message": f"Number {n}?", "conversation_id": conversation_id} for n in range(limit + 1)]
        waiting = [asyncio.create_task(client.post("/chat/stream", json=body)) for body in bodies]
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        assert code_of(done.pop().result()) == (409, "conversation_full")
        provider.script(Reply())
        await client.post(f"/chat/turns/{turn_id}/stop")
        await asyncio.gather(reader, *waiting)
        assert len(await messages_of(client, conversation_id)) == 2 * (limit + 1)


class TestStopping:
    async def test_keeps_what_was_said_and_leaves_the_provider(
        self, client: httpx2.AsyncClient, provider: Provider
    ) -> None:
        provider.script(Reply(words=LONG, stalls_after=5))
        reader, turn_id, conversation_id = await begin(client, "Tell me everything")

        async def is_asked() -> bool:
            return bool(provider.seen)

        await until(is_asked)
        stopped = data_of(await client.post(f"/chat/turns/{turn_id}/stop"))
        stream = parse(await reader)
        assert stream.named("complete")[-1]["state"] == "stopped"
        assert stopped["id"] == turn_id
        answer = (await messages_of(client, conversation_id))[1]
        assert (answer["state"], answer["text"]) == ("stopped", stream.text)
        assert "".join(LONG).startswith(stream.text)

        async def is_left() -> bool:
            return provider.left == 1

        assert await until(is_left)

    async def test_the_next_answer_knows_that_it_broke_off(
        self, client: httpx2.AsyncClient, provider: Provider
    ) -> None:
        provider.script(Reply(words=LONG, stalls_after=5))
        reader, turn_id, conversation_id = await begin(client, "Tell me everything")
        await client.post(f"/chat/turns/{turn_id}/stop")
        await reader
        provider.script(Reply())
        await say(client, "Go on", conversation_id=conversation_id)
        assert "stopped this answer here" in _blocks(provider.seen[-1].json["messages"][1]["content"])[-1]["text"]


class TestFailing:
    async def test_a_provider_that_is_down_is_told_and_can_be_continued(
        self, client: httpx2.AsyncClient, provider: Provider
    ) -> None:
        provider.script(
            Reply(status=503, error={"type": "error", "error": {"type": "overloaded_error", "message": ""}})
        )
        stream = await say(client, "Hi")
        (error,) = stream.named("error")
        assert (error["state"], error["retryable"]) == ("failed", True)
        answer = (await messages_of(client, stream.conversation_id))[1]
        assert (answer["state"], answer["error"]["code"]) == ("failed", error["code"])
        provider.script(Reply(words=("Back again.",)))
        assert (await client.post(f"/chat/turns/{stream.turn_id}/continue")).status_code == 202
        rest = parse(await client.get(f"/chat/stream/{stream.turn_id}", headers={"Last-Event-ID": stream.ids[-1]}))
        assert rest.named("complete")[-1]["text"] == "Back again."
        answer = (await messages_of(client, stream.conversation_id))[1]
        assert (answer["state"], answer["text"], answer["error"]) == ("complete", "Back again.", None)

    async def test_a_completed_turn_is_not_continued(self, client: httpx2.AsyncClient) -> None:
        stream = await say(client, "Hi")
        answer = await client.post(f"/chat/turns/{stream.turn_id}/continue")
        assert code_of(answer) == (409, "wrong_state")


class TestApproval:
    async def test_waits_in_the_thread_and_goes_on_after_the_decision(
        self, client: httpx2.AsyncClient, provider: Provider
    ) -> None:
        SENT.clear()
        provider.script(Reply(tool=("send_letter", '{"to": "Ada"}')), Reply(words=("It is sent.",)))
        stream = await say(client, "Write to Ada")
        (asked,) = stream.named("approval")
        assert (asked["name"], asked["arguments"]) == ("send_letter", {"to": "Ada"})
        assert await state_of(client, stream.turn_id) == "waiting"
        assert (await messages_of(client, stream.conversation_id))[1]["state"] == "waiting"
        decision = {"decision": "approve", "arguments": {"to": "Bea"}}
        decided = data_of(await client.post(f"/approvals/{asked['approval_id']}/decide", json=decision))
        assert decided["conversation_id"] == stream.conversation_id
        rest = parse(await client.get(f"/chat/stream/{stream.turn_id}", headers={"Last-Event-ID": stream.ids[-1]}))
        assert rest.named("complete")[-1]["text"] == "It is sent."
        assert SENT == ["Bea"]
        answer = (await messages_of(client, stream.conversation_id))[1]
        assert [part["type"] for part in answer["parts"]] == ["tool", "text"]


class TestLongConversation:
    async def test_most_input_comes_from_the_cache(self, cluster: Cluster, tmp_path: Path, member: Member) -> None:
        async with CachingProvider().running() as provider:
            gateway = {"anthropic_api_key": "not-a-secret", "anthropic_base_url": provider.url}
            async with open_house(cluster, tmp_path, gateway=gateway) as house:
                client = await house.client(member)
                first = await say(client, "Question 1?")
                for number in range(2, 9):
                    await say(client, f"Question {number}?", conversation_id=first.conversation_id)
                usage = data_of(await client.get("/chat/usage"))
        assert provider.hit_rate > 0.8
        assert usage["cache_hit_rate"] == pytest.approx(provider.hit_rate, abs=0.01)

    async def test_its_beginning_becomes_a_summary_that_is_told(
        self, cluster: Cluster, tmp_path: Path, member: Member
    ) -> None:
        async with Provider().running() as provider:
            gateway = {"anthropic_api_key": "not-a-secret", "anthropic_base_url": provider.url}
            chat = {"window_messages": 2, "summarise_above_tokens": 500}
            async with open_house(cluster, tmp_path, gateway=gateway, chat=chat) as house:
                client = await house.client(member)
                first = await say(client, "Let us plan a journey to Lyon. " + "x" * 2_500)
                provider.script(Reply(words=("They plan a journey to Lyon.",)))
                await say(client, "By train?", conversation_id=first.conversation_id)

                async def summary() -> str | None:
                    read = data_of(await client.get(f"/chat/conversations/{first.conversation_id}"))
                    return read["summary"]

                assert await until(summary) == "They plan a journey to Lyon."
                await say(client, "When?", conversation_id=first.conversation_id)
                body = provider.seen[-1].json
        assert "They plan a journey to Lyon." in body["system"][-1]["text"]
        assert [_blocks(turn["content"])[-1]["text"] for turn in body["messages"]][::2] == ["By train?", "When?"]


class TestReplicas:
    async def test_a_turn_is_followed_on_another_one(
        self,
        office: House,
        cluster: Cluster,
        tmp_path: Path,
        provider: Provider,
        client: httpx2.AsyncClient,
        member: Member,
    ) -> None:
        provider.script(Reply(words=LONG, pause_s=0.02))
        gateway = {"anthropic_api_key": "not-a-secret", "anthropic_base_url": provider.url}
        async with open_house(cluster, tmp_path, gateway=gateway) as replica:
            other = await replica.client(member)
            reader, turn_id, _ = await begin(client, "Tell me everything")
            elsewhere = parse(await other.get(f"/chat/stream/{turn_id}"))
            assert elsewhere.text == parse(await reader).text == "".join(LONG)
