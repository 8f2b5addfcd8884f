"""The loop, driven by a scripted model."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace

import pytest

from pilothouse.agents import (
    Agent,
    AgentEvent,
    Completed,
    MemoryRecorder,
    TextDelta,
    Tool,
    ToolContext,
    ToolFinished,
    ToolProgress,
    ToolRetry,
    ToolStarted,
    UsageLimits,
    run,
    tool,
)
from pilothouse.agents.context import Decision
from pilothouse.agents.errors import UsageLimitReached
from pilothouse.core.errors import UpstreamFailed
from pilothouse.llm.messages import (
    Finished,
    Message,
    ModelEvent,
    ModelRequest,
    RefusalDelta,
    ThinkingDelta,
    ToolCall,
    ToolCallDelta,
    ToolCallEvent,
    ToolCallStarted,
    Usage,
)
from pilothouse.testing import ScriptedModel


@tool
async def add(ctx: ToolContext, a: int, b: int) -> int:
    """Add two numbers."""
    ctx.progress(0.5, "half")
    return a + b


def agent(*tools: Tool, **limits: int) -> Agent:
    return Agent("tester", "Tests.", "Be exact.", tools=tools, limits=UsageLimits(**limits))


async def events_of(
    who: Agent, model: ScriptedModel, recorder: MemoryRecorder | None = None, context: ToolContext | None = None
) -> list[AgentEvent]:
    return [event async for event in run(who, "Go", model, context, recorder)]


def finished(events: list[AgentEvent]) -> list[ToolFinished]:
    return [event for event in events if isinstance(event, ToolFinished)]


def completed(events: list[AgentEvent]) -> Completed:
    last = events[-1]
    assert isinstance(last, Completed)
    return last


async def test_a_plain_answer_is_streamed_and_completed() -> None:
    model = ScriptedModel("Hello to you")
    events = await events_of(agent(), model)
    assert [event.text for event in events if isinstance(event, TextDelta)] == ["Hello", " to", " you"]
    assert completed(events).text == "Hello to you"
    assert model.requests[0].messages == (Message("system", "Be exact."), Message("user", "Go"))


class PiecemealModel:
    """Streams thoughts and a call's arguments in pieces, then refuses."""

    def __init__(self) -> None:
        call = ToolCall("c1", "add", {"a": 2, "b": 3})
        pieces = [ToolCallStarted(0, "c1", "add"), ToolCallDelta(0, '{"a": 2,'), ToolCallDelta(0, '"b": 3}')]
        self._answers: list[list[ModelEvent]] = [
            [ThinkingDelta("Hm."), *pieces, ToolCallEvent(call), Finished("tool_calls", Usage(1, 1))],
            [RefusalDelta("I would "), RefusalDelta("rather not."), Finished("refusal", Usage(1, 1))],
        ]

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        del request
        for event in self._answers.pop(0):
            yield event


async def test_thoughts_and_pieces_of_calls_are_passed_over_and_a_refusal_is_an_answer() -> None:
    events = [event async for event in run(agent(add), "Go", PiecemealModel())]
    assert [finish.output for finish in finished(events)] == [5]
    assert [event.text for event in events if isinstance(event, TextDelta)] == ["I would ", "rather not."]
    assert (completed(events).text, completed(events).tool_calls) == ("I would rather not.", 1)


async def test_a_tool_is_run_and_its_result_given_to_the_model() -> None:
    model = ScriptedModel(ToolCall("c1", "add", {"a": 2, "b": 3}), "It is 5.")
    events = await events_of(agent(add), model)
    kinds = [type(event) for event in events]
    assert kinds == [ToolStarted, ToolProgress, ToolFinished, TextDelta, TextDelta, TextDelta, Completed]
    assert (finished(events)[0].ok, finished(events)[0].output) == (True, 5)
    assert model.requests[1].messages[-1] == Message("tool", "5", tool_call_id="c1", name="add")
    done = completed(events)
    assert [message.role for message in done.messages] == ["assistant", "tool", "assistant"]
    assert (done.model_calls, done.tool_calls, done.usage) == (2, 1, Usage(20, 10))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (ToolCall("c", "subtract", {}), "no tool 'subtract'"),
        (ToolCall("c", "add", {"a": 1}), "b: Field required"),
        (ToolCall("c", "add", {}, malformed="{a:"), "not a JSON object"),
    ],
)
async def test_a_wrong_call_is_answered_so_that_the_model_can_mend_it(call: ToolCall, words: str) -> None:
    model = ScriptedModel(call, "Sorry.")
    events = await events_of(agent(add), model)
    assert not finished(events)[0].ok
    answer = model.requests[1].messages[-1].text
    assert answer.startswith("Error: ")
    assert words in answer
    assert completed(events).text == "Sorry."


