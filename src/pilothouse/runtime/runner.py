"""The one runner: chat, missions, invoke and the protocols all put an agent to work here."""

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from pilothouse.access.secrets.backend import SecretsBackend
from pilothouse.access.security.screening.passage import Passage
from pilothouse.access.security.screening.screener import Screener
from pilothouse.access.security.screening.telling import Circumstances
from pilothouse.access.security.trust.service import TrustGate
from pilothouse.agents.agent import Agent
from pilothouse.agents.context import ApprovalGate, ArtifactStore, FileAccess, ToolContext
from pilothouse.agents.events import AgentEvent
from pilothouse.agents.model import Model
from pilothouse.agents.recorder import Recorder
from pilothouse.agents.registry import Registry
from pilothouse.agents.run import run
from pilothouse.agents.tool import Tool
from pilothouse.core.errors import PermissionDenied
from pilothouse.core.http import GuardedClient
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import get_logger
from pilothouse.gateway.calls.service import CallContext, Gateway, GatewayModel
from pilothouse.llm.messages import Message
from pilothouse.runtime.agent_databases import AgentDatabases
from pilothouse.runtime.capabilities import AgentCache, People, ToolScreen, ToolSecrets
from pilothouse.shield.skills.tools import ToolDescription
from pilothouse.storage.cache import Cache

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class AgentTask:
    """One run of an agent.

    Attributes:
        approvals: asks a person about calls of tools that want it.
        call: who pays for the model calls.
        idempotency_key: the same when the run is repeated after a crash.
        tools: names the agent is limited to in this run; all of its own when empty.
        model: instead of the agent's own.
        arguments: typed input of an agent with its own function.
        timeout_s: seconds, where that is less than the agent's own.
        context: further fields of `ToolContext`, such as memory.
        around: puts something around the gateway's model, such as a bound on cost.
    """

    agent: str
    messages: tuple[Message, ...]
    principal: Principal
    call: CallContext
    files: FileAccess
    artifacts: ArtifactStore
    approvals: ApprovalGate
    recorder: Recorder
    idempotency_key: str
    tools: tuple[str, ...] = ()
    model: str | None = None
    arguments: dict[str, Any] | None = None
    timeout_s: float | None = None
    context: Mapping[str, Any] = field(default_factory=dict[str, Any])
    around: Callable[[GatewayModel], Model] = lambda model: model


