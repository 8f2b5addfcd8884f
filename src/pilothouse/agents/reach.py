"""`ctx.tools` and `ctx.llm` inside a run: journalled, counted and shown like the model's own calls."""

import hashlib
from collections.abc import Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from pilothouse.agents.asking import Answer, answer_of
from pilothouse.agents.capabilities import ToolSummary
from pilothouse.agents.errors import InvalidOutput, ToolFailed, UnknownTool, UsageLimitReached
from pilothouse.agents.state import RunState
from pilothouse.agents.trace import CallTrace
from pilothouse.core.json import dumps_text
from pilothouse.llm.messages import Message, ModelRequest, ToolCall

if TYPE_CHECKING:
    from pilothouse.agents.calls import CallRunner

MAX_DEPTH = 5  # tools that call tools


class RunTools:
    """Implements `ToolCaller` for one call, or for the agent's own function."""

    def __init__(self, runner: "CallRunner", key: str, trace: CallTrace) -> None:
        """Bind to a run.

        Args:
            runner: of the calls made here.
            key: in the journal, of the call that calls.
            trace: of that call; it notes what is offered.
        """
        self._runner = runner
        self._key = key
        self._trace = trace
        self._seen: dict[str, int] = {}

    @property
    def names(self) -> Sequence[str]:
        return tuple(self._runner.state.tools)

    async def call(self, name: str, /, **arguments: Any) -> Any:
        self._check_depth(name)
        tool = self._runner.state.tool(name)
        if not self._runner.state.meter.count_tool_call(tool.cost_microusd):
            raise UsageLimitReached("No further tool calls are allowed in this run.", details={"limit": "tool_calls"})
        key = f"{self._key}/{name}:{_occurrence(self._seen, f'{name}{dumps_text(arguments)}')}"
        done = await self._runner.run(ToolCall(key, name, arguments), key, arguments)
        if not done.event.ok:
            raise ToolFailed(done.event.summary)
        return done.event.output

    def find(self, text: str, limit: int = 5) -> Sequence[ToolSummary]:
        found = self._runner.state.index().search(text, limit)
        return [ToolSummary(match.tool.name, match.tool.description, match.score) for match in found]

    def offer(self, *names: str) -> None:
        unknown = [name for name in names if name not in self._runner.state.tools]
        if unknown:
            raise UnknownTool(f"This agent has no tool {unknown[0]!r}.")
        self._trace.offers.extend(names)

    def _check_depth(self, name: str) -> None:
        callers = self._runner.callers
        chain = " → ".join((*callers, name))
        if name in callers:
            raise ToolFailed(f"A tool may not call itself: {chain}.")
        if len(callers) >= MAX_DEPTH:
            raise ToolFailed(f"Tools call each other more than {MAX_DEPTH} deep: {chain}.")


class RunModel:
    """Implements `LanguageModel` for one call, or for the agent's own function."""

    def __init__(self, state: RunState, key: str) -> None:
        self._state = state
        self._key = key
        self._seen: dict[str, int] = {}

    async def ask(
        self,
        prompt: str | Sequence[Message],
        *,
        system: str = "",
        model: str | None = None,
        max_output_tokens: int | None = None,
        schema: type[Any] | None = None,
    ) -> Any:
        agent = self._state.agent
        said = (Message("user", prompt),) if isinstance(prompt, str) else tuple(prompt)
        request = ModelRequest(
            model=model or agent.model,
            messages=(Message("system", system), *said) if system else said,
            max_output_tokens=max_output_tokens or agent.max_output_tokens,
            temperature=agent.temperature,
            response_schema=None if schema is None else _json_schema(schema),
        )
        key = f"{self._key}/llm:{_occurrence(self._seen, dumps_text(request))}"
        answer = await self._answer(key, request)
        return answer.text if schema is None else _read(schema, answer.text)

    async def _answer(self, key: str, request: ModelRequest) -> Answer:
        async with aclosing(answer_of(self._state, key, request)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Answer):
                    return piece
        raise AssertionError("An answer ends with itself.")


def _occurrence(seen: dict[str, int], what: str) -> str:
    """Name a call by what it asks and how often that was asked before, so that parallel ones keep their names."""
    digest = hashlib.sha256(what.encode()).hexdigest()[:12]
    seen[digest] = seen.get(digest, 0) + 1
    return f"{digest}:{seen[digest]}"


def _json_schema(schema: type[Any]) -> dict[str, Any]:
    from pydantic import TypeAdapter  # only who asks for a shape needs it

    return TypeAdapter[Any](schema).json_schema()


def _read(schema: type[Any], text: str) -> Any:
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter[Any](schema).validate_json(_without_fence(text))
    except ValidationError as error:
        raise InvalidOutput(f"The model's answer is no {getattr(schema, '__name__', schema)}: {error}.") from error


def _without_fence(text: str) -> bytes:
    """Take off the fence of a code block, which models like to put around JSON."""
    stripped = text.strip()
    if stripped.startswith("```") and stripped.endswith("```"):
        stripped = stripped.removesuffix("```").partition("\n")[2]
    return stripped.encode()
