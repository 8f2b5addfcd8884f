import asyncio
from dataclasses import dataclass, replace
from typing import Any

import pytest

from pilothouse.agents import ToolContext, ToolFailed, ToolRetry, tool
from pilothouse.agents.context import Decision
from pilothouse.agents.errors import InvalidArguments, InvalidOutput, MissingCapability, NotApproved, ToolTimedOut
from pilothouse.agents.execution import execute
from pilothouse.core.errors import PermissionDenied
from pilothouse.core.ids import OrganizationId, UserId, new_id
from pilothouse.core.principal import Principal

CONTEXT = ToolContext()


@dataclass
class Found:
    finding: str
    count: int
    note: str | None = None


@tool
async def count(ctx: ToolContext, words: list[str]) -> Found:
    """Count words."""
    del ctx
    return Found(f"{len(words)} words.", len(words))


@tool(timeout_s=0.05)
async def sleep(ctx: ToolContext, seconds: float) -> str:
    """Wait."""
    del ctx
    await asyncio.sleep(seconds)
    return "awake"


@tool(confirm=True)
async def pay(ctx: ToolContext, amount: int) -> str:
    """Pay an amount."""
    return f"paid {amount} with {ctx.idempotency_key}"


@tool(permissions=("files:write",))
async def write(ctx: ToolContext) -> str:
    """Write a file."""
    del ctx
    return "written"


def someone(*permissions: str) -> Principal:
    return Principal(OrganizationId(new_id()), UserId(new_id()), permissions=frozenset(permissions))


class Gate:
    """A person who has decided already."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        self.asked: list[tuple[str, dict[str, Any]]] = []

    async def decide(self, tool_name: str, arguments: dict[str, Any], idempotency_key: str) -> Decision:
        del idempotency_key
        self.asked.append((tool_name, arguments))
        return self.decision


async def test_result_is_json_with_a_line_for_people() -> None:
    result = await execute(count, {"words": ["a", "b"]}, CONTEXT)
    assert result.output == {"finding": "2 words.", "count": 2}
    assert result.text == '{"finding":"2 words.","count":2}'
    assert result.summary == "2 words."


async def test_wrong_arguments_are_told_field_by_field() -> None:
    with pytest.raises(InvalidArguments, match=r"words: Input should be a valid (list|array)"):
        await execute(count, {"words": 3}, CONTEXT)


async def test_time_is_limited() -> None:
    with pytest.raises(ToolTimedOut, match=r"0\.05 s"):
        await execute(sleep, {"seconds": 5}, CONTEXT)
    assert (await execute(sleep, {"seconds": 0}, CONTEXT)).output == "awake"


async def test_output_has_to_be_what_was_declared() -> None:
    @tool
    async def lie(ctx: ToolContext) -> int:
        """Say a number."""
        del ctx
        return "many"  # type: ignore[return-value]

    with pytest.raises(InvalidOutput, match="lie returned something else"):
        await execute(lie, {}, CONTEXT)


async def test_a_long_result_is_shortened_for_the_model_only() -> None:
    @tool(max_result_chars=100)
    async def novel(ctx: ToolContext) -> str:
        """Write a novel."""
        del ctx
        return "x" * 5_000

    result = await execute(novel, {}, CONTEXT)
    assert len(result.output) == 5_000
    assert result.text.endswith("[4,900 more characters are not shown]")
    assert len(result.summary) <= 200


@pytest.mark.parametrize("raised", [ToolRetry("Spell it."), ToolFailed("It is gone.")])
async def test_what_a_tool_raises_by_name_passes(raised: Exception) -> None:
    @tool
    async def fail(ctx: ToolContext) -> str:
        """Fail."""
        del ctx
        raise raised

    with pytest.raises(type(raised), match=str(raised)):
        await execute(fail, {}, CONTEXT)


async def test_what_breaks_inside_a_tool_is_not_shown() -> None:
    @tool
    async def leak(ctx: ToolContext) -> str:
        """Break."""
        del ctx
        raise ValueError("password=hunter2")

    with pytest.raises(ToolFailed, match="internal error") as raised:
        await execute(leak, {}, CONTEXT)
    assert "hunter2" not in raised.value.message


class TestPermissions:
    async def test_are_asked_of_the_principal(self) -> None:
        with pytest.raises(PermissionDenied, match="files:write"):
            await execute(write, {}, replace(CONTEXT, principal=someone("files:read")))

    async def test_let_the_holder_pass(self) -> None:
        assert (await execute(write, {}, replace(CONTEXT, principal=someone("files:write")))).output == "written"

    async def test_are_nobodys_business_in_a_notebook(self) -> None:
        assert (await execute(write, {}, CONTEXT)).output == "written"


class TestApprovals:
    async def test_are_needed_where_declared(self) -> None:
        with pytest.raises(MissingCapability, match="asks a person"):
            await execute(pay, {"amount": 5}, CONTEXT)

    async def test_stop_a_refused_call(self) -> None:
        gate = Gate(Decision(is_approved=False, reason="Too much."))
        with pytest.raises(NotApproved, match="Too much"):
            await execute(pay, {"amount": 5}, replace(CONTEXT, approvals=gate))
        assert gate.asked == [("pay", {"amount": 5})]

    async def test_may_change_the_arguments(self) -> None:
        gate = Gate(Decision(is_approved=True, arguments={"amount": 2}))
        result = await execute(pay, {"amount": 5}, replace(CONTEXT, approvals=gate, idempotency_key="k1"))
        assert result.output == "paid 2 with k1"
