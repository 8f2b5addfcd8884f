"""One call of one tool: permission, arguments, time limit, output."""

import asyncio
from dataclasses import dataclass
from typing import Any, cast

from pydantic import ValidationError

from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import InvalidArguments, InvalidOutput, NotApproved, ToolFailed, ToolTimedOut
from pilothouse.agents.schema import describe_problems
from pilothouse.agents.tool import Tool
from pilothouse.core.errors import PermissionDenied, PilothouseError
from pilothouse.core.json import dumps_text

_SUMMARY_CHARS = 200


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a call gave.

    Attributes:
        output: the validated result as a JSON value.
        text: the same as a model reads it, shortened to the tool's limit.
        summary: one line for people: the output's `finding`, else its beginning.
    """

    output: Any
    text: str
    summary: str


async def execute(tool: Tool, arguments: dict[str, Any], context: ToolContext) -> ToolResult:
    """Run one call, with everything around it that the tool's author need not write.

    Raises:
        PermissionDenied: the principal lacks a permission of the tool.
        InvalidArguments: the arguments do not fit the schema.
        NotApproved: a person refused the call.
        ToolTimedOut, InvalidOutput, ToolFailed, ToolRetry: the tool itself.
    """
    _check_permissions(tool, context)
    if tool.confirm:
        arguments = await _approved(tool, arguments, context)
    values = _validated(tool, arguments)
    result = await _timed(tool, values, context)
    return _read_output(tool, result)


def _check_permissions(tool: Tool, context: ToolContext) -> None:
    who = context.principal
    lacking = sorted(each for each in tool.permissions if who is not None and not who.may(each))
    if lacking:
        raise PermissionDenied(f"{tool.name} needs the permission {', '.join(lacking)}.")


async def _approved(tool: Tool, arguments: dict[str, Any], context: ToolContext) -> dict[str, Any]:
    decision = await context.approvals.decide(tool.name, arguments, context.idempotency_key)
    if not decision.is_approved:
        raise NotApproved(f"{tool.name} was not approved. {decision.reason}".strip())
    return arguments if decision.arguments is None else decision.arguments


def _validated(tool: Tool, arguments: dict[str, Any]) -> dict[str, Any]:
    try:
        return tool.signature.validate(arguments)
    except ValidationError as error:
        raise InvalidArguments(f"{tool.name} cannot use these arguments: {describe_problems(error)}.") from error


async def _timed(tool: Tool, values: dict[str, Any], context: ToolContext) -> Any:
    limit = asyncio.timeout(tool.timeout_s)
    try:
        async with limit:
            return await tool.function(context, **values)
    except PilothouseError:
        raise
    except TimeoutError as error:
        if limit.expired():
            raise ToolTimedOut(f"{tool.name} did not finish within {tool.timeout_s:g} s.") from error
        raise ToolFailed(f"{tool.name} waited too long for something it needs.") from error
    except Exception as error:
        context.log.exception("tool_raised", tool=tool.name)
        raise ToolFailed(f"{tool.name} stopped with an internal error ({type(error).__name__}).") from error


def _read_output(tool: Tool, result: Any) -> ToolResult:
    try:
        adapter = tool.signature.output
        output = adapter.dump_python(adapter.validate_python(result), mode="json", exclude_none=True)
    except (ValidationError, ValueError) as error:
        words = describe_problems(error) if isinstance(error, ValidationError) else str(error)
        raise InvalidOutput(f"{tool.name} returned something else than it declares: {words}.") from error
    text = output if isinstance(output, str) else dumps_text(output)
    return ToolResult(output, _shortened(text, tool.max_result_chars), _summary(output, text))


def _shortened(text: str, limit_chars: int) -> str:
    left_out = len(text) - limit_chars
    return text if left_out <= 0 else f"{text[:limit_chars]}\n[{left_out:,} more characters are not shown]"


def _summary(output: Any, text: str) -> str:
    finding = cast("dict[str, Any]", output).get("finding") if isinstance(output, dict) else None
    line = finding if isinstance(finding, str) else " ".join(text.split())
    return line if len(line) <= _SUMMARY_CHARS else line[: _SUMMARY_CHARS - 1] + "…"
