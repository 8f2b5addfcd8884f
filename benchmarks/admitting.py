"""One process that admits, confirms and settles calls against a database, as a gateway does, with no provider between.

Usage: DATABASE_URL=… python -m benchmarks.admitting ORGANIZATION PACE SECONDS
PACE is calls a second, at random moments ("1000/s"), or so many callers who never rest ("64").
Prints JSON: `admission_ms` of each call, `refused`, `seconds`.
"""

import asyncio
import json
import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from uuid import UUID

import uvloop

from pilothouse.core.ids import OrganizationId, ReservationId, new_id
from pilothouse.durable.lease import Lease
from pilothouse.durable.settings import DurableSettings
from pilothouse.gateway.catalog.rates import Tokens
from pilothouse.gateway.ledger.entries import Bill, Entry, Hold
from pilothouse.gateway.ledger.service import Accountant

SCOPES = ("user:ada", "api_key:one", "model:fast")  # beside the organization
AMOUNT_MICROUSD = 1000
_BILL = Bill("completed", Tokens(input_tokens=120, output_tokens=20), 600, status=200)


@dataclass
class Admitting:
    """Calls of one organization, made one after another or at once."""

    accountant: Accountant
    organization_id: OrganizationId
    admission_ms: list[float] = field(default_factory=list[float])
    refused: int = 0

    async def call(self) -> None:
        """Take one call through the ledger; only its admission is timed."""
        entry = self._entry()
        began = time.perf_counter()
        answer = await self.accountant.reserve(entry)
        self.admission_ms.append((time.perf_counter() - began) * 1000)
        if not isinstance(answer, Hold):
            self.refused += 1
            return
        await self.accountant.confirm(answer)
        self.accountant.settle(answer, _BILL)

    async def at_rate(self, per_second: float, seconds: float) -> None:
        """Make calls at random moments, whether earlier ones have been answered or not."""
        clock = asyncio.get_running_loop().time
        began_at = clock()
        async with asyncio.TaskGroup() as calls:
            for moment in takewhile(lambda moment: moment < seconds, _moments(per_second)):
                await asyncio.sleep(began_at + moment - clock())
                calls.create_task(self.call())

    async def without_rest(self, callers: int, seconds: float) -> None:
        """Let each of so many callers make its next call when the last one is done."""
        ends_at = time.perf_counter() + seconds

        async def go_on() -> None:
            while time.perf_counter() < ends_at:
                await self.call()

        await asyncio.gather(*(go_on() for _ in range(callers)))

    def _entry(self) -> Entry:
        return Entry(
            id=ReservationId(new_id()),
            organization_id=self.organization_id,
            scopes=(f"organization:{self.organization_id}", *SCOPES),
            provider="openai",
            model="fast",
            price_version="benchmark",
            request_id="benchmark",
            attempt=1,
            amount_microusd=AMOUNT_MICROUSD,
            operation="chat",
        )


def _moments(per_second: float) -> Iterator[float]:
    moment = 0.0
    while True:
        moment += random.expovariate(per_second)
        yield moment


async def main(organization: str, pace: str, seconds: float) -> None:
    """Make the calls and tell."""
    url = os.environ["DATABASE_URL"]
    settings = DurableSettings()
    lease = Lease(url, settings)
    await lease.start()
    try:
        async with Accountant(url, lease.process_id, settings.lease_s).running() as accountant:
            admitting = Admitting(accountant, OrganizationId(UUID(organization)))
            await admitting.without_rest(1, 0.2)  # opens the connections
            admitting.admission_ms.clear()
            began = time.perf_counter()
            if pace.endswith("/s"):
                await admitting.at_rate(float(pace[:-2]), seconds)
            else:
                await admitting.without_rest(int(pace), seconds)
            took_s = time.perf_counter() - began
    finally:
        await lease.stop()
    told = {"admission_ms": admitting.admission_ms, "refused": admitting.refused, "seconds": took_s}
    print(json.dumps(told))


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3])))