@dataclass(frozen=True, slots=True)
class AgentWork:
    """A run about to begin: its events, and the model that tells what it costs.

    Attributes:
        model: the gateway, bound to who pays; `settled` holds what each finished call has cost.
    """

    agent: Agent
    model: GatewayModel
    _task: AgentTask
    _context: ToolContext
    _registry: Registry
    _screener: Screener

    async def events(self) -> AsyncGenerator[AgentEvent]:
        """Yield what the agent does, `Completed` last.

        Raises:
            RunParked: tool calls wait for a person.
            PilothouseError: what the model or the loop raised.
        """
        await _screen_prompt(self._screener, self._task)
        model = self._task.around(self.model)
        events = run(
            self.agent,
            self._task.messages,
            model,
            self._context,
            self._task.recorder,
            registry=self._registry,
            arguments=self._task.arguments,
        )
        async with aclosing(events) as stream:
            async for event in stream:
                yield event


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every tool of this process may reach: the guarded client, secrets, a cache, the people behind principals.

    Attributes:
        settings: of the installation, by the class of the settings, for tools that have some.
        screener: reads what tools are given, what they return and what they say of themselves.
        gate: tells how far tools are trusted.
        databases: hold data of the agents' own.
    """

    http: GuardedClient
    secrets: SecretsBackend
    cache: Cache
    people: People
    settings: Mapping[type[Any], Any] = field(default_factory=dict[type[Any], Any])
    screener: Screener = field(default_factory=Screener)
    gate: TrustGate | None = None
    databases: AgentDatabases = field(default_factory=AgentDatabases)


class AgentRunner:
    """Gives an agent its model, its context and its limits."""

    def __init__(self, registry: Registry, gateway: Gateway, surroundings: Surroundings) -> None:
        self._registry = registry
        self._gateway = gateway
        self._surroundings = surroundings

    async def open(self, task: AgentTask) -> AgentWork:
        """Prepare a run; the agent and its tools stay as they are now, whatever is reloaded meanwhile.

        Raises:
            NotFound: there is no such agent.
            PermissionDenied: a tool needs a permission the principal does not have.
        """
        agent = await self._harmless(self._bounded(self._registry.agent(task.agent), task), task)
        given = {"files": task.files, "artifacts": task.artifacts, "approvals": task.approvals, **task.context}
        given["screen"] = self._screen(task.principal, agent.name, task.call)
        context = await self.context(task.principal, agent.name, task.idempotency_key, **given)
        model = self._gateway.model_for(task.call)
        return AgentWork(agent, model, task, context, self._registry, self._surroundings.screener)

    async def run(self, task: AgentTask) -> AsyncGenerator[AgentEvent]:
        """Prepare a run and yield its events; raises as `open` and `AgentWork.events`."""
        work = await self.open(task)
        async with aclosing(work.events()) as events:
            async for event in events:
                yield event

    async def context(self, principal: Principal, agent: str, idempotency_key: str, **given: Any) -> ToolContext:
        """Return the context of tools that work for a principal; `given` are further fields of it."""
        around = self._surroundings
        parts: dict[str, Any] = {
            "http": around.http,
            "secrets": ToolSecrets(around.secrets),
            "cache": AgentCache(around.cache, principal.organization_id, agent),
            "db": around.databases.of(principal.organization_id, agent),
            "user": await around.people.of(principal),
            "screen": self._screen(principal, agent),
            "settings": around.settings,
            "principal": principal,
            "idempotency_key": idempotency_key,
            "log": get_logger("pilothouse.tool").bind(agent=agent),
        }
        return ToolContext(**{**parts, **given})

    def _screen(self, principal: Principal, agent: str, call: CallContext | None = None) -> ToolScreen:
        conversation_id, mission_id = (call.conversation_id, call.mission_id) if call else (None, None)
        around = self._surroundings
        return ToolScreen(around.screener, principal, agent, conversation_id, mission_id, around.gate)

    async def _harmless(self, agent: Agent, task: AgentTask) -> Agent:
        """Return an agent without tools whose descriptions a policy blocks: a model obeys what it reads there."""
        screening = await self._surroundings.screener.begin(_circumstances(task, agent.name))
        tools = self._registry.select(agent.tools)
        if not tools or screening.is_off("tool_description"):
            return agent
        verdicts = await screening.read([Passage(_words_of(tool), "tool_description", tool.name) for tool in tools])
        kept = tuple(tool for tool, verdict in zip(tools, verdicts, strict=True) if verdict.allowed)
        if len(kept) == len(tools):
            return agent
        left_out = sorted({tool.name for tool in tools} - {tool.name for tool in kept})
        log.warning("tools_left_out", agent=agent.name, tools=left_out)
        return replace(agent, tools=kept)

    def _bounded(self, agent: Agent, task: AgentTask) -> Agent:
        tools = permitted_tools(self._registry, task.tools or agent.tools, task.principal)
        changes: dict[str, Any] = {"tools": tuple(tools)}
        if task.model:
            changes["model"] = task.model
        if task.timeout_s is not None:
            changes["timeout_s"] = min(task.timeout_s, agent.timeout_s)
        return replace(agent, **changes)


def permitted_tools(registry: Registry, wanted: Iterable[str | Tool], principal: Principal) -> list[Tool]:
    """Return an agent's tools for a principal: of a pattern such as "table_*" those it may use, each named one.

    Raises:
        PermissionDenied: a tool that is named needs a permission the principal does not have.
        UnknownTool: a name, or a pattern that matches nothing.
    """
    chosen: dict[str, Tool] = {}
    for each in wanted:
        is_pattern = isinstance(each, str) and "*" in each
        for tool in registry.select([each]):
            missing = lacking(tool, principal)
            if missing and not is_pattern:
                raise PermissionDenied(f"The tool {tool.name} needs the permission {missing[0]}.")
            if not missing:
                chosen[tool.name] = tool
    return list(chosen.values())


def check_agent(registry: Registry, agent: Agent, principal: Principal, tools: Iterable[str] = ()) -> None:
    """Raise unless a principal may run an agent, with these of its tools where given.

    Raises:
        PermissionDenied: it lacks a permission of the agent, or of a tool that is named.
        UnknownTool: a name, or a pattern that matches nothing.
    """
    if missing := lacking(agent, principal):
        raise PermissionDenied(f"The agent {agent.name} needs the permission {missing[0]}.")
    permitted_tools(registry, tuple(tools) or agent.tools, principal)


def lacking(tool: Tool | Agent, principal: Principal) -> list[str]:
    """Return the permissions of a tool or agent that a principal does not hold."""
    return [permission for permission in sorted(tool.permissions) if not principal.may(permission)]


async def _screen_prompt(screener: Screener, task: AgentTask) -> None:
    """Read what an agent is asked, also where it asks no model. What goes to one is read again on its way there."""
    screening = await screener.begin(_circumstances(task, task.agent))
    passages = [Passage(each.text, "prompt") for each in task.messages if each.role == "user"]
    for verdict in await screening.read(passages, redacts=False):
        verdict.require_allowed("A security policy stopped this request")


def _circumstances(task: AgentTask, agent: str) -> Circumstances:
    return Circumstances(task.principal, agent, task.call.conversation_id, task.call.mission_id)


@lru_cache(maxsize=2_000)
def _words_of(tool: Tool) -> str:
    """Return what a model reads of a tool: its description, and those of its parameters."""
    return ToolDescription(tool.name, tool.description, tool.spec.input_schema).words
