"""An agent run with nothing started."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from pydantic import BaseModel

from pilothouse.agents import Agent, AgentContext, Completed, ToolContext, agent, tool
from pilothouse.agents.errors import AgentTimedOut, UnknownTool
from pilothouse.core.errors import InvalidInput, PermissionDenied
from pilothouse.core.ids import OrganizationId, UserId, new_id
from pilothouse.core.principal import Principal
from pilothouse.llm.messages import Message
from pilothouse.testing import ScriptedModel


class Verse(BaseModel):
    lines: list[str]


@agent
async def poet(ctx):
    "Answer in rhymes."


@agent
async def typed(ctx: AgentContext, text: str) -> Verse:
    """Write verse."""
    return Verse(lines=(await ctx.ask(text)).split(" / "))


@agent
async def loud(ctx: AgentContext, text: str) -> AsyncIterator[str]:
    """Shout."""
    for word in text.split():
        yield f"{word.upper()} "


async def test_the_shortest_agent_is_its_instructions() -> None:
    model = ScriptedModel("Rain, rain.")
    assert await poet("Rain?", model=model) == "Rain, rain."
    assert model.requests[0].messages == (Message("system", "Answer in rhymes."), Message("user", "Rain?"))


async def test_an_answer_has_the_declared_type() -> None:
    assert await typed("Two lines", model=ScriptedModel("one / two")) == Verse(lines=["one", "two"])


async def test_the_stream_and_the_whole_answer_are_the_same() -> None:
    events = [event async for event in loud.stream("a b", model=ScriptedModel())]
    last = events[-1]
    assert isinstance(last, Completed)
    assert last.text == await loud("a b", model=ScriptedModel()) == "A B "


async def test_code_that_is_not_async_can_ask_inside_a_running_loop() -> None:
    assert poet.run_sync("Rain?", model=ScriptedModel("Dry.")) == "Dry."


def test_code_that_is_not_async_can_ask_without_a_loop() -> None:
    assert poet.run_sync("Rain?", model=ScriptedModel("Dry.")) == "Dry."


async def test_without_a_key_the_embedded_model_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY", "TOGETHER_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert await poet("Hello")


async def test_names_of_tools_need_a_registry() -> None:
    with pytest.raises(UnknownTool, match="builtin_registry"):
        await Agent("a", "A.", "A.", tools=("chart",))("Draw", model=ScriptedModel("x"))


async def test_a_permission_of_the_agent_is_asked_of_the_principal() -> None:
    who = Agent("a", "A.", "A.", permissions=frozenset({"missions:run"}))
    stranger = ToolContext(principal=Principal(OrganizationId(new_id()), UserId(new_id())))
    with pytest.raises(PermissionDenied, match="missions:run"):
        await who("Go", model=ScriptedModel("x"), context=stranger)


async def test_time_is_limited_also_while_a_tool_works() -> None:
    @tool
    async def wait(ctx: ToolContext) -> str:
        """Wait."""
        del ctx
        await asyncio.sleep(60)
        return ""

    @agent(timeout_s=0.05, tools=[wait])
    async def slow(ctx: AgentContext, text: str) -> str:
        """Be slow."""
        del text
        return await ctx.tools.call("wait")

    with pytest.raises(AgentTimedOut, match=r"0\.05 s"):
        await slow("Go", model=ScriptedModel())


def test_a_text_in_the_place_of_a_list_of_tools_is_told() -> None:
    with pytest.raises(InvalidInput, match="tools is a list"):
        agent(tools="chart")(poet.function)
