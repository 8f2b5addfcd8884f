"""Run Python for data analysis, in a sandbox."""

import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, cast

import polars as pl
from pydantic import Field

from pilothouse.agents.context import ArtifactKind, ArtifactRef, ToolContext
from pilothouse.agents.errors import ToolFailed, ToolRetry
from pilothouse.agents.local import media_type_of
from pilothouse.agents.tool import tool
from pilothouse.toolbox.sandbox.runner import Bounds, SandboxResult, run_python
from pilothouse.toolbox.settings import ToolboxSettings
from pilothouse.toolbox.tables.results import MAX_SHOWN_ROWS, presentable, save_table
from pilothouse.toolbox.tables.text_formats import clean_names
from pilothouse.toolbox.turns import turn

_MAX_CODE_CHARS = 50_000
_MAX_SHOWN_CHARS = 8_000
_MAX_ARTIFACTS = 20
_KINDS: dict[str, ArtifactKind] = {
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"), "image"),
    ".md": "markdown",
}


@dataclass(frozen=True, slots=True)
class PythonTable:
    """A table that was the last expression's value: its first 50 rows."""

    columns: list[str]
    rows: list[list[Any]]
    total_rows: int


@dataclass(frozen=True, slots=True)
class PythonResult:
    """What the code gave.

    Attributes:
        value: of the last expression, when it is no table.
        output: what was printed, cut.
        artifacts: names of what was saved: files and figures that the code left, and the table.
        notes: what was cut, and how the code was closed off where that is less than usual.
    """

    finding: str
    value: Any = None
    table: PythonTable | None = None
    output: str = ""
    artifacts: list[str] | None = None
    notes: list[str] | None = None


@tool(timeout_s=600)
async def python(
    ctx: ToolContext,
    code: Annotated[str, Field(max_length=_MAX_CODE_CHARS)],
    *,
    files: Annotated[tuple[str, ...] | None, Field(max_length=50)] = None,
    save_as: str | None = None,
) -> PythonResult:
    """Run Python to analyse data or to calculate, with numpy and polars. No network, no other files, no state kept.

    The value of the last expression is the result, as in a notebook. Files written to the current folder are saved.

    Args:
        code: Python source; attached files lie in the current folder, under their names.
        files: names of the attached files that it reads; all of them unless given.
        save_as: title under which to save the last expression's table for the reader.
    """
    settings = ctx.setting(ToolboxSettings)
    inputs = await _inputs(ctx, files)
    ctx.progress(0.1, "Running Python")
    bounds = Bounds(
        min(settings.python_timeout_s, 590.0),
        settings.python_memory_mb,
        settings.python_scratch_mb,
        settings.python_isolation,
    )
    async with turn("python", settings.python_at_once):
        result = await run_python(code, inputs, bounds)
    _check(result, bounds)
    ctx.progress(0.9, "Saving what it left")
    table = _table(result.outcome.get("value"))
    saved = await _save_files(ctx, result)
    if save_as and table is not None:
        saved.append(await save_table(ctx, _frame(table), save_as))
    value = _value(result.outcome.get("value"))
    return PythonResult(
        finding=_finding(result, value, table, saved),
        value=value,
        table=None if table is None else PythonTable(table.columns, table.rows[:MAX_SHOWN_ROWS], table.total_rows),
        output=_shown(result),
        artifacts=saved or None,
        notes=_notes(result) or None,
    )


async def _inputs(ctx: ToolContext, files: tuple[str, ...] | None) -> dict[str, Path]:
    names = [each.name for each in await ctx.files.list()] if files is None else files
    return {name: await ctx.files.open(name) for name in names}


