"""A contract that cannot fail proves nothing, so each check is shown a tool that breaks it."""

from collections.abc import Callable
from typing import ClassVar

import jsonschema
import pytest

from pilothouse.agents import Tool, ToolContext, local_context, tool
from pilothouse.testing.contracts import ToolContract


@tool
async def good(ctx: ToolContext, text: str) -> str:
    """Say a text once more.

    Args:
        text: what to say.
    """
    del ctx
    return text


@tool(name="Bad Name", timeout_s=10_000)
async def bad(ctx: ToolContext, text: str) -> int:
    """Short.

    Nothing is said of its argument.
    """
    del ctx
    return text  # type: ignore[return-value]


class TestGood(ToolContract):
    tool: ClassVar[Tool] = good
    arguments: ClassVar[dict[str, str]] = {"text": "hello"}


class _Bad(ToolContract):
    tool = bad
    arguments: ClassVar[dict[str, str]] = {"word": "hello"}


@pytest.mark.parametrize(
    "check",
    [
        _Bad.test_has_a_name_that_models_accept,
        _Bad.test_explains_every_argument,
        _Bad.test_has_a_schema_that_its_example_meets,
        _Bad.test_gives_up_in_time,
    ],
)
def test_a_broken_tool_fails_its_contract(check: Callable[[_Bad], None]) -> None:
    with pytest.raises((AssertionError, jsonschema.ValidationError)):
        check(_Bad())


async def test_a_tool_that_lies_fails_its_contract(tmp_path: object) -> None:
    with pytest.raises(Exception, match="Bad Name"):
        await _Bad().test_returns_what_it_declares(local_context(str(tmp_path)))
