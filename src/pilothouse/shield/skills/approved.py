"""Tools as they were approved: fingerprints in a file, so that a description which changes later is noticed."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias

import msgspec

from pilothouse.core import json
from pilothouse.core.errors import InvalidInput
from pilothouse.shield.findings import Finding
from pilothouse.shield.skills.files import Budget
from pilothouse.shield.skills.limits import DEFAULT_LIMITS, Limits
from pilothouse.shield.skills.scan import opened
from pilothouse.shield.skills.tools import ToolDescription, changed, fingerprint, tools_in

Approved: TypeAlias = dict[str, dict[str, list[str]]]  # by file and by tool: its fingerprint, of several of a name each


def approve(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> Approved:
    """Return the fingerprints of every tool that a manifest under a path describes."""
    approved: Approved = {}
    for file, tools in _tools_under(path, limits):
        named = approved.setdefault(file, {})
        for tool in tools:
            named.setdefault(tool.name, []).append(fingerprint(tool))
    return approved


def changes(path: Path, approved: Approved, *, limits: Limits = DEFAULT_LIMITS) -> list[Finding]:
    """Return a finding for each tool that is not as it was approved. A tool that is new is no finding of this kind."""
    found: list[Finding] = []
    for file, tools in _tools_under(path, limits):
        known = approved.get(file, {})
        others = [tool for tool in tools if fingerprint(tool) not in known.get(tool.name, ())]
        before = {name: fingerprints[0] for name, fingerprints in known.items() if fingerprints}
        found += [msgspec.structs.replace(each, path=file, line=1) for each in changed(before, others)]
    return found


def read_approved(file: Path) -> Approved:
    """Read what `approve` gave.

    Raises:
        InvalidInput: the file holds something else.
    """
    try:
        return msgspec.json.decode(file.read_bytes(), type=Approved)
    except msgspec.MsgspecError as error:
        raise InvalidInput(f"{file} is no list of approved tools; delete it, and it is written anew.") from error


def _tools_under(path: Path, limits: Limits) -> Iterator[tuple[str, list[ToolDescription]]]:
    for file in opened(path, Budget(limits), None):
        if PurePosixPath(file.path).suffix.lower() != ".json" or b'"description"' not in file.data:
            continue
        try:
            manifest: Any = json.loads(file.data)
        except InvalidInput:
            continue  # the scan itself says what cannot be read
        if tools := list(tools_in(manifest)):
            yield file.path, tools
