"""Agents with code of their own around the loop."""

from collections.abc import AsyncIterator

import pytest
from pydantic import BaseModel

from pilothouse.agents import AgentContext, AgentEvent, Completed, Registry, TextDelta, agent, run
from pilothouse.agents.errors import InvalidArguments, InvalidOutput
from pilothouse.llm.messages import Message, Usage
from pilothouse.testing import ScriptedModel


class Summary(BaseModel):
    title: str
    words: int


@agent(instructions="Shout.")
async def shouter(ctx: AgentContext, text: str) -> str:
    """Answer loudly."""
    return (await ctx.ask(text)).upper()


@agent(name="teller")
async def tell(ctx: AgentContext, topic: str) -> AsyncIterator[str | AgentEvent]:
    """Tell a story in two parts."""
    yield "Once. "
    async for event in ctx.converse(f"A story about {topic}"):
        yield event


@agent()
async def summarise(ctx: AgentContext, text: str, limit: int = 3) -> Summary:
    """Summarise a text."""
    del ctx
    return Summary(title=text[:limit], words=len(text.split()))


async def last(events: AsyncIterator[AgentEvent]) -> Completed:
    final = [event async for event in events][-1]
    assert isinstance(final, Completed)
    return final


async def test_a_function_may_ask_the_loop_and_change_its_answer() -> None:
    model = ScriptedModel("hello")
    done = await last(run(shouter, "Hi", model))
    assert done.text == "HELLO"
    assert done.messages == (Message("assistant", "HELLO"),)
    assert model.requests[0].messages[0] == Message("system", "Shout.")
    assert done.usage == Usage(10, 5)


async def test_a_generator_streams_its_own_text_and_the_loops() -> None:
    events = [event async for event in run(tell, "ships", ScriptedModel("They sailed."))]
    assert [event.text for event in events if isinstance(event, TextDelta)] == ["Once. ", "They", " sailed."]
    assert sum(isinstance(event, Completed) for event in events) == 1
    assert events[-1].text == "Once. They sailed."


async def test_input_and_output_are_typed() -> None:
    done = await last(run(summarise, "", ScriptedModel(), arguments={"text": "a b c d", "limit": "2"}))
    assert Summary.model_validate_json(done.text) == Summary(title="a ", words=4)


async def test_wrong_input_is_refused_before_anything_runs() -> None:
    with pytest.raises(InvalidArguments, match="limit"):
        await last(run(summarise, "", ScriptedModel(), arguments={"text": "a", "limit": "many"}))


async def test_wrong_output_is_refused() -> None:
    @agent()
    async def liar(ctx: AgentContext, text: str) -> int:
        """Say a number."""
        del ctx
        return text  # type: ignore[return-value]

    with pytest.raises(InvalidOutput, match="liar"):
        await last(run(liar, "many", ScriptedModel()))


async def test_loops_of_one_run_have_keys_of_their_own() -> None:
    @agent()
    async def twice(ctx: AgentContext, text: str) -> str:
        """Ask twice."""
        return f"{await ctx.ask(text)} {await ctx.ask(text)}"

    assert (await last(run(twice, "Hi", ScriptedModel("one", "two")))).text == "one two"


def test_agents_are_found_like_tools() -> None:
    assert Registry().add(shouter, tell).agent("teller").description == "Tell a story in two parts."
