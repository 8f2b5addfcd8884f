"""Secrets, cache, memory and a database of this machine, for notebooks, scripts and tests."""

import asyncio
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pilothouse.agents.capabilities import Parameters, Recollection
from pilothouse.core.errors import InvalidInput, NotFound
from pilothouse.core.ids import new_id
from pilothouse.core.json import dumps, loads


@dataclass(frozen=True)
class LocalSecrets:
    """Secrets out of a mapping."""

    values: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)

    async def get(self, name: str) -> str:
        if name not in self.values:
            raise NotFound(f"There is no secret {name!r}. Pass local_context(folder, secrets=LocalSecrets({{…}})).")
        return self.values[name]


class LocalCache:
    """Values in this process. They go through JSON, so that nobody relies on what a shared cache cannot do."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, bytes]] = {}

    async def get(self, key: str) -> Any | None:
        ends_at_s, value = self._kept.get(key, (0.0, b"null"))
        return loads(value) if time.monotonic() < ends_at_s else None

    async def set(self, key: str, value: Any, ttl_s: float = 3600) -> None:
        self._kept[key] = (time.monotonic() + ttl_s, dumps(value))

    async def delete(self, key: str) -> None:
        self._kept.pop(key, None)


class LocalMemory:
    """Facts in this process, recalled by meaning."""

    def __init__(self) -> None:
        self._facts: dict[str, tuple[str, datetime]] = {}

    async def recall(self, text: str, limit: int = 5) -> Sequence[Recollection]:
        from pilothouse.llm.ranking import TextIndex  # brings numpy and the vectors along

        facts = [(memory_id, *fact) for memory_id, fact in self._facts.items()]
        found = TextIndex([fact[1] for fact in facts]).search(text, limit)
        return [Recollection(facts[at][0], facts[at][1], score, facts[at][2]) for at, score in found]

    async def remember(self, text: str) -> str:
        memory_id = str(new_id())
        self._facts[memory_id] = (text, datetime.now(UTC))
        return memory_id

    async def forget(self, memory_id: str) -> None:
        if self._facts.pop(memory_id, None) is None:
            raise NotFound(f"Nothing is remembered under {memory_id!r}.")


@dataclass(frozen=True)
class LocalDatabase:
    """An SQLite file. Parameters are written as `?` or `:name`."""

    path: Path

    async def fetch(self, statement: str, parameters: Parameters = ()) -> list[dict[str, Any]]:
        return await asyncio.to_thread(self._fetch, statement, parameters)

    async def execute(self, statement: str, parameters: Parameters = ()) -> int:
        return await asyncio.to_thread(self._execute, statement, parameters)

    def _fetch(self, statement: str, parameters: Parameters) -> list[dict[str, Any]]:
        with closing(self._open()) as connection:
            rows = _run(connection, statement, parameters).fetchall()
            return [dict(row) for row in rows]

    def _execute(self, statement: str, parameters: Parameters) -> int:
        with closing(self._open()) as connection, connection:
            return max(0, _run(connection, statement, parameters).rowcount)

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path)
        connection.row_factory = sqlite3.Row
        return connection


def _run(connection: sqlite3.Connection, statement: str, parameters: Parameters) -> sqlite3.Cursor:
    try:
        return connection.execute(statement, parameters)
    except sqlite3.Error as error:
        raise InvalidInput(f"The database refuses this statement: {error}.") from error
