"""Real conversations with the official clients, to a provider of their own wire and to one of the other."""

import base64
import json
from typing import Any

import anthropic
import openai
import pytest
from pydantic import BaseModel

from tests.gateway.books import Books
from tests.gateway.wire.conftest import CLAUDE, OPENAI_MODEL, Served, settled_rows
from tests.gateway.wire.provider import Reply

BOTH = pytest.mark.parametrize("model", [OPENAI_MODEL, CLAUDE])
WEATHER = {
    "name": "weather",
    "description": "Tell the weather.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"0" * 300).decode()


class City(BaseModel):
    name: str
    country: str


@BOTH
class TestOpenAIClient:
    async def test_asks_and_is_answered(self, served: Served, books: Books, model: str) -> None:
        async with served.openai() as client:
            answer = await client.chat.completions.create(model=model, messages=[{"role": "user", "content": "Hi"}])
        assert answer.choices[0].message.content == "Hello, world"
        assert answer.usage
        assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (1000, 500)
        (row,) = await settled_rows(books)
        assert (row["input_tokens"], row["cached_input_tokens"], row["output_tokens"]) == (1000, 400, 500)
        assert (row["operation"], row["requested_model"], row["outcome"]) == ("chat", model, "completed")
        assert row["answer_id"] in served.provider.bill

    async def test_streams(self, served: Served, books: Books, model: str) -> None:
        async with served.openai() as client:
            stream = await client.chat.completions.create(
                model=model, messages=[{"role": "user", "content": "Hi"}], stream=True
            )
            chunks = [chunk async for chunk in stream]
        assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "Hello, world"
        assert all(chunk.choices for chunk in chunks), "a usage chunk that nobody asked for breaks simple clients"
        (row,) = await settled_rows(books)
        assert (row["output_tokens"], row["is_streaming"]) == (500, True)

    async def test_streams_usage_with_its_cost_when_asked(self, served: Served, books: Books, model: str) -> None:
        async with served.openai() as client:
            stream = await client.chat.completions.create(
                model=model,
                messages=[{"role": "user", "content": "Hi"}],
                stream=True,
                stream_options={"include_usage": True},
            )
            last = [chunk async for chunk in stream][-1]
        assert last.usage
        assert last.usage.completion_tokens == 500
        (row,) = await settled_rows(books)
        told: str = last.usage.model_extra["x-pilothouse-cost-usd"]  # type: ignore[index]
        assert round(float(told) * 1_000_000) == row["cost_microusd"]

    async def test_calls_a_tool_and_sends_its_result(self, served: Served, model: str) -> None:
        served.provider.script(Reply(tool=("weather", '{"city": "Lyon"}')), Reply(words=("Sunny",)))
        messages: list[Any] = [{"role": "user", "content": "Weather in Lyon?"}]
        tools: list[Any] = [{"type": "function", "function": WEATHER}]
        async with served.openai() as client:
            first = await client.chat.completions.create(model=model, messages=messages, tools=tools)
            (call,) = first.choices[0].message.tool_calls or []
            assert call.type == "function"
            assert (call.function.name, json.loads(call.function.arguments)) == ("weather", {"city": "Lyon"})
            messages += [
                first.choices[0].message.model_dump(exclude_none=True),
                {"role": "tool", "tool_call_id": call.id, "content": "21 degrees"},
            ]
            second = await client.chat.completions.create(model=model, messages=messages, tools=tools)
        assert second.choices[0].message.content == "Sunny"
        assert b"21 degrees" in served.provider.seen[1].body

    async def test_streams_a_tool_call(self, served: Served, model: str) -> None:
        served.provider.script(Reply(tool=("weather", '{"city": "Lyon"}')))
        tools: list[Any] = [{"type": "function", "function": WEATHER}]
        async with (
            served.openai() as client,
            client.chat.completions.stream(
                model=model, messages=[{"role": "user", "content": "Weather?"}], tools=tools
            ) as stream,
        ):
            final = await stream.get_final_completion()
        (call,) = final.choices[0].message.tool_calls or []
        assert json.loads(call.function.arguments) == {"city": "Lyon"}

    async def test_sends_a_picture(self, served: Served, model: str) -> None:
        content: list[Any] = [
            {"type": "text", "text": "What is this?"},
            {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PIXEL}"}},
        ]
        async with served.openai() as client:
            await client.chat.completions.create(model=model, messages=[{"role": "user", "content": content}])
        assert PIXEL.encode() in served.provider.seen[0].body

    async def test_wants_structured_output(self, served: Served, model: str) -> None:
        served.provider.script(Reply(words=('{"name": "Lyon", ', '"country": "France"}')))
        async with served.openai() as client:
            parsed = await client.chat.completions.parse(
                model=model, messages=[{"role": "user", "content": "A city"}], response_format=City
            )
        assert parsed.choices[0].message.parsed == City(name="Lyon", country="France")

    async def test_responses(self, served: Served, model: str) -> None:
        async with served.openai() as client:
            answer = await client.responses.create(model=model, input="Hi")
            assert answer.output_text == "Hello, world"
            assert answer.usage
            assert answer.usage.output_tokens == 500
            async with client.responses.stream(model=model, input="Hi") as stream:
                final = await stream.get_final_response()
        assert final.output_text == "Hello, world"


@BOTH
class TestAnthropicClient:
    async def test_asks_and_is_answered(self, served: Served, books: Books, model: str) -> None:
        async with served.anthropic() as client:
            answer = await client.messages.create(
                model=model, max_tokens=50, system="Be brief.", messages=[{"role": "user", "content": "Hi"}]
            )
        assert [block.text for block in answer.content if block.type == "text"] == ["Hello, world"]
        assert (answer.usage.input_tokens, answer.usage.cache_read_input_tokens) == (600, 400)
        (row,) = await settled_rows(books)
        assert (row["operation"], row["input_tokens"], row["cached_input_tokens"]) == ("messages", 1000, 400)

    async def test_streams(self, served: Served, books: Books, model: str) -> None:
        async with (
            served.anthropic() as client,
            client.messages.stream(model=model, max_tokens=50, messages=[{"role": "user", "content": "Hi"}]) as stream,
        ):
            text = "".join([piece async for piece in stream.text_stream])
            final = await stream.get_final_message()
        assert (text, final.usage.output_tokens, final.stop_reason) == ("Hello, world", 500, "end_turn")
        (row,) = await settled_rows(books)
        assert (row["outcome"], row["output_tokens"], row["is_estimated"]) == ("completed", 500, False)

    async def test_calls_a_tool_and_sends_its_result(self, served: Served, model: str) -> None:
        served.provider.script(Reply(tool=("weather", '{"city": "Lyon"}')), Reply(words=("Sunny",)))
        messages: list[Any] = [{"role": "user", "content": "Weather in Lyon?"}]
        tools: list[Any] = [{"name": "weather", "description": "Tell it.", "input_schema": WEATHER["parameters"]}]
        async with served.anthropic() as client:
            async with client.messages.stream(model=model, max_tokens=50, messages=messages, tools=tools) as stream:
                first = await stream.get_final_message()
            (use,) = [block for block in first.content if block.type == "tool_use"]
            assert (use.name, use.input) == ("weather", {"city": "Lyon"})
            messages += [
                {"role": "assistant", "content": [block.model_dump(exclude_none=True) for block in first.content]},
                {"role": "user", "content": [{"type": "tool_result", "tool_use_id": use.id, "content": "21 degrees"}]},
            ]
            second = await client.messages.create(model=model, max_tokens=50, messages=messages, tools=tools)
        assert second.stop_reason == "end_turn"
        assert b"21 degrees" in served.provider.seen[1].body

    async def test_counts_tokens(self, served: Served, books: Books, model: str) -> None:
        async with served.anthropic() as client:
            count = await client.messages.count_tokens(model=model, messages=[{"role": "user", "content": "Hi"}])
        assert count.input_tokens > 0
        assert await books.ledger() == []


class TestModels:
    async def test_lists_them_as_the_client_expects(self, served: Served) -> None:
        async with served.openai() as client:
            names = {model.id async for model in client.models.list()}
            assert {OPENAI_MODEL, CLAUDE, "builtin"} <= names
            assert (await client.models.retrieve(OPENAI_MODEL)).id == OPENAI_MODEL
            with pytest.raises(openai.NotFoundError):
                await client.models.retrieve("no-such-model")
        async with served.anthropic() as client:
            listed = [model.id async for model in client.models.list(limit=7)]
            assert set(listed) == names
            assert (await client.models.retrieve(CLAUDE)).display_name
            with pytest.raises(anthropic.NotFoundError):
                await client.models.retrieve("no-such-model")

    async def test_embeds(self, served: Served, books: Books) -> None:
        async with served.openai() as client:
            answer = await client.embeddings.create(model="text-embedding-3-small", input="Hi", encoding_format="float")
        assert answer.data[0].embedding == [0.5, 0.25]
        (row,) = await settled_rows(books)
        assert (row["operation"], row["input_tokens"], row["output_tokens"]) == ("embeddings", 1000, 0)
