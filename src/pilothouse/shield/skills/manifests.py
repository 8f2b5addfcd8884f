"""Settings and manifests: addresses in them, servers they start, tools they describe."""

import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, cast

from pilothouse.shield.code.destinations import URL, Standing, destination_of, tells_own_address
from pilothouse.shield.code.gates import Gate, gates_of
from pilothouse.shield.code.shell import analyse_commands
from pilothouse.shield.code.sightings import Sighting
from pilothouse.shield.findings import Finding, Severity
from pilothouse.shield.skills.tools import scan_tools, tools_in

_PLACEHOLDER = re.compile(r"(?i)your|xxx|example|<|placeholder|abc123|\{|my-?(?:tunnel|app)|test-?host|\$")
_HOOK = re.compile(r"(?i)api/webhooks|api\.telegram\.org|hooks\.")
_MOST_CHARS = 1_000_000


def judge_addresses(text: str, *, is_code: bool) -> Iterator[Sighting]:
    """Yield the addresses in code or settings that nobody answers for."""
    seen: set[str] = set()
    if Gate.ADDRESS not in gates_of(text):
        return
    for match in URL.finditer(text[:_MOST_CHARS]):
        place = destination_of(match[0])
        if (
            place.host in seen
            or place.standing not in {Standing.THROWAWAY, Standing.BARE}
            or _PLACEHOLDER.search(place.host)
        ):
            continue
        if tells_own_address(place.host) or _HOOK.search(place.url) or len(seen) > 100:
            continue
        seen.add(place.host)
        why = f"It names {place.host}, {place.standing.value}."
        yield Sighting(
            "skill_suspicious_endpoint", Severity.MEDIUM, 0.6 if is_code else 0.65, match.start(), match.end(), why
        )


def judge_json(path: str, text: str) -> tuple[list[Sighting], list[Finding]]:
    """Return what the servers in a manifest are started by, and what the tools in it say."""
    if len(text) > _MOST_CHARS or (
        '"mcpServers"' not in text and '"description"' not in text and '"servers"' not in text
    ):
        return [], []
    try:
        manifest: Any = json.loads(text)
    except (ValueError, RecursionError):
        return [], []
    server = PurePosixPath(path).stem
    tools = [tool for tool, _ in zip(tools_in(manifest, server), range(2000), strict=False)]
    return list(_servers(manifest, text)), scan_tools(tools)


def _servers(manifest: Any, text: str) -> Iterator[Sighting]:
    fields = cast("dict[str, Any]", manifest) if isinstance(manifest, dict) else {}
    servers = fields.get("mcpServers") or fields.get("servers")
    for name, server in cast("dict[str, Any]", servers).items() if isinstance(servers, dict) else ():
        if not isinstance(server, dict):
            continue
        told = cast("dict[str, Any]", server)
        arguments = told.get("args", [])
        parts = [
            str(told.get("command", "")),
            *(str(each) for each in cast("list[Any]", arguments)[:100] if isinstance(arguments, list)),
        ]
        start = max(text.find(f'"{name}"'), 0)
        shell = parts[-1] if len(parts) > 2 and parts[1] in {"-c", "/c", "-Command"} else " ".join(parts)
        for each in analyse_commands(shell):
            yield each.moved(start, start + len(name) + 2)
