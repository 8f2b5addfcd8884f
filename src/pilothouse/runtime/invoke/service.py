"""Turn an invocation into a run, and the finished run into an answer."""

from decimal import ROUND_FLOOR
from typing import Any
from uuid import UUID

from pilothouse.agents.agent import Agent
from pilothouse.agents.registry import Registry
from pilothouse.core import json
from pilothouse.core.errors import InvalidInput
from pilothouse.core.principal import Principal
from pilothouse.llm.messages import Message
from pilothouse.runtime.files.service import FileRepository
from pilothouse.runtime.hosting.host import RunHost
from pilothouse.runtime.hosting.request import RunRequest, StartedRun
from pilothouse.runtime.hosting.schemas import RunRead
from pilothouse.runtime.invoke.routing import Candidate
from pilothouse.runtime.invoke.schemas import CandidateRead, InvokeCreate, InvokeMetadata, InvokeRead

_MICRO = 1_000_000
_MAX_CONTEXT_CHARS = 50_000


class InvokeService:
    """Starts runs without a conversation."""

    def __init__(self, host: RunHost, registry: Registry) -> None:
        self._host = host
        self._registry = registry

    async def start(
        self, who: Principal, name: str, asked: InvokeCreate, *, is_detached: bool, idempotency_key: str | None
    ) -> StartedRun:
        """Start a run of an agent and put it to work.

        Raises:
            NotFound: there is no such agent or file.
            PermissionDenied: a tool needs a permission the principal does not have.
            RunIdempotencyConflict: the key came before with another request.
        """
        agent = self._registry.agent(name)
        request = RunRequest(
            agent=name,
            messages=(Message("user", _words(asked)),),
            source="invoke",
            file_ids=tuple(dict.fromkeys(asked.file_ids)),
            arguments=_arguments(agent, asked),
            is_detached=is_detached,
            timeout_s=asked.options.timeout / 1000,
            max_cost_microusd=int((asked.options.maxCost * _MICRO).to_integral_value(ROUND_FLOOR)),
            idempotency_key=idempotency_key,
        )
        async with self._host.hosting.database.transaction(who.organization_id) as session:
            await FileRepository(session).all_of(who, list(request.file_ids))
            started = await self._host.start(session, who, request)
        self._host.launch(started)
        return started

    def answer(self, run: RunRead, chosen: Candidate | None, candidates: list[Candidate]) -> InvokeRead:
        """Describe a finished run as an answer."""
        metadata = InvokeMetadata(
            run_id=run.id,
            agent=run.agent,
            confidence=chosen.confidence if chosen else None,
            candidates=[CandidateRead(agent=each.agent, confidence=each.confidence) for each in candidates],
            state=run.state,
            usage=run.usage,
            cost_usd=run.cost_usd,
            model=run.model,
            duration_ms=run.duration_ms,
            tools=run.tools,
            artifacts=run.artifacts,
        )
        return InvokeRead(result=self._result(run.agent, run.answer), metadata=metadata)

    def _result(self, name: str, answer: str | None) -> Any:
        """Return an answer as its agent declares it: text, or the value that its function returns."""
        agent = self._registry.agents.get(name)
        if answer is None or agent is None or agent.signature is None:
            return answer
        if agent.signature.output.json_schema().get("type") == "string":
            return answer
        try:
            return json.loads(answer)
        except InvalidInput:  # a generator's text
            return answer


def location_of(run_id: UUID) -> str:
    """Return where a run can be looked at."""
    return f"/api/v1/runs/{run_id}"


def _words(asked: InvokeCreate) -> str:
    """Write an invocation as a message: the prompt, then the context as JSON.

    Raises:
        InvalidInput: the context is too large for a message.
    """
    if not asked.context:
        return asked.prompt
    context = json.dumps_text(asked.context)
    if len(context) > _MAX_CONTEXT_CHARS:
        raise InvalidInput(f"context may have {_MAX_CONTEXT_CHARS:,} characters; upload larger data as a file.")
    return f"{asked.prompt}\n\nContext:\n{context}"


def _arguments(agent: Agent, asked: InvokeCreate) -> dict[str, Any] | None:
    """Return the arguments of an agent with its own function: the prompt first, then what the context has of them."""
    if agent.signature is None or not asked.context:
        return None
    first, *others = agent.signature.parameters
    return {first: asked.prompt} | {name: asked.context[name] for name in others if name in asked.context}
