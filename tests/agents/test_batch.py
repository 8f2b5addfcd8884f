"""The calls of one answer, as the model sees them answered."""

import asyncio
from typing import Any

import pytest

from pilothouse.agents import (
    Agent,
    AgentEvent,
    ApprovalRequested,
    Completed,
    Decision,
    MemoryRecorder,
    RunParked,
    Tool,
    ToolContext,
    ToolFinished,
    UsageLimits,
    run,
    tool,
)
from pilothouse.llm.messages import ToolCall
from pilothouse.testing import ScriptedModel


@tool
async def find(ctx: ToolContext, name: str) -> dict[str, Any]:
    """Find a person."""
    del ctx
    if name == "nobody":
        raise ValueError("broken")
    return {"rows": [{"id": len(name), "name": name}]}


@tool
async def mail(ctx: ToolContext, to: int, text: str = "") -> str:
    """Send a mail."""
    del ctx
    return f"mailed {to} {text}".strip()


def agent(*tools: Tool, links: bool = True, **limits: int) -> Agent:
    return Agent("tester", "Tests.", "Be exact.", tools=tools, links_results=links, limits=UsageLimits(**limits))


async def answers(who: Agent, *calls: ToolCall) -> list[str]:
    """Return what the model is told of each call."""
    model = ScriptedModel(list(calls), "Done.")
    async for _ in run(who, "Go", model):
        pass
    return [message.text for message in model.requests[1].messages if message.role == "tool"]


class TestReferences:
    async def test_put_one_result_into_another_call(self) -> None:
        to = {"$result": 2, "path": "rows[0].id"}
        told = await answers(
            agent(find, mail), ToolCall("b", "mail", {"to": to}), ToolCall("a", "find", {"name": "Ada"})
        )
        assert told[0] == "mailed 3"

    async def test_say_why_nothing_was_sent_when_the_first_call_failed(self) -> None:
        calls = ToolCall("a", "find", {"name": "nobody"}), ToolCall("b", "mail", {"to": {"$result": "a"}})
        told = await answers(agent(find, mail), *calls)
        assert "call 1 (find), which failed" in told[1]

    async def test_that_lead_around_in_a_circle_are_refused(self) -> None:
        calls = ToolCall("a", "mail", {"to": {"$result": 2}}), ToolCall("b", "mail", {"to": {"$result": 1}})
        assert all("wait for each other" in text for text in await answers(agent(mail), *calls))

    async def test_are_explained_to_the_model_of_an_agent_that_wants_them_only(self) -> None:
        for wants in (True, False):
            model = ScriptedModel("Hi.")
            async for _ in run(agent(find, links=wants), "Go", model):
                pass
            assert ("$result" in model.requests[0].messages[0].text) is wants

    async def test_are_checked_like_any_argument(self) -> None:
        told = await answers(
            agent(find, mail), ToolCall("a", "find", {"name": "Ada"}), ToolCall("b", "mail", {"to": {"$result": 1}})
        )
        assert "valid integer" in told[1]


class People:
    """An approval gate over a table of decisions."""

    def __init__(self) -> None:
        self.decisions: dict[str, Decision] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.started: list[str] = []

    async def decide(self, tool_name: str, arguments: dict[str, Any], idempotency_key: str) -> Decision:
        self.asked.append((tool_name, arguments))
        if idempotency_key in self.started:
            raise RunParked(approval_id=f"again-{idempotency_key}", is_outcome_unknown=True)
        if idempotency_key not in self.decisions:
            raise RunParked(approval_id=f"approval-{idempotency_key}")
        self.started.append(idempotency_key)
        return self.decisions[idempotency_key]


