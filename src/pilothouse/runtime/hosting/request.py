"""What is asked of a run, and what a room hands over for it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.agents.context import ArtifactStore, FileAccess
from pilothouse.core import json
from pilothouse.core.principal import Principal
from pilothouse.llm.messages import Message, Usage
from pilothouse.runtime.runs.tables import AgentRun

_NO_USAGE = Usage()

Source: TypeAlias = Literal["chat", "mission", "invoke", "mcp", "a2a"]


@dataclass(frozen=True, slots=True)
class RunRequest:
    """One run of an agent.

    Attributes:
        messages: what the agent sees, the request last; stored with the run.
        conversation_id: at most one of its runs is at work; others queue.
        is_busy: whether another is at work, waits or is queued, where the caller has looked under the conversation's
            lock; None lets the host look.
        tools: names the agent is limited to; all of its own when empty.
        model: instead of the agent's own.
        arguments: typed input of an agent with its own function.
        is_detached: works on when nobody reads.
        timeout_s: at most the agent's own.
        max_cost_microusd: no model call is made that could pass it.
        idempotency_key: the same key and request from the same user is the same run.
        facts: what the room that starts it wants to find again; goes into the stream's `start` too.
        run_id: when rows of the caller's have to name it first.
    """

    agent: str
    messages: tuple[Message, ...]
    source: Source
    conversation_id: UUID | None = None
    is_busy: bool | None = None
    file_ids: tuple[UUID, ...] = ()
    tools: tuple[str, ...] = ()
    model: str | None = None
    arguments: dict[str, Any] | None = None
    is_detached: bool = False
    timeout_s: float | None = None
    max_cost_microusd: int | None = None
    idempotency_key: str | None = None
    facts: dict[str, Any] = field(default_factory=dict[str, Any])
    when_busy: Literal["queue", "refuse"] = "refuse"
    run_id: UUID | None = None

    def stored(self) -> "StoredRequest":
        """Return what has to be kept to begin or resume the run anywhere."""
        return StoredRequest(
            messages=self.messages,
            file_ids=self.file_ids,
            tools=self.tools,
            model=self.model,
            arguments=self.arguments,
            timeout_s=self.timeout_s,
            max_cost_microusd=self.max_cost_microusd,
        )

    def digest(self) -> str:
        """Return a hash of what is asked, to tell a repeated request from another under the same key."""
        asked = (self.agent, self.conversation_id, self.is_detached, self.stored())
        return hashlib.sha256(json.dumps(asked)).hexdigest()


class StoredRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """A request as the run's row keeps it; see `RunRequest`."""

    messages: tuple[Message, ...]
    file_ids: tuple[UUID, ...] = ()
    tools: tuple[str, ...] = ()
    model: str | None = None
    arguments: dict[str, Any] | None = None
    timeout_s: float | None = None
    max_cost_microusd: int | None = None

    @classmethod
    def of(cls, run: AgentRun) -> "StoredRequest":
        """Read a run's request."""
        return msgspec.convert(run.request, cls)


@dataclass(frozen=True, slots=True)
class StartedRun:
    """A run whose row is written. Hand it to `RunHost.launch` once the transaction is committed."""

    run: AgentRun
    who: Principal
    is_new: bool

    @property
    def run_id(self) -> UUID:
        """The run's id."""
        return self.run.id

    @property
    def state(self) -> str:
        """running, or queued behind another run of its conversation; of a repeated request, where it is by now."""
        return self.run.state


class ToolUse(msgspec.Struct, frozen=True):
    """One tool call of a run, as people see it."""

    call_id: str
    name: str
    ok: bool
    summary: str
    duration_s: float
    artifacts: tuple[dict[str, Any], ...] = ()
    citations: tuple[dict[str, Any], ...] = ()
    navigate: str | None = None


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a run ended, or that it waits.

    Attributes:
        state: waiting, completed, failed, stopped or interrupted.
        text: all that was shown: the `text` events of its stream, joined.
        answer: the last model call's text; None unless completed.
        messages: what the run added to the conversation; empty unless completed.
        error: {"code", "message", "details", "retryable"}.
    """

    state: str
    text: str
    answer: str | None = None
    messages: tuple[Message, ...] = ()
    tools: tuple[ToolUse, ...] = ()
    usage: Usage = _NO_USAGE
    cost_microusd: int = 0
    model: str | None = None
    error: dict[str, Any] | None = None
    first_token_ms: int | None = None
    duration_ms: int = 0


@dataclass(frozen=True, slots=True)
class RunParts:
    """What a room hands over for one hosting of a run; None means the platform's own.

    Attributes:
        messages: instead of those stored with the run, which a queued run's room may want to bring up to date.
        context: further fields of `agents.ToolContext`, such as memory.
    """

    files: FileAccess | None = None
    artifacts: ArtifactStore | None = None
    messages: Sequence[Message] | None = None
    context: dict[str, Any] = field(default_factory=dict[str, Any])


class RunSource(Protocol):
    """The room that started a run: what it hands over, and what it writes when the run ends."""

    async def parts(self, run: AgentRun, who: Principal) -> RunParts:
        """Return what the run gets beside the usual, each time that a process begins or resumes it."""
        ...

    async def settle(self, session: AsyncSession, run: AgentRun, end: RunEnd) -> None:
        """Write the room's own rows in the transaction in which the run ends or begins to wait."""
        ...


class BareSource:
    """A room with nothing to add."""

    async def parts(self, run: AgentRun, who: Principal) -> RunParts:
        """Hand over nothing."""
        del run, who
        return RunParts()

    async def settle(self, session: AsyncSession, run: AgentRun, end: RunEnd) -> None:
        """Write nothing."""
