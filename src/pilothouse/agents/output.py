"""What a tool returned, made safe to keep, to show and to give to a model."""

from dataclasses import dataclass
from typing import Any, cast

from pilothouse.agents.context import ToolContext
from pilothouse.agents.errors import InvalidOutput
from pilothouse.agents.schema import describe_problems
from pilothouse.agents.tool import Tool
from pilothouse.core.errors import InvalidInput
from pilothouse.core.json import dumps_text, loads

MAX_OUTPUT_CHARS = 256 * 1024  # of what is kept and shown; a result beyond that belongs into an artifact
_SUMMARY_CHARS = 200


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a call gave.

    Attributes:
        output: the validated result as a JSON value; None when it was cut.
        text: the same as a model reads it, shortened to the tool's limit.
        summary: one line for people: the output's `finding`, else its beginning.
        is_cut: the result passes `MAX_OUTPUT_CHARS`.
    """

    output: Any
    text: str
    summary: str
    is_cut: bool = False


async def read_output(tool: Tool, returned: Any, context: ToolContext) -> ToolResult:
    """Validate, screen and shorten what a tool returned.

    Raises:
        InvalidOutput: it is something else than the tool declares.
        Blocked: the screen lets none of it be read.
    """
    output, whole = _validated(tool, returned)
    text = whole[:MAX_OUTPUT_CHARS]
    readable = await screened(tool.name, text, context)
    is_cut = len(whole) > len(text)
    if readable != text:
        output = readable if isinstance(output, str) else _reread(readable)
    kept = None if is_cut else output
    left_out = max(0, len(whole) - len(text))
    shown = _shortened(readable, tool.max_result_chars, left_out)
    return ToolResult(kept, shown, summary_of(kept, readable), is_cut)


async def screened(tool_name: str, text: str, context: ToolContext) -> str:
    """Return what may be read of a tool's words.

    Raises:
        Blocked: nothing may.
    """
    return text if context.screen is None else await context.screen.screen(tool_name, text)


def summary_of(output: Any, text: str) -> str:
    """Return one line for people: the output's `finding`, else the beginning of the text."""
    finding = cast("dict[str, Any]", output).get("finding") if isinstance(output, dict) else None
    line = finding if isinstance(finding, str) else " ".join(text[: 20 * _SUMMARY_CHARS].split())
    return line if len(line) <= _SUMMARY_CHARS else line[: _SUMMARY_CHARS - 1] + "…"


def _validated(tool: Tool, returned: Any) -> tuple[Any, str]:
    from pydantic import ValidationError  # a process that only declares tools need not load it

    try:
        adapter = tool.signature.output
        output = adapter.dump_python(adapter.validate_python(returned), mode="json", exclude_none=True)
        return output, output if isinstance(output, str) else dumps_text(output)
    except ValidationError as error:
        words = describe_problems(error)
    except (ValueError, TypeError, RecursionError, OverflowError) as error:  # what cannot be written as JSON
        words = str(error) or type(error).__name__
    raise InvalidOutput(f"{tool.name} returned something else than it declares: {words[:500]}.")


def _reread(text: str) -> Any:
    try:
        return loads(text)
    except InvalidInput:
        return text


def _shortened(text: str, limit_chars: int, left_out: int) -> str:
    left_out += max(0, len(text) - limit_chars)
    return f"{text[:limit_chars]}\n[{left_out:,} more characters are not shown]" if left_out else text
