"""What a tool and an agent's function reach: other tools, the model, events, citations, artifacts."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from pilothouse.agents import (
    Agent,
    AgentContext,
    AgentEvent,
    Citation,
    Completed,
    Emitted,
    MemoryRecorder,
    TextDelta,
    ToolContext,
    ToolFailed,
    ToolFinished,
    ToolStarted,
    UsageLimits,
    agent,
    local_context,
    run,
    tool,
)
from pilothouse.agents.errors import InvalidOutput, MissingCapability, UsageLimitReached
from pilothouse.core.errors import UpstreamFailed
from pilothouse.llm.messages import ToolCall
from pilothouse.testing import ScriptedModel

ran: list[str] = []


@tool
async def double(ctx: ToolContext, n: int) -> int:
    """Double a number."""
    ran.append(f"double {n} {ctx.idempotency_key}")
    return 2 * n


@tool
async def quadruple(ctx: ToolContext, n: int) -> int:
    """Double twice."""
    return await ctx.tools.call("double", n=await ctx.tools.call("double", n=n))


@tool
async def endless(ctx: ToolContext) -> str:
    """Call itself."""
    return await ctx.tools.call("endless")


@tool
async def summarise(ctx: ToolContext, text: str) -> str:
    """Summarise a text."""
    return await ctx.llm.ask(f"Summarise: {text}", system="Be short.")


@tool
async def report(ctx: ToolContext) -> str:
    """Write a report."""
    ctx.cite("Annual report", "report.pdf, page 3", "Sales rose.")
    ctx.navigate("/missions?state=running")
    ctx.emit("report.mood", {"good": True})
    await ctx.artifacts.save("markdown", "report.md", "Report", "# Report", "text/markdown")
    return "written"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    ran.clear()


def worker(**options: Any) -> Agent:
    return Agent("worker", "Works.", "Work.", tools=(double, quadruple, endless, summarise, report), **options)


async def events_of(
    who: Agent, model: ScriptedModel, context: ToolContext | None = None, recorder: MemoryRecorder | None = None
) -> list[AgentEvent]:
    return [event async for event in run(who, "Go", model, context, recorder)]


def finished(events: list[AgentEvent], name: str) -> ToolFinished:
    return next(event for event in events if isinstance(event, ToolFinished) and event.name == name)


class TestTools:
    async def test_a_tool_calls_another_and_both_are_shown(self) -> None:
        events = await events_of(worker(), ScriptedModel(ToolCall("a", "quadruple", {"n": 3}), "12."))
        started = [event.call.name for event in events if isinstance(event, ToolStarted)]
        assert started == ["quadruple", "double", "double"]
        assert finished(events, "quadruple").output == 12
        done = events[-1]
        assert isinstance(done, Completed)
        assert done.tool_calls == 3

    async def test_a_tool_that_calls_itself_is_refused_with_the_chain(self) -> None:
        events = await events_of(worker(), ScriptedModel(ToolCall("a", "endless", {}), "No."))
        assert "endless → endless" in finished(events, "endless").summary

    async def test_inner_calls_count_towards_the_limit(self) -> None:
        model = ScriptedModel(ToolCall("a", "quadruple", {"n": 3}), "No.")
        events = await events_of(worker(limits=UsageLimits(max_tool_calls=2)), model)
        assert not finished(events, "quadruple").ok
        assert len(ran) == 1

    async def test_inner_calls_are_not_repeated_when_the_outer_one_is(self) -> None:
        calls = iter([True, False])

        @tool
        async def fragile(ctx: ToolContext) -> int:
            """Break after an inner call."""
            found = await ctx.tools.call("double", n=4)
            if next(calls):
                hanging.set()
                await asyncio.sleep(60)
            return found

        hanging, recorder = asyncio.Event(), MemoryRecorder()
        who = Agent("a", "A.", "A.", tools=(double, fragile))
        first = asyncio.create_task(events_of(who, ScriptedModel(ToolCall("a", "fragile", {})), None, recorder))
        await hanging.wait()
        first.cancel()
        await asyncio.wait([first])
        events = await events_of(who, ScriptedModel("8."), None, recorder)
        assert finished(events, "fragile").output == 8
        assert len(ran) == 1

    async def test_an_agents_function_calls_tools_side_by_side(self) -> None:
        @agent(tools=[double])
        async def adder(ctx: AgentContext, text: str) -> int:
            """Add."""
            del text
            return sum(await asyncio.gather(*(ctx.tools.call("double", n=n) for n in (1, 2, 2))))

        recorder = MemoryRecorder()
        for _ in range(2):
            events = await events_of(adder, ScriptedModel(), None, recorder)
            done = events[-1]
            assert isinstance(done, Completed)
            assert (done.text, done.output) == ("10", 10)
        assert len(ran) == 3, "the second time they came from the journal"

    async def test_tools_can_be_searched_and_offered(self) -> None:
        @tool
        async def find_tools(ctx: ToolContext, text: str) -> list[str]:
            """Find tools."""
            names = [found.name for found in ctx.tools.find(text, limit=1)]
            ctx.tools.offer(*names)
            return names

        who = Agent("a", "A.", "A.", tools=(find_tools, double, summarise), offered=("find_*",))
        recorder = MemoryRecorder()
        script = [ToolCall("a", "find_tools", {"text": "summarise a text"}), UpstreamFailed("The process died.")]
        model = ScriptedModel(*script)
        with pytest.raises(UpstreamFailed):
            await events_of(who, model, None, recorder)
        assert [spec.name for spec in model.requests[0].tools] == ["find_tools"]
        assert [spec.name for spec in model.requests[1].tools] == ["find_tools", "summarise"]
        again = ScriptedModel("Done.")
        await events_of(who, again, None, recorder)
        assert [spec.name for spec in again.requests[0].tools] == ["find_tools", "summarise"]

    async def test_outside_a_run_there_are_none(self) -> None:
        with pytest.raises(MissingCapability, match="while an agent runs"):
            await ToolContext().tools.call("double", n=1)


class Person(BaseModel):
    name: str
    age: int


class TestModel:
    async def test_a_tool_asks_the_model_and_that_is_counted(self) -> None:
        model = ScriptedModel(ToolCall("a", "summarise", {"text": "long"}), "short", "It is short.")
        events = await events_of(worker(), model)
        assert finished(events, "summarise").output == "short"
        assert model.requests[1].tools == ()
        done = events[-1]
        assert isinstance(done, Completed)
        assert done.model_calls == 3

    async def test_an_answer_is_read_into_a_type(self) -> None:
        @agent
        async def reader(ctx: AgentContext, text: str) -> Person:
            """Read a person."""
            return await ctx.llm.ask(text, schema=Person)

        model = ScriptedModel('```json\n{"name": "Ada", "age": 36}\n```')
        events = await events_of(reader, model)
        assert events[-1].output == {"name": "Ada", "age": 36}  # type: ignore[union-attr]
        assert model.requests[0].response_schema is not None

    async def test_an_answer_that_does_not_fit_is_an_error(self) -> None:
        @agent
        async def reader(ctx: AgentContext, text: str) -> Person:
            """Read a person."""
            return await ctx.llm.ask(text, schema=Person)

        with pytest.raises(InvalidOutput, match="Person"):
            await events_of(reader, ScriptedModel("No idea."))

    async def test_questions_count_towards_the_limit(self) -> None:
        @agent(limits=UsageLimits(max_model_calls=2))
        async def chatty(ctx: AgentContext, text: str) -> str:
            """Ask on and on."""
            while True:
                await ctx.llm.ask(text)

        with pytest.raises(UsageLimitReached, match="2 model calls"):
            await events_of(chatty, ScriptedModel(*"abc"))


class TestWhatComesBesideTheResult:
    async def test_rides_on_the_event(self, tmp_path: Path) -> None:
        events = await events_of(worker(), ScriptedModel(ToolCall("a", "report", {}), "Done."), local_context(tmp_path))
        event = finished(events, "report")
        assert event.citations == (Citation("Annual report", "report.pdf, page 3", "Sales rose."),)
        assert event.navigate == "/missions?state=running"
        assert [ref.name for ref in event.artifacts] == ["report.md"]
        assert Emitted("report.mood", {"good": True}, "a") in events

    async def test_is_there_again_when_the_call_is_replayed(self, tmp_path: Path) -> None:
        recorder, context = MemoryRecorder(), local_context(tmp_path)
        first = await events_of(worker(), ScriptedModel(ToolCall("a", "report", {}), "Done."), context, recorder)
        again = await events_of(worker(), ScriptedModel(), context, recorder)
        before, after = finished(first, "report"), finished(again, "report")
        assert (after.citations, after.artifacts, after.is_replayed) == (before.citations, before.artifacts, True)

    async def test_of_parallel_calls_is_kept_apart(self) -> None:
        @tool
        async def cite(ctx: ToolContext, source: str) -> str:
            """Cite."""
            await asyncio.sleep(0)
            ctx.cite(source, source)
            return source

        calls = [ToolCall(str(n), "cite", {"source": f"s{n}"}) for n in range(10)]
        events = await events_of(Agent("a", "A.", "A.", tools=(cite,)), ScriptedModel(calls, "Done."))
        for event in (event for event in events if isinstance(event, ToolFinished)):
            assert [citation.source for citation in event.citations] == [event.output]

    @pytest.mark.parametrize(
        "path", ["https://evil.example", "//evil.example", "/\\evil.example", "missions", "", "/a b"]
    )
    async def test_leads_to_pages_of_this_dashboard_only(self, path: str) -> None:
        @tool
        async def go(ctx: ToolContext) -> str:
            """Go."""
            ctx.navigate(path)
            return "gone"

        events = await events_of(Agent("a", "A.", "A.", tools=(go,)), ScriptedModel(ToolCall("a", "go", {}), "No."))
        assert not finished(events, "go").ok

    async def test_of_an_agents_function_is_told_as_events(self) -> None:
        @agent
        async def guide(ctx: AgentContext, text: str) -> str:
            """Guide."""
            ctx.navigate("/missions")
            ctx.cite("Here", "there")
            return text

        names = [event.name for event in await events_of(guide, ScriptedModel()) if isinstance(event, Emitted)]
        assert names == ["navigate", "citation"]


async def test_what_an_agents_tools_do_is_shown_while_it_only_asks() -> None:
    @agent(tools=[double])
    async def asker(ctx: AgentContext, text: str) -> str:
        """Ask."""
        return f"<{await ctx.ask(text)}>"

    events = await events_of(asker, ScriptedModel(ToolCall("a", "double", {"n": 1}), "two"))
    assert finished(events, "double").output == 2
    assert [event.text for event in events if isinstance(event, TextDelta)] == ["<two>"]


class TestEvents:
    @pytest.mark.parametrize(("name", "data"), [("Bad name", 1), ("a..b", 1), ("big", "x" * 70_000), ("odd", object())])
    async def test_that_cannot_be_carried_fail_the_call(self, name: str, data: Any) -> None:
        @tool
        async def tell(ctx: ToolContext) -> str:
            """Tell."""
            ctx.emit(name, data)
            return "told"

        who = Agent("a", "A.", "A.", tools=(tell,))
        events = await events_of(who, ScriptedModel(ToolCall("a", "tell", {}), "No."))
        assert not finished(events, "tell").ok

    async def test_tell_of_artifacts_that_an_agents_function_stores(self, tmp_path: Path) -> None:
        @agent
        async def writer(ctx: AgentContext, text: str) -> str:
            """Write."""
            await ctx.artifacts.save("markdown", "a.md", "A", text, "text/markdown")
            return text

        events = await events_of(writer, ScriptedModel(), local_context(tmp_path))
        (told,) = (event for event in events if isinstance(event, Emitted))
        assert (told.name, told.data["name"]) == ("artifact", "a.md")


async def test_an_error_that_repeats_megabytes_is_not_kept_whole() -> None:
    @tool
    async def echo(ctx: ToolContext) -> str:
        """Fail loudly."""
        del ctx
        raise ToolFailed("x" * 5_000_000)

    recorder = MemoryRecorder()
    await events_of(
        Agent("a", "A.", "A.", tools=(echo,)), ScriptedModel(ToolCall("a", "echo", {}), "No."), None, recorder
    )
    assert len(str(recorder.records)) < 20_000
