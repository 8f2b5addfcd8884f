"""The last look before an approved tool does its work: is this process still the one that has the run?

A process may be stopped between marking a call as begun and making it: a laptop that sleeps, a frozen virtual machine.
When it wakes, its run has long been somebody else's, a person may have been asked again, and the tool may have run.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.ids import ProcessId
from pilothouse.db.engine import Database
from pilothouse.durable.tables import ProcessLease
from pilothouse.live.log import NewEvent

_SPARE_SHARE = 0.1  # of the lease: what may pass from here to the tool's first line
_AGAIN_S = 0.1


class Fence(Protocol):
    """Proves in a transaction that a run or mission is still this process's, and appends to its stream."""

    async def append(self, session: AsyncSession, events: Sequence[NewEvent]) -> None:
        """Append events under the stream's lock; raise what says that the claim is lost."""
        ...


@dataclass(frozen=True, slots=True)
class Hold:
    """How long a process has what it claimed: nobody takes it before the process's lease has run out.

    Attributes:
        lease_s: age of a beat at which others take the process for dead.
    """

    process_id: ProcessId
    lease_s: float

    async def confirm(self, database: Database, organization_id: UUID, fence: Fence) -> None:
        """Return at a moment at which nobody can have taken the run or mission.

        Raises what the fence raises when somebody has. A look that took longer than the lease still held at its
        beginning proves nothing, and is taken again.
        """
        while True:
            looked_at = time.monotonic()  # runs on while the process is stopped
            async with database.transaction(organization_id) as session:
                await fence.append(session, [])
                held_s = await self._held_s(session)
            if held_s - (time.monotonic() - looked_at) > self.lease_s * _SPARE_SHARE:
                return
            await asyncio.sleep(_AGAIN_S)

    async def _held_s(self, session: AsyncSession) -> float:
        """Return the seconds for which the lease holds from now, by the clock that others judge it by."""
        age = func.extract("epoch", func.clock_timestamp() - ProcessLease.beat_at)
        age_s = await session.scalar(select(age).where(ProcessLease.id == self.process_id))
        return 0.0 if age_s is None else self.lease_s - float(age_s)