class TestApprovals:
    """A run parks, a person decides, the run goes on."""

    def setup_method(self) -> None:
        self.people, self.paid, self.found = People(), list[int](), list[str]()
        self.recorder = MemoryRecorder()
        paid, found = self.paid, self.found

        @tool(confirm=True)
        async def pay(ctx: ToolContext, amount: int) -> str:
            """Pay."""
            del ctx
            paid.append(amount)
            return f"paid {amount}"

        @tool
        async def look(ctx: ToolContext, what: str) -> str:
            """Look."""
            del ctx
            await asyncio.sleep(0.01)
            found.append(what)
            return what

        @tool(after=("pay",))
        async def thank(ctx: ToolContext) -> str:
            """Say thanks."""
            del ctx
            found.append("thanks")
            return "thanked"

        self.agent = agent(pay, look, thank)
        self.calls = [
            ToolCall("p", "pay", {"amount": 5}),
            ToolCall("l", "look", {"what": "sky"}),
            ToolCall("t", "thank", {}),
        ]

    async def work(self, *replies: Any) -> list[AgentEvent]:
        self.events: list[AgentEvent] = []
        async for event in run(
            self.agent, "Go", ScriptedModel(*replies), ToolContext(approvals=self.people), self.recorder
        ):
            self.events.append(event)
        return self.events

    async def test_park_the_run_when_everything_else_is_done(self) -> None:
        with pytest.raises(RunParked) as parked:
            await self.work(self.calls)
        assert parked.value.approval_ids == ("approval-tool:1:0:pay",)
        assert self.paid == []
        assert self.found == ["sky"], "what does not depend on it has run; what comes after it has not"
        asked = [event for event in self.events if isinstance(event, ApprovalRequested)]
        assert asked == [ApprovalRequested("p", "pay", {"amount": 5}, "tool:1:0:pay", "approval-tool:1:0:pay")]

    async def test_let_the_run_go_on_with_edited_arguments_and_repeat_nothing(self) -> None:
        with pytest.raises(RunParked):
            await self.work(self.calls)
        self.people.decisions["tool:1:0:pay"] = Decision(is_approved=True, arguments={"amount": 3})
        events = await self.work("Paid.")
        assert (self.paid, self.found) == ([3], ["sky", "thanks"])
        last = events[-1]
        assert isinstance(last, Completed)
        assert last.text == "Paid."

    async def test_that_are_refused_are_told_to_the_model(self) -> None:
        self.people.decisions["tool:1:0:pay"] = Decision(is_approved=False, reason="Too dear.")
        events = await self.work(self.calls, "Not paid.")
        refused = next(event for event in events if isinstance(event, ToolFinished) and event.name == "pay")
        assert (refused.ok, refused.error_code, refused.attempts) == (False, "not_approved", 0)
        assert self.paid == []

    async def test_are_asked_anew_when_nobody_knows_how_the_first_try_ended(self) -> None:
        self.people.decisions["tool:1:0:pay"] = Decision(is_approved=True)
        self.people.started.append("tool:1:0:pay")
        with pytest.raises(RunParked):
            await self.work(self.calls)
        asked = next(event for event in self.events if isinstance(event, ApprovalRequested))
        assert asked.is_outcome_unknown
        assert self.paid == []

    async def test_are_not_asked_of_arguments_that_cannot_be_used(self) -> None:
        await self.work([ToolCall("p", "pay", {"amount": "much"})], "Hm.")
        assert self.people.asked == []

    async def test_see_references_filled_in(self) -> None:
        @tool
        async def price(ctx: ToolContext) -> int:
            """Tell the price."""
            del ctx
            return 9

        self.agent = agent(price, *(each for each in self.agent.tools if isinstance(each, Tool)))
        calls = [ToolCall("1", "price", {}), ToolCall("2", "pay", {"amount": {"$result": 1}})]
        with pytest.raises(RunParked):
            await self.work(calls)
        asked = next(event for event in self.events if isinstance(event, ApprovalRequested))
        assert asked.arguments == {"amount": 9}


class TestManyCalls:
    async def test_no_more_run_at_once_than_allowed(self) -> None:
        at_work, most = 0, 0

        @tool
        async def count(ctx: ToolContext, n: int) -> int:
            """Count those at work."""
            nonlocal at_work, most
            del ctx
            at_work += 1
            most = max(most, at_work)
            await asyncio.sleep(0)
            at_work -= 1
            return n

        told = await answers(
            agent(count, max_parallel_tools=3, max_tool_calls=500),
            *(ToolCall(str(n), "count", {"n": n}) for n in range(500)),
        )
        assert told == [str(n) for n in range(500)]
        assert most == 3

    async def test_each_event_tells_when_its_call_began_and_how_long_it_took(self) -> None:
        @tool
        async def wait(ctx: ToolContext, s: float) -> float:
            """Wait."""
            del ctx
            await asyncio.sleep(s)
            return s

        model = ScriptedModel([ToolCall("a", "wait", {"s": 0.05}), ToolCall("b", "wait", {"s": 0})], "Done.")
        events = [event async for event in run(agent(wait, max_parallel_tools=1), "Go", model)]
        first, second = (event for event in events if isinstance(event, ToolFinished))
        assert first.duration_s >= 0.05
        assert second.started_after_s >= first.started_after_s + first.duration_s - 0.001
