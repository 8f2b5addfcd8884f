"""Choose the tools of a mission: by meaning, with those that its kind of work cannot do without."""

from dataclasses import dataclass

from pilothouse.agents.agent import Agent
from pilothouse.agents.registry import Registry
from pilothouse.missions.errors import ToolDoesNotFit

LIMIT = 8

# What each kind of work stands on, whatever its words: reading the data first, showing the result last.
_NEEDED: dict[str, tuple[str, ...]] = {
    "compare": ("table_profile", "table_group", "chart"),
    "trend": ("table_profile", "table_trend", "table_group", "chart"),
    "rank": ("table_profile", "table_top", "table_group", "chart"),
    "anomaly": ("table_profile", "table_outliers", "chart"),
    "relate": ("table_profile", "table_correlate", "chart"),
    "profile": ("table_profile", "table_group", "table_trend", "table_outliers", "chart"),
    "retrieve": ("http_request",),
    "write": (),
}
# Tools that only make sense with a file, and those that read its text rather than its rows.
_OF_FILES = ("table_", "files_", "chart")
_OF_TEXT = ("files_",)
_TEXT_SUFFIXES = (".txt", ".md", ".json", ".jsonl")


@dataclass(frozen=True, slots=True)
class Choice:
    """A chosen tool; `score` compares within one mission only."""

    name: str
    score: float
    reason: str


def choose(
    registry: Registry, agent: Agent, objective: str, *, intent_type: str, fixed: str | None, file_names: list[str]
) -> list[Choice]:
    """Return the tools a mission gets, best first.

    Args:
        registry: where tools are.
        agent: whose tools may be used.
        objective: in the person's words.
        intent_type: a `Kind.type`.
        fixed: a tool chosen by the person; it is checked instead of searched for.
        file_names: of the attached files.

    Raises:
        ToolDoesNotFit: there is no such fixed tool, or it needs a file and none is attached.
    """
    has_files = bool(file_names)
    has_text = any(name.lower().endswith(_TEXT_SUFFIXES) for name in file_names)
    allowed = {tool.name: tool for tool in registry.select(agent.tools)}
    if fixed is not None:
        return _check_fixed(fixed, registry, has_files=has_files)
    scores = {match.tool.name: match.score for match in registry.discover(objective, limit=len(registry.tools))}
    usable = [
        name
        for name in allowed
        if (has_files or not name.startswith(_OF_FILES)) and (has_text or not name.startswith(_OF_TEXT))
    ]
    needed = [name for name in (*_NEEDED.get(intent_type, ()), *_base(has_files)) if name in usable]
    needed = list(dict.fromkeys(needed))
    near = sorted((name for name in usable if name not in needed), key=lambda name: -scores.get(name, 0.0))
    chosen = [Choice(name, round(scores.get(name, 0.0), 2), f"Needed to {intent_type}") for name in needed]
    chosen += [
        Choice(name, round(scores.get(name, 0.0), 2), "Near to the objective in meaning")
        for name in near[: max(0, LIMIT - len(chosen))]
    ]
    return sorted(chosen, key=lambda choice: -choice.score)


def _base(has_files: bool) -> tuple[str, ...]:  # noqa: FBT001
    return ("table_profile", "table_group", "table_top", "chart") if has_files else ()


def _check_fixed(fixed: str, registry: Registry, *, has_files: bool) -> list[Choice]:
    if fixed not in registry.tools:
        raise ToolDoesNotFit(f"There is no tool {fixed!r}.")
    if fixed.startswith(_OF_FILES) and not has_files:
        raise ToolDoesNotFit(f"The tool {fixed} works on a file, and none is attached. Attach one, then retry.")
    chosen = [Choice(fixed, 1.0, "Chosen by the person")]
    if has_files and fixed.startswith("table_"):  # what it finds must be read first and shown after
        chosen += [Choice(name, 0.0, f"Goes with {fixed}") for name in ("table_profile", "chart") if name != fixed]
    return chosen