async def test_independent_calls_run_side_by_side_and_a_failure_is_alone() -> None:
    @tool
    async def slow(ctx: ToolContext, n: int) -> int:
        """Wait a little."""
        del ctx
        await asyncio.sleep(0.2)
        if n == 1:
            raise ToolRetry("Not one.")
        return n

    calls = [ToolCall(f"c{n}", "slow", {"n": n}) for n in range(5)]
    began = time.monotonic()
    model = ScriptedModel(calls, "Done.")
    events = await events_of(agent(slow), model)
    assert time.monotonic() - began < 0.6
    assert [message.text for message in model.requests[1].messages[-5:]] == ["0", "Error: Not one.", "2", "3", "4"]
    assert sum(event.ok for event in finished(events)) == 4


async def test_a_dependent_call_waits() -> None:
    order: list[str] = []

    @tool
    async def first(ctx: ToolContext) -> str:
        """Go first."""
        del ctx
        await asyncio.sleep(0.05)
        order.append("first")
        return "1"

    @tool(after=("first",))
    async def second(ctx: ToolContext) -> str:
        """Go second."""
        del ctx
        order.append("second")
        return "2"

    await events_of(
        agent(first, second), ScriptedModel([ToolCall("b", "second", {}), ToolCall("a", "first", {})], "Ok.")
    )
    assert order == ["first", "second"]


async def test_tools_that_name_each_other_do_not_wait_for_ever() -> None:
    @tool(after=("pong",))
    async def ping(ctx: ToolContext) -> str:
        """Ping."""
        del ctx
        return "ping"

    @tool(after=("ping",))
    async def pong(ctx: ToolContext) -> str:
        """Pong."""
        del ctx
        return "pong"

    async with asyncio.timeout(5):
        calls = [ToolCall("a", "ping", {}), ToolCall("b", "pong", {})]
        assert completed(await events_of(agent(ping, pong), ScriptedModel(calls, "Ok."))).text == "Ok."


class TestLimits:
    async def test_the_last_model_call_is_offered_no_tools(self) -> None:
        model = ScriptedModel(ToolCall("1", "add", {"a": 1, "b": 1}), ToolCall("2", "add", {"a": 1, "b": 1}), "Fine.")
        events = await events_of(agent(add, max_model_calls=3), model)
        assert [bool(request.tools) for request in model.requests] == [True, True, False]
        assert completed(events).text == "Fine."

    async def test_a_model_that_never_answers_is_stopped(self) -> None:
        model = ScriptedModel(*[ToolCall(str(n), "add", {"a": 1, "b": 1}) for n in range(2)])
        with pytest.raises(UsageLimitReached, match="2 model calls"):
            await events_of(agent(add, max_model_calls=2), model)

    async def test_five_hundred_calls_in_a_turn_are_not_all_run(self) -> None:
        calls = [ToolCall(str(n), "add", {"a": n, "b": 0}) for n in range(500)]
        model = ScriptedModel(calls, "Enough.")
        events = await events_of(agent(add, max_tool_calls=10), model)
        assert sum(event.ok for event in finished(events)) == 10
        assert len(finished(events)) == 500
        assert not model.requests[1].tools


