"""Results of tools, as the planner reads them back from the conversation."""

from dataclasses import dataclass
from typing import Any

import msgspec

from pilothouse.llm.builtin.plan import Role, Step


class Result(msgspec.Struct, frozen=True):
    """A table tool's result; see `toolbox.tables.results.TableResult`."""

    finding: str
    columns: tuple[Any, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    total_rows: int = 0
    source_rows: int = 0
    missing: int = 0
    notes: tuple[str, ...] = ()
    artifact: str | None = None
    values: dict[str, Any] = msgspec.field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Done:
    """A planned call with what came of it: a result, or the tool's words on why not."""

    step: Step
    result: Result | None
    error: str = ""


def read_done(step: Step, text: str) -> Done:
    """Read a tool's answer. A tool that lists no rows, such as `chart`, has a finding alone."""
    try:
        if step.tool in {"chart", "table_profile"}:
            return Done(step, Result(finding=msgspec.json.decode(text, type=_Named).finding))
        return Done(step, msgspec.json.decode(text, type=Result))
    except msgspec.DecodeError:
        return Done(step, None, text.removeprefix("Error: ").strip()[:500])


class _Named(msgspec.Struct):
    finding: str


def with_role(done: list[Done], role: Role) -> list[tuple[Step, Result]]:
    """Return the calls of a role that gave a result."""
    return [(each.step, each.result) for each in done if each.step.role == role and each.result is not None]