def _check(result: SandboxResult, bounds: Bounds) -> None:
    """Tell the model what stopped its code.

    Raises:
        ToolRetry: the code has to change.
        ToolFailed: the sandbox itself broke.
    """
    said = f" It had printed: {_shown(result)[-1_000:]}" if result.output else ""
    stopped = {
        "time": f"it ran longer than {bounds.timeout_s:g} s. Take a sample, or a faster way",
        "memory": f"it used more than {bounds.memory_mb:,} MB of memory. Read fewer columns, or work in parts",
        "output": "it printed without end. Print what matters only",
        "processes": "it started too many threads",
        "disk": f"it wrote more than {bounds.scratch_mb} MB of files",
        "signal": f"it crashed, or the system ended it (signal {result.signal})",
    }
    if result.reason in stopped:
        raise ToolRetry(f"The code was stopped: {stopped[result.reason]}.{said}")
    if result.reason == "broken":
        raise ToolFailed(f"The sandbox could not be closed, so the code was not run. {result.output[:500]}")
    if not result.outcome.get("ok"):
        error = str(result.outcome.get("error", "The code ended without a result."))[:4_000]
        raise ToolRetry(f"{error.strip()}{_advice(str(result.outcome.get('kind', '')), bounds)}{said}")


def _advice(kind: str, bounds: Bounds) -> str:
    return {
        "MemoryError": f" The code may use {bounds.memory_mb:,} MB: read fewer columns, or work in parts.",
        "PermissionError": " Only the current folder can be written to, only attached files can be read, and there is"
        " no network and no other process.",
        "ModuleNotFoundError": " Packages cannot be installed here; use the standard library, numpy or polars.",
    }.get(kind, "")


async def _save_files(ctx: ToolContext, result: SandboxResult) -> list[str]:
    saved: list[ArtifactRef] = []
    for name, content in list(result.files.items())[:_MAX_ARTIFACTS]:
        kind = _KINDS.get(Path(name).suffix.lower(), "file")
        title = re.sub(r"[-_]+", " ", Path(name).stem)[:120] or name
        saved.append(await ctx.artifacts.save(kind, name, title, content, media_type_of(name)))
    return [each.name for each in saved]


def _table(value: Any) -> PythonTable | None:
    """Read a table out of what the code says; anything that is none is no table."""
    described = _fields(value)
    columns, rows = described.get("columns"), described.get("rows")
    if described.get("type") != "table" or not isinstance(columns, list) or not isinstance(rows, list):
        return None
    names = [str(name) for name in cast("list[Any]", columns)]
    fitting = [cast("list[Any]", row) for row in cast("list[Any]", rows) if isinstance(row, list)]
    cells = [[presentable(cell) for cell in row] for row in fitting if len(row) == len(names)]
    total = described.get("total")
    return PythonTable(clean_names(names, len(names)), cells, total if isinstance(total, int) else len(cells))


def _value(value: Any) -> Any:
    described = _fields(value)
    if described.get("type") == "text":
        return str(described.get("text", ""))[:_MAX_SHOWN_CHARS]
    try:
        return _finite(json.loads(str(described["json"]))) if described.get("type") == "json" else None
    except (ValueError, KeyError, RecursionError):
        return None


def _fields(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _frame(table: PythonTable) -> pl.DataFrame:
    return pl.DataFrame(table.rows, schema=table.columns, orient="row", strict=False, infer_schema_length=None)


def _shown(result: SandboxResult) -> str:
    text = result.output
    if len(text) <= _MAX_SHOWN_CHARS:
        return text
    half = _MAX_SHOWN_CHARS // 2
    return f"{text[:half]}\n[… {result.output_bytes:,} bytes in all …]\n{text[-half:]}"


def _notes(result: SandboxResult) -> list[str]:
    notes = (
        [] if result.layers else ["Python ran with limits of time and memory only: network and files were open to it."]
    )
    left_out = len(result.files) - _MAX_ARTIFACTS
    return [*notes, f"{left_out} further files were not saved."] if left_out > 0 else notes


def _finding(result: SandboxResult, value: Any, table: PythonTable | None, saved: list[str]) -> str:
    if table is not None:
        text = f"Python returned a table of {table.total_rows:,} rows and {len(table.columns)} columns"
    elif value is not None:
        shown = " ".join(str(value).split())
        text = f"Python returned {shown if len(shown) <= 100 else shown[:99] + '…'}"
    else:
        text = "Python ran" if not result.output else f"Python printed {result.output_bytes:,} bytes"
    return f"{text}; saved {', '.join(saved[:5])}." if saved else f"{text}."