class TestRecorder:
    async def test_a_resumed_run_repeats_nothing_that_had_finished(self) -> None:
        ran: list[tuple[int, str]] = []

        @tool
        async def charge(ctx: ToolContext, amount: int) -> str:
            """Charge a card."""
            ran.append((amount, ctx.idempotency_key))
            return f"charged {amount}"

        context, recorder = ToolContext(idempotency_key="m:1"), MemoryRecorder()
        calls = [ToolCall("a", "charge", {"amount": 1}), ToolCall("b", "charge", {"amount": 2})]
        crashing = ScriptedModel(calls, UpstreamFailed("The process died."))
        with pytest.raises(UpstreamFailed):
            await events_of(agent(charge), crashing, recorder, context)

        model = ScriptedModel("Both charged.")
        events = await events_of(agent(charge), model, recorder, context)
        assert sorted(ran) == [(1, "m:1:tool:1:0:charge"), (2, "m:1:tool:1:1:charge")]
        assert len(model.requests) == 1
        assert all(event.is_replayed for event in finished(events))
        assert completed(events).text == "Both charged."
        assert completed(events).usage == Usage(20, 10)

    async def test_only_the_call_in_flight_is_repeated_with_the_same_key(self) -> None:
        keys: list[str] = []
        is_first = True

        @tool
        async def fragile(ctx: ToolContext, n: int) -> int:
            """Hang once."""
            keys.append(ctx.idempotency_key)
            if n == 2 and is_first:
                await asyncio.sleep(60)
            return n

        recorder = MemoryRecorder()
        script = [ToolCall("a", "fragile", {"n": 1}), ToolCall("b", "fragile", {"n": 2})]
        async with aclosing(run(agent(fragile), "Go", ScriptedModel(*script), None, recorder)) as killed:
            async for event in killed:
                if isinstance(event, ToolStarted) and event.call.id == "b":
                    while len(keys) < 2:
                        await asyncio.sleep(0)
                    break
        is_first = False
        events = await events_of(agent(fragile), ScriptedModel("Done."), recorder)
        assert keys == ["tool:1:0:fragile", "tool:2:0:fragile", "tool:2:0:fragile"]
        assert [event.is_replayed for event in finished(events)] == [True, False]

    async def test_a_replayed_answer_is_shown_again(self) -> None:
        recorder = MemoryRecorder()
        first = await events_of(agent(), ScriptedModel("Hello you"), recorder)
        again = await events_of(agent(), ScriptedModel(), recorder)
        assert completed(again) == completed(first)
        assert again[0] == TextDelta("Hello you")


async def test_what_parks_a_run_passes_through_the_loop() -> None:
    class Parked(Exception):
        """Waiting for a person."""

    class Gate:
        async def decide(self, tool_name: str, arguments: dict[str, object], idempotency_key: str) -> Decision:
            raise Parked

    @tool(confirm=True)
    async def pay(ctx: ToolContext) -> str:
        """Pay."""
        return str(ctx)

    context = replace(ToolContext(), approvals=Gate())
    with pytest.raises(Parked):
        await events_of(agent(pay), ScriptedModel(ToolCall("1", "pay", {})), context=context)


async def test_leaving_ends_tools_and_the_model() -> None:
    stopped = asyncio.Event()

    @tool
    async def endless(ctx: ToolContext) -> str:
        """Never end."""
        del ctx
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()
        return ""

    async with aclosing(run(agent(endless), "Go", ScriptedModel(ToolCall("1", "endless", {})))) as stream:
        async for event in stream:
            if isinstance(event, ToolStarted):
                await asyncio.sleep(0)
                break
    assert stopped.is_set()


async def test_leaving_closes_the_models_stream() -> None:
    class Model:
        is_closed = False

        async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
            del request
            try:
                while True:
                    yield TextDelta("on and on ")
            finally:
                self.is_closed = True

    model = Model()
    async with aclosing(run(agent(), "Go", model)) as stream:
        async for _ in stream:
            break
    assert model.is_closed


async def test_an_answer_without_an_end_is_an_error() -> None:
    class Broken:
        async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
            del request
            yield TextDelta("half")

    with pytest.raises(UpstreamFailed, match="broke off"):
        [event async for event in run(agent(), "Go", Broken())]
