"""The journal of a run. A run that is started again with its recorder skips every call that had finished.

Before each model and tool call the loop asks `find`; after it, it waits for `keep`, and only then goes on. So a crash
repeats at most the calls in flight, and those carry the same idempotency key as before.
"""

from pathlib import Path
from typing import Any, Protocol, TypeAlias

from pilothouse.core.json import dumps, loads

Record: TypeAlias = dict[str, Any]


class Recorder(Protocol):
    """Keeps finished calls. Keys are unique within one run: "model:3", "tool:3:0:table_group"."""

    async def find(self, key: str) -> Record | None:
        """Return what was kept under a key, None if nothing was."""
        ...

    async def keep(self, key: str, record: Record) -> None:
        """Store a finished call for good before returning. `record` is a JSON object."""
        ...


class MemoryRecorder:
    """Keeps calls in this process: for notebooks and tests."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}

    async def find(self, key: str) -> Record | None:
        return self.records.get(key)

    async def keep(self, key: str, record: Record) -> None:
        self.records[key] = loads(dumps(record))


class FileRecorder:
    """Keeps calls as lines of JSON in a file, so that a notebook's run survives its kernel."""

    def __init__(self, path: Path) -> None:
        """Read what is there; a last line that a crash cut short is taken off the file."""
        self._path = path
        self._records: dict[str, Record] = {}
        written = path.read_bytes() if path.exists() else b""
        whole = written[: written.rfind(b"\n") + 1]
        if len(whole) < len(written):
            path.write_bytes(whole)
        for line in whole.splitlines():
            entry = loads(line)
            self._records[entry["key"]] = entry["record"]

    async def find(self, key: str) -> Record | None:
        return self._records.get(key)

    async def keep(self, key: str, record: Record) -> None:
        line = dumps({"key": key, "record": record})
        with self._path.open("ab") as file:
            file.write(line + b"\n")
        self._records[key] = loads(line)["record"]
