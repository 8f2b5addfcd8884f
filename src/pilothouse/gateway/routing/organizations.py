"""The directories of organizations: read from their rows, believed for seconds, kept as long as nothing changes."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pilothouse.access.secrets.seal import Seal
from pilothouse.core.errors import PilothouseError
from pilothouse.core.telemetry import get_logger
from pilothouse.db.engine import Database
from pilothouse.gateway.catalog.service import Catalog
from pilothouse.gateway.routing.connections.reading import Stored, StoredConnection, read_stored
from pilothouse.gateway.routing.directory import Directory
from pilothouse.gateway.routing.fleet import Connection, build_connection
from pilothouse.gateway.settings import GatewaySettings

log = get_logger(__name__)

_FRESH_S = 5.0  # how long another process may go on with what was changed here
_CAPACITY = 10_000


@dataclass
class _Entry:
    directory: Directory
    versions: dict[UUID, datetime] = field(default_factory=dict[UUID, datetime])
    read_at: float = float("-inf")
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)


class Organizations:
    """Answers with an organization's directory. A connection keeps its sockets and breakers until its row changes."""

    def __init__(
        self,
        database: Database | None,
        seal: Seal | None,
        settings: GatewaySettings,
        catalog: Catalog,
        parent: Directory,
    ) -> None:
        """Take where rows are and what opens them; without a database every organization has the operator's alone."""
        self._database = database
        self._seal = seal
        self._settings = settings
        self._catalog = catalog
        self._parent = parent
        self._entries: OrderedDict[UUID, _Entry] = OrderedDict()
        self._retired: dict[asyncio.TimerHandle, Connection] = {}
        self._closing: set[asyncio.Task[None]] = set()

    async def of(self, organization_id: UUID) -> Directory:
        """Return an organization's directory."""
        if self._database is None:
            return self._parent
        entry = self._entry(organization_id)
        if time.monotonic() - entry.read_at < _FRESH_S:
            return entry.directory
        async with entry.reading:  # of many calls that come at once, one reads
            began_at = time.monotonic()
            if began_at - entry.read_at >= _FRESH_S:
                self._take_over(entry, await read_stored(self._database, self._seal, organization_id))
                entry.read_at = began_at
        return entry.directory

    def forget(self, organization_id: UUID) -> None:
        """Read an organization's rows anew at its next call."""
        if (entry := self._entries.get(organization_id)) is not None:
            entry.read_at = float("-inf")

    async def aclose(self) -> None:
        """Give back every connection."""
        for handle, connection in [*self._retired.items()]:
            handle.cancel()
            await connection.aclose()
        for entry in self._entries.values():
            for connection in entry.directory.connections.values():
                await connection.aclose()
        await asyncio.gather(*self._closing)

    def _entry(self, organization_id: UUID) -> _Entry:
        entry = self._entries.get(organization_id)
        if entry is None:
            entry = self._entries[organization_id] = _Entry(Directory(parent=self._parent))
            if len(self._entries) > _CAPACITY:
                _, oldest = self._entries.popitem(last=False)
                self._retire(list(oldest.directory.connections.values()))
        return entry

    def _take_over(self, entry: _Entry, stored: Stored) -> None:
        """Put what was read in place; what did not change stays the same objects."""
        versions = {each.spec.id: each.version for each in stored.connections if each.spec.id}
        if versions == entry.versions and stored.routes == entry.directory.routes:
            return
        present = {each.spec.id: each for each in entry.directory.connections.values()}
        kept: dict[str, Connection] = {}
        for each in stored.connections:
            is_same = each.spec.id and entry.versions.get(each.spec.id) == each.version
            kept[each.spec.name] = present[each.spec.id] if is_same else self._built(each)
        self._retire([each for each in present.values() if each not in kept.values()])
        entry.directory = Directory(kept, stored.routes, self._parent)
        entry.versions = versions

    def _built(self, stored: StoredConnection) -> Connection:
        problem = stored.problem
        try:
            if problem is None:
                return build_connection(stored.spec, self._settings, self._catalog)
        except PilothouseError as error:
            problem = error
        log.warning("connection_unusable", connection=stored.spec.name, reason=problem.message if problem else "")
        return Connection(stored.spec, "", problem=problem)

    def _retire(self, connections: Sequence[Connection]) -> None:
        """Close connections once no call that began with them can still run."""
        loop = asyncio.get_running_loop()
        for connection in connections:
            handle = loop.call_later(self._settings.deadline_s, self._close, connection)
            self._retired[handle] = connection

    def _close(self, connection: Connection) -> None:
        self._retired = {handle: each for handle, each in self._retired.items() if each is not connection}
        task = asyncio.get_running_loop().create_task(connection.aclose())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
