"""The one runner: chat, missions, invoke and the protocols all put an agent to work here."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from pilothouse.access.security import screen
from pilothouse.agents.agent import Agent
from pilothouse.agents.context import ArtifactStore, FileAccess, ToolContext
from pilothouse.agents.events import AgentEvent
from pilothouse.agents.recorder import Recorder
from pilothouse.agents.registry import Registry
from pilothouse.agents.run import run
from pilothouse.core.errors import Blocked, PermissionDenied, TimedOut
from pilothouse.core.http import GuardedClient
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import get_logger
from pilothouse.gateway.calls.service import CallContext, Gateway
from pilothouse.llm.messages import Message


@dataclass(frozen=True, slots=True)
class AgentTask:
    """One run of an agent.

    Attributes:
        tools: names the agent is limited to in this run; all of its own when empty.
        call: who pays for the model calls.
        idempotency_key: the same when the run is repeated after a crash.
    """

    agent: str
    messages: tuple[Message, ...]
    principal: Principal
    call: CallContext
    files: FileAccess
    artifacts: ArtifactStore
    recorder: Recorder
    idempotency_key: str
    tools: tuple[str, ...] = ()


class AgentRunner:
    """Gives an agent its model, its context and its limits, and yields what it does."""

    def __init__(self, registry: Registry, gateway: Gateway, http: GuardedClient) -> None:
        self._registry = registry
        self._gateway = gateway
        self._http = http

    async def run(self, task: AgentTask) -> AsyncGenerator[AgentEvent]:
        """Yield an agent's events, `Completed` last.

        Raises:
            NotFound: there is no such agent.
            PermissionDenied: a tool needs a permission the principal does not have.
            TimedOut: the agent's own time limit passed.
            PilothouseError: what the model or the loop raised.
        """
        agent = self._limited(self._registry.agent(task.agent), task.tools)
        self._check_permissions(agent, task.principal)
        await self._screen(task)
        context = ToolContext(
            files=task.files,
            artifacts=task.artifacts,
            http=self._http,
            idempotency_key=task.idempotency_key,
            principal=task.principal,
            log=get_logger("pilothouse.tool").bind(agent=agent.name),
        )
        model = self._gateway.model_for(task.call)
        try:
            async with (
                asyncio.timeout(agent.timeout_s),
                aclosing(run(agent, task.messages, model, context, task.recorder, registry=self._registry)) as events,
            ):
                async for event in events:
                    yield event
        except TimeoutError as error:
            raise TimedOut(f"{agent.name} took longer than {agent.timeout_s:g} s.") from error

    async def _screen(self, task: AgentTask) -> None:
        verdict = await screen(task.principal, "\n".join(message.text for message in task.messages), where="prompt")
        if not verdict.allowed:
            reasons = "; ".join(finding.message for finding in verdict.findings if finding.blocks)
            raise Blocked(f"A security policy stopped this request: {reasons}.")

    def _limited(self, agent: Agent, tools: tuple[str, ...]) -> Agent:
        return replace(agent, tools=tools) if tools else agent

    def _check_permissions(self, agent: Agent, principal: Principal) -> None:
        for tool in self._registry.select(agent.tools):
            missing = [permission for permission in tool.permissions if not principal.may(permission)]
            if missing:
                raise PermissionDenied(f"The tool {tool.name} needs the permission {missing[0]}.")
