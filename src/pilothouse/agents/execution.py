"""One call of one tool: permission, arguments, approval, time limit, further attempts, output."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import InvalidArguments, NotApproved, ToolFailed, ToolTimedOut, may_repeat
from pilothouse.agents.output import ToolResult, read_output
from pilothouse.agents.schema import describe_problems
from pilothouse.agents.tool import Tool
from pilothouse.core.errors import PermissionDenied, PilothouseError

__all__ = ["ToolResult", "execute"]

FIRST_WAIT_S = 0.25  # before the second attempt; each further wait is twice as long
GRACE_S = 1.0  # what a cancelled tool gets to clean up, before it is left behind


async def execute(tool: Tool, arguments: dict[str, Any], context: ToolContext) -> ToolResult:
    """Run one call, with everything around it that the tool's author need not write.

    Raises:
        PermissionDenied: the principal lacks a permission of the tool.
        InvalidArguments: the arguments do not fit the schema.
        NotApproved: a person refused the call.
        RunParked: a person has to decide first.
        Blocked: the screen does not let the call be made, or nothing of the result be read.
        ToolTimedOut, InvalidOutput, ToolFailed, ToolRetry: the tool itself.
    """
    _check_permissions(tool, context)
    values = _validated(tool, arguments)  # before a person is asked: nobody approves what cannot run
    needs_person = context.screen is not None and await context.screen.admit(tool.name, arguments)
    if tool.confirm or needs_person:
        values = _validated(tool, await _approved(tool, arguments, context))
    returned = await _within_time(tool, _attempts(tool, values, context), context)
    return await read_output(tool, returned, context)


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
    from pydantic import ValidationError  # a process that only declares tools need not load it

    try:
        return tool.signature.validate(arguments)
    except (ValidationError, RecursionError) as error:
        words = describe_problems(error) if isinstance(error, ValidationError) else "nested too deeply"
        raise InvalidArguments(f"{tool.name} cannot use these arguments: {words}.") from error


async def _attempts(tool: Tool, values: dict[str, Any], context: ToolContext) -> Any:
    """Run the tool, and again after waits that double, as long as that is safe and may help."""
    clock = asyncio.get_running_loop()
    ends_at = clock.time() + tool.timeout_s
    while True:
        context.trace.attempts += 1
        try:
            return await tool.function(context, **values)
        except PilothouseError as error:
            if context.trace.attempts > tool.retries or not may_repeat(error, is_idempotent=tool.is_idempotent):
                raise
            wait_s = max(error.retry_after_s or 0, FIRST_WAIT_S * 2 ** (context.trace.attempts - 1))
            if clock.time() + wait_s >= ends_at:
                raise
            context.log.info("tool_repeated", tool=tool.name, error=error.code, wait_s=wait_s)
        await asyncio.sleep(wait_s)


async def _within_time(tool: Tool, work: Awaitable[Any], context: ToolContext) -> Any:
    """Wait for a tool in a task of its own, so that one which will not be cancelled can be left behind."""
    task = asyncio.create_task(_named_failures(tool, work, context))
    try:
        await asyncio.wait([task], timeout=tool.timeout_s)
        has_finished = task.done()
    finally:
        await _ended(task, tool, context)
    if not has_finished:
        raise ToolTimedOut(f"{tool.name} did not finish within {tool.timeout_s:g} s.")
    if task.cancelled() or isinstance(task.exception(), GeneratorExit):
        raise ToolFailed(f"{tool.name} stopped itself before it had a result.")
    return task.result()


async def _named_failures(tool: Tool, work: Awaitable[Any], context: ToolContext) -> Any:
    """Turn whatever a tool raises into an error with a name; what is said inside stays in the log."""
    try:
        return await work
    except PilothouseError:
        raise
    except TimeoutError as error:
        raise ToolFailed(f"{tool.name} waited too long for something it needs.") from error
    except (Exception, SystemExit) as error:
        context.log.exception("tool_raised", tool=tool.name)
        raise ToolFailed(f"{tool.name} stopped with an internal error ({type(error).__name__}).") from error


async def _ended(task: "asyncio.Task[Any]", tool: Tool, context: ToolContext) -> None:
    if task.done():
        return
    task.cancel()
    await asyncio.wait([task], timeout=GRACE_S)
    task.add_done_callback(_looked_at)
    if not task.done():
        context.log.error("tool_left_behind", tool=tool.name, grace_s=GRACE_S)


def _looked_at(task: "asyncio.Task[Any]") -> None:
    """Take a late failure, so that asyncio does not report it as forgotten."""
    if not task.cancelled():
        task.exception()
