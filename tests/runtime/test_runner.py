import asyncio
from dataclasses import replace

import pytest

from pilothouse.access.secrets.environment import EnvironmentSecrets
from pilothouse.agents import Agent, Registry, ToolContext, agent, tool
from pilothouse.agents.events import Completed
from pilothouse.agents.local import local_context
from pilothouse.agents.recorder import MemoryRecorder
from pilothouse.core.errors import NotFound, PermissionDenied, TimedOut
from pilothouse.core.http import GuardedClient
from pilothouse.core.ids import ProcessId
from pilothouse.gateway.calls.service import CallContext, open_gateway
from pilothouse.gateway.settings import GatewaySettings
from pilothouse.llm.messages import Message
from pilothouse.runtime.capabilities import People
from pilothouse.runtime.runner import AgentRunner, AgentTask, Surroundings
from pilothouse.storage.cache import MemoryCache
from tests.gateway.books import enrol


@tool(permissions=("budgets:write",))
async def spend(ctx: ToolContext, amount: int) -> int:
    """Spend an amount."""
    return amount


@tool
async def look(ctx: ToolContext) -> str:
    """Look at something."""
    return "seen"


@agent(name="who")
async def who(ctx, prompt: str) -> str:
    """Tell who is asked, with which tools."""
    return f"{ctx.principal.user_id} {prompt}" if hasattr(ctx, "principal") else prompt


@agent(name="slow", timeout_s=0.05)
async def slow(ctx, prompt: str) -> str:
    """Take too long."""
    await asyncio.Event().wait()
    return prompt


REGISTRY = Registry().add(
    spend, look, who, slow,
    Agent("careful", "Looks only.", "Look.", tools=("look",)),
    Agent("spender", "Spends.", "Spend.", tools=("spend", "look")),
)  # fmt: skip


@pytest.fixture
async def runner(database):
    process_id: ProcessId = await enrol(database)
    async with open_gateway(database.url, database, process_id, GatewaySettings(), 3600) as gateway:
        around = Surroundings(GuardedClient(), EnvironmentSecrets({}), MemoryCache(1_000_000), People(database))
        yield AgentRunner(REGISTRY, gateway, around)


@pytest.fixture
def task(tmp_path, principal):
    def _task(name: str, who=principal, **options) -> AgentTask:
        context = local_context(tmp_path)
        return AgentTask(
            agent=name,
            messages=(Message("user", "hello"),),
            principal=who,
            call=CallContext(principal=who, request_id="r"),
            files=context.files,
            artifacts=context.artifacts,
            approvals=context.approvals,
            recorder=MemoryRecorder(),
            idempotency_key="k",
            **options,
        )

    return _task


async def events_of(runner: AgentRunner, task: AgentTask) -> list:
    return [event async for event in runner.run(task)]


class TestRun:
    async def test_ends_with_the_agents_answer(self, runner, task) -> None:
        events = await events_of(runner, task("who"))
        assert isinstance(events[-1], Completed)
        assert "hello" in events[-1].text

    async def test_does_not_know_an_agent_that_is_not_there(self, runner, task) -> None:
        with pytest.raises(NotFound, match="There is no agent 'nobody'"):
            await events_of(runner, task("nobody"))

    async def test_ends_an_agent_that_takes_too_long(self, runner, task) -> None:
        with pytest.raises(TimedOut, match=r"slow took longer than 0\.05 s"):
            await events_of(runner, task("slow"))


class TestPermissions:
    async def test_a_principal_who_lacks_a_tools_permission_cannot_use_an_agent_that_has_it(
        self, runner, task, tenant
    ) -> None:
        reader = replace(tenant.principal, permissions=frozenset({"missions:run"}))
        with pytest.raises(PermissionDenied, match="The tool spend needs the permission budgets:write"):
            await events_of(runner, task("spender", reader))

    async def test_but_can_when_the_run_is_limited_to_other_tools(self, runner, task, tenant) -> None:
        reader = replace(tenant.principal, permissions=frozenset({"missions:run", "models:invoke"}))
        events = await events_of(runner, task("spender", reader, tools=("look",)))
        assert isinstance(events[-1], Completed)

    async def test_a_holder_may(self, runner, task) -> None:
        assert isinstance((await events_of(runner, task("spender")))[-1], Completed)
