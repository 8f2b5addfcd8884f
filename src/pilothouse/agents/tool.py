"""`@tool`: an async function becomes something an agent can call."""

import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeAlias, overload

from pilothouse.agents.schema import Signature, read_signature
from pilothouse.core.errors import InvalidInput
from pilothouse.llm.messages import ToolSpec

ToolCategory: TypeAlias = Literal["connector", "workflow", "transformer"]
ToolFunction: TypeAlias = Callable[..., Awaitable[Any]]


@dataclass(frozen=True)
class Tool:
    """A function with what an agent and an operator need to know of it.

    Attributes:
        category: connector reaches an outside system, workflow starts work, transformer turns data into results.
        timeout_s: seconds one call may take.
        confirm: a person approves each call first.
        permissions: what the principal must hold.
        after: tools that go first when a model asks for both in one turn.
        cost_microusd: estimate of one call, for selection and budgets.
        max_result_chars: what a model is shown of the result at most.
        retries: how often we repeat a call that failed for a moment, where that is safe; see `may_repeat`.
        is_idempotent: running it twice does no more than running it once, as with everything that only reads.
    """

    name: str
    function: ToolFunction
    signature: Signature
    category: ToolCategory = "transformer"
    timeout_s: float = 60
    confirm: bool = False
    permissions: frozenset[str] = frozenset()
    after: tuple[str, ...] = ()
    cost_microusd: int = 0
    max_result_chars: int = 24_000
    retries: int = 2
    is_idempotent: bool = False

    @property
    def description(self) -> str:
        return self.signature.summary

    @cached_property
    def spec(self) -> ToolSpec:
        """The tool as a model sees it."""
        return ToolSpec(self.name, self.description, self.signature.input_schema())


@overload
def tool(function: ToolFunction, /) -> Tool: ...


@overload
def tool(
    *,
    name: str | None = None,
    category: ToolCategory = "transformer",
    timeout_s: float = 60,
    confirm: bool = False,
    permissions: Sequence[str] = (),
    after: Sequence[str] = (),
    cost_microusd: int = 0,
    max_result_chars: int = 24_000,
    retries: int = 2,
    is_idempotent: bool = False,
) -> Callable[[ToolFunction], Tool]: ...


def tool(function: ToolFunction | None = None, /, **options: Any) -> Tool | Callable[[ToolFunction], Tool]:
    """Declare a tool. The first parameter is its context; the others, their types and the docstring make the schema.

    Raises:
        InvalidInput: the function is not async, or its signature says too little; see `read_signature`.
    """
    if function is not None:
        return _declare(function)
    return lambda declared: _declare(declared, **options)


def _declare(
    function: ToolFunction,
    *,
    name: str | None = None,
    permissions: Sequence[str] = (),
    after: Sequence[str] = (),
    **options: Any,
) -> Tool:
    if not inspect.iscoroutinefunction(function):
        raise InvalidInput(f"{function.__name__} is not async; declare tools with `async def`.")
    return Tool(
        name=name or function.__name__,
        function=function,
        signature=read_signature(function),
        permissions=frozenset(permissions),
        after=tuple(after),
        **options,
    )
