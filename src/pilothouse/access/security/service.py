"""The parts of this room, opened once per process."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from pilothouse.access.security.checks.service import CheckService
from pilothouse.access.security.checks.working import SelfCheck
from pilothouse.access.security.events.recorder import EventRecorder
from pilothouse.access.security.events.service import EventService
from pilothouse.access.security.incidents.service import IncidentService
from pilothouse.access.security.policies.book import PolicyBook
from pilothouse.access.security.policies.service import PolicyService
from pilothouse.access.security.scans.service import ScanService
from pilothouse.access.security.screening.screener import Screener
from pilothouse.access.security.screening.telling import Fingerprint
from pilothouse.access.security.trust.service import TrustService
from pilothouse.core.clock import Clock, SystemClock
from pilothouse.db.engine import Database
from pilothouse.db.listen import Listener
from pilothouse.notify.outbox import Outbox


@dataclass(frozen=True, slots=True)
class Security:
    """What a process has of this room."""

    screener: Screener
    recorder: EventRecorder
    policies: PolicyService
    events: EventService
    incidents: IncidentService
    trust: TrustService
    scans: ScanService
    checks: CheckService

    def warm(self) -> None:
        """Make the engine ready in a thread, so that the first text need not wait for its rules."""
        asyncio.get_running_loop().run_in_executor(None, self.screener.reader.scan, "", "prompt")


class Fingerprinter(Protocol):
    """Makes keyed hashes; `access.secrets.seal.Seal` does."""

    def fingerprint(self, value: bytes, place: str) -> bytes: ...


@asynccontextmanager
async def open_security(
    database: Database,
    listener: Listener | None = None,
    outbox: Outbox | None = None,
    seal: Fingerprinter | None = None,
    clock: Clock | None = None,
) -> AsyncGenerator[Security]:
    """Open the room; at the end write what was seen last.

    Args:
        listener: hears of policies that other processes change; subscribed to before it starts.
        outbox: tells people of incidents.
        seal: makes keyed hashes of what was seen, so that no row tells it.
    """
    clock = clock or SystemClock()
    book = PolicyBook(database, listener)
    async with EventRecorder(database, outbox).running() as recorder:
        screener = Screener(book, recorder, fingerprint=_fingerprint_by(seal), clock=clock)
        yield Security(
            screener,
            recorder,
            PolicyService(database, book),
            EventService(database, book, recorder, clock),
            IncidentService(database, clock),
            TrustService(database, book, clock),
            ScanService(database, clock),
            CheckService(database, screener, clock, SelfCheck(clock)),
        )


def _fingerprint_by(seal: Fingerprinter | None) -> Fingerprint | None:
    if seal is None:
        return None
    return lambda organization_id, seen: seal.fingerprint(
        seen.encode("utf-8", "surrogatepass"), f"{organization_id}/security_event"
    )
