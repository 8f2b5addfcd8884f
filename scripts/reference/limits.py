"""Limits: those that settings move, those of the code, and those of every field of a request."""

from collections.abc import Iterator
from typing import Any

from pilothouse.agents.agent import UsageLimits
from pilothouse.core.http import GuardedClient
from pilothouse.db.lane import Lane
from pilothouse.live import hub
from pilothouse.live.routes import HEARTBEAT_S
from pilothouse.main import create_app
from pilothouse.missions.journal.journal import PROGRESS_EVERY_S
from pilothouse.runtime.artifacts.formats import PREVIEW_ROWS
from pilothouse.runtime.files.service import MAX_NAME_CHARS
from pilothouse.server.sse import KEEP_ALIVE_S
from pilothouse.settings import Settings, variables
from scripts.reference.markdown import code, page, table

_INTRODUCTION = """\
What is larger than it may be is refused before anything is done with it: 413 for a body or a file, 400 for a message in
chat, 422 for any other field, with its name.
"""

# Settings that are limits; their defaults are shown.
_SETTINGS = {
    "PILOTHOUSE_SERVER_MAX_BODY_BYTES": "Body of a request, in bytes",
    "PILOTHOUSE_GATEWAY_MAX_BODY_BYTES": "Body of a model call on the wires of OpenAI and Anthropic, in bytes",
    "PILOTHOUSE_SERVER_MAX_UPLOAD_BYTES": "Uploaded file, in bytes",
    "PILOTHOUSE_CHAT_MAX_MESSAGE_BYTES": "Message in chat, in bytes",
    "PILOTHOUSE_MISSIONS_STEP_TIMEOUT_S": "One try of a step, in seconds",
    "PILOTHOUSE_MISSIONS_STEP_TRIES": "Tries of a step",
    "PILOTHOUSE_MISSIONS_APPROVE_BELOW_USD": "Budget that is approved by itself, in dollars",
    "PILOTHOUSE_DURABLE_CONCURRENCY": "Missions that one process runs at a time",
    "PILOTHOUSE_GATEWAY_DEADLINE_S": "One model call with its retries, in seconds",
    "PILOTHOUSE_GATEWAY_DEFAULT_MAX_OUTPUT_TOKENS": "Answer of a model call that names no bound, in tokens",
    "PILOTHOUSE_ACCESS_FAILED_LOGINS_LIMIT": "Failed sign-ins of one e-mail from one address, per window",
    "PILOTHOUSE_ACCESS_ACCESS_TOKEN_LIFETIME_S": "Life of an access token, in seconds",
}


def write_page() -> str:
    """Write docs/reference/limits.md."""
    document = create_app(Settings()).openapi()
    fields = sorted({(place, limit) for place, limit in _of_requests(document)})
    return page(
        "Limits",
        "settings, constants and the OpenAPI document",
        _INTRODUCTION,
        "## That you can move",
        table(("Limit", "Default", "Setting"), _of_settings()),
        "## That are fixed",
        table(("Limit", "Value"), _of_code()),
        "## Of fields in requests",
        table(("Field", "Limit"), ((code(place), limit) for place, limit in fields)),
    )


def _of_settings() -> Iterator[tuple[str, str, str]]:
    paths, settings = variables(), Settings()
    for name, words in _SETTINGS.items():
        value: Any = settings
        for part in paths[name]:
            value = getattr(value, part)
        yield words, _number(value), code(name)


def _of_code() -> Iterator[tuple[str, str]]:
    usage, client = UsageLimits(), GuardedClient()
    yield "Model calls of one agent run, unless the agent says otherwise", str(usage.max_model_calls)
    yield "Tool calls of one agent run, unless the agent says otherwise", str(usage.max_tool_calls)
    yield "Tool calls of one turn that run at the same time", str(usage.max_parallel_tools)
    yield "Answer that a tool may read from the web", _bytes(client.max_bytes)
    yield "Request of a tool to the web, with its redirects", f"{client.timeout_s:g} s"
    yield "Name of an uploaded file", f"{MAX_NAME_CHARS} characters; longer ones are cut"
    yield "Rows of a table that its preview shows", str(PREVIEW_ROWS)
    yield "Progress events of a mission", f"{1 / PROGRESS_EVERY_S:g} a second"
    yield "Events a returning browser can catch up on", f"{hub.REMEMBERED:,}"
    yield "Events a browser may be behind before it is told to fetch anew", f"{hub.QUEUE_LENGTH:,}"
    yield "Silence on the WebSocket", f"{HEARTBEAT_S:g} s, then a heartbeat"
    yield "Silence on an event stream", f"{KEEP_ALIVE_S:g} s, then a comment"
    yield "Attempts' writes that share one commit", str(Lane.__init__.__defaults__[0])  # type: ignore[index]  # it has one


def _of_requests(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            place = f"{method.upper()} {path.removeprefix('/api/v1')}"
            for parameter in operation.get("parameters", []):
                if limit := _limit(parameter["schema"]):
                    yield f"{place} {parameter['name']}", limit
            for content in operation.get("requestBody", {}).get("content", {}).values():
                for name, field in _properties(content["schema"], schemas):
                    if limit := _limit(field):
                        yield f"{place} {name}", limit


def _properties(schema: dict[str, Any], schemas: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for each in (schema, *schema.get("anyOf", [])):
        if "$ref" in each:
            yield from schemas[each["$ref"].rpartition("/")[2]].get("properties", {}).items()


def _limit(schema: dict[str, Any]) -> str:
    """Write the limits of a field: characters, items, numbers."""
    found: dict[str, Any] = {}
    for each in (schema, *schema.get("anyOf", [])):
        found |= {name: value for name, value in each.items() if not isinstance(value, dict | list)}
    parts = [
        _range(found.get("minLength"), found.get("maxLength"), "characters"),
        _range(found.get("minItems"), found.get("maxItems"), "items"),
        _range(None, found.get("maxProperties"), "names"),
        _range(found.get("minimum"), found.get("maximum"), ""),
    ]
    return ", ".join(part for part in parts if part)


def _range(low: float | None, high: float | None, unit: str) -> str:
    if high is None:
        return ""
    words = f"{low:,} to {high:,}" if low else f"up to {high:,}"
    return f"{words} {unit}".strip()


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _bytes(count: int) -> str:
    return f"{count / (1 << 20):g} MiB"
