"""Tools as servers describe them: descriptions that give orders, names that imitate, descriptions that change.

A model reads descriptions as it reads instructions, so a server that nobody calls can still steer every call.
Sources: the Model Context Protocol's specification of `tools/list`; OWASP ASI04 (agentic supply chain).
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from pilothouse.shield.code.places import PRIVATE_PLACE
from pilothouse.shield.code.sightings import Sighting
from pilothouse.shield.findings import Finding, Severity
from pilothouse.shield.skills import signals
from pilothouse.shield.skills.intent import judge_instructions
from pilothouse.shield.skills.naming import Lines, finding_of
from pilothouse.shield.skills.report import in_order

_ORDERS = re.compile(
    (
        r"<(?:IMPORTANT|SYSTEM|INSTRUCTIONS?|CRITICAL|HIDDEN|SECRET|ADMIN)>|\b(?:before|prior to) (?:using"
        r"|calling|invoking|running) (?:this|any|other)[^.\n]{0,40}\btools?\b[^.\n]{0,80}\b(?:read|call"
        r"|send|pass|check|load|include|must)\b"
        r"|\b(?:you|the (?:assistant|model|agent|llm)) (?:must|should|need to|have to) (?:always |first "
        r"|also )?(?:read|send|pass|include|forward|call|copy|upload|provide)\b|\b(?:pass|include|provide"
        r"|put|add|append|insert)\b[^.\n]{0,60}\b(?:its|the|their|file|full)\b[^.\n]{0,30}\b(?:contents?"
        r"|key|history|conversation|credentials?)\b[^.\n]{0,40}\b(?:as|in|to|into|via)\b"
    ),
    re.IGNORECASE,
)
_STEERS = (
    r"(?:instead of|rather than|before|after|when(?:ever)?|do not use|don't use|never use|replaces?"
    r"|must be called|always call|takes? precedence|override[sn]?|modif(?:y|ies)|change|redirect|recipient"
    r"|behaviou?r of)"
)
_SHADOWS_ALL = re.compile(
    (
        r"\b(?:must|always|should)\b[^.\n]{0,40}\b(?:be )?(?:call(?:ed)?|us(?:e|ed)|run"
        r"|invoked?)\b[^.\n]{0,40}\b(?:before|after|instead of)\b[^.\n]{0,30}\b(?:any|every"
        r"|all) (?:other )?tools?\b"
    ),
    re.IGNORECASE,
)


_SCHEMA_KEYS = ("inputSchema", "input_schema", "parameters")


@dataclass(frozen=True, slots=True)
class ToolDescription:
    """One tool as its server describes it."""

    name: str
    description: str = ""
    input_schema: Mapping[str, Any] = field(default_factory=dict[str, Any])
    server: str = ""

    @property
    def words(self) -> str:
        """Everything that a model reads: the description, and those of its parameters."""
        return "\n".join([self.description, *_descriptions(self.input_schema, 0)])


def fingerprint(tool: ToolDescription) -> str:
    """Return the sha256 of what a model is told of a tool, in hexadecimal; the order of keys does not matter."""
    told = {"name": tool.name, "description": tool.description, "input_schema": tool.input_schema}
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def changed(before: Mapping[str, str], tools: Sequence[ToolDescription]) -> list[Finding]:
    """Return a finding for each tool that is not what was approved.

    Args:
        before: fingerprints at the time of approval, by the tool's name.
    """
    found: list[Finding] = []
    for tool in tools:
        if tool.name in before and before[tool.name] != fingerprint(tool):
            why = f"The tool {tool.name!r} is described differently than when it was approved."
            found += _findings([Sighting("skill_tool_changed", Severity.HIGH, 0.9, 0, len(tool.words), why)], tool)
    return found


def scan_tools(tools: Sequence[ToolDescription], known: Sequence[ToolDescription] = ()) -> list[Finding]:
    """Return what is wrong with the descriptions of tools.

    Args:
        tools: those of one server.
        known: those of other servers, which they may try to shadow.
    """
    found: list[Finding] = []
    for tool in tools:
        found += _findings([*_poisons(tool), *_shadows(tool, tools, known)], tool)
    return list(in_order(found))


def tools_in(manifest: Any, server: str = "", depth: int = 0) -> Iterator[ToolDescription]:
    """Yield the tools that a manifest or an answer to `tools/list` describes, wherever in it they stand."""
    if depth > 8:
        return
    if isinstance(manifest, list):
        for each in cast("list[Any]", manifest)[:2000]:
            yield from tools_in(each, server, depth + 1)
    elif isinstance(manifest, dict):
        fields = cast("dict[str, Any]", manifest)
        name, description = fields.get("name"), fields.get("description")
        schemas = (fields[key] for key in _SCHEMA_KEYS if isinstance(fields.get(key), dict))
        schema: dict[str, Any] | None = next(schemas, None)  # empty where a tool takes nothing
        if isinstance(name, str) and isinstance(description, str) and (schema is not None or depth > 1):
            yield ToolDescription(name, description, schema or {}, server)
        for key, value in list(fields.items())[:2000]:
            if key not in _SCHEMA_KEYS and isinstance(value, dict | list):
                yield from tools_in(value, server, depth + 1)


def _poisons(tool: ToolDescription) -> Iterator[Sighting]:
    words = tool.words
    for each in judge_instructions(words):
        why = f"The description of {tool.name!r} gives orders. {each.why}"
        yield Sighting(
            "skill_tool_poisoning", max(each.severity, Severity.HIGH), each.confidence, each.start, each.end, why
        )
    order = _ORDERS.search(words)
    private = PRIVATE_PLACE.search(words) or signals.SENSITIVE.search(words)
    secret = signals.CONCEALS.search(words)
    if (order and (private or secret)) or (private and secret):
        match = order or private
        why = f"The description of {tool.name!r} tells the model what else to do, and with what is private."
        start, end = (match.start(), match.end()) if match else (0, len(words))
        yield Sighting("skill_tool_poisoning", Severity.HIGH, 0.9, start, end, why)


def _shadows(
    tool: ToolDescription, tools: Sequence[ToolDescription], known: Sequence[ToolDescription]
) -> Iterator[Sighting]:
    words = tool.words
    for other in known:
        if other.name.lower() == tool.name.lower() and other.server != tool.server:
            why = f"There is a tool called {tool.name!r} of another server already."
            yield Sighting("skill_tool_shadowing", Severity.MEDIUM, 0.8, 0, len(words), why)
    for other in (*known, *(each for each in tools if each.server != tool.server)):
        if other.name == tool.name or len(other.name) < 4:
            continue
        near = (
            rf"\b{_STEERS}\b[^.\n]{{0,80}}\b{re.escape(other.name)}\b"
            rf"|\b{re.escape(other.name)}\b[^.\n]{{0,80}}\b{_STEERS}\b"
        )
        if match := re.search(near, words, re.IGNORECASE):
            why = f"The description of {tool.name!r} steers how {other.name!r} is used."
            yield Sighting("skill_tool_shadowing", Severity.HIGH, 0.75, match.start(), match.end(), why)
    if match := _SHADOWS_ALL.search(words):
        why = f"The description of {tool.name!r} wants it called around every other tool."
        yield Sighting("skill_tool_shadowing", Severity.MEDIUM, 0.65, match.start(), match.end(), why)


def _findings(sightings: Sequence[Sighting], tool: ToolDescription) -> list[Finding]:
    words = tool.words
    lines = Lines(words)
    return [found for each in sightings if (found := finding_of(each, words, tool.name, lines)) is not None]


def _descriptions(schema: Any, depth: int) -> Iterator[str]:
    if depth > 6:
        return
    if isinstance(schema, dict):
        for key, value in cast("dict[str, Any]", schema).items():
            if key in {"description", "title", "default", "examples"} and isinstance(value, str):
                yield value
            else:
                yield from _descriptions(value, depth + 1)
    elif isinstance(schema, list):
        for each in cast("list[Any]", schema)[:200]:
            yield from _descriptions(each, depth + 1)
