"""Three gateways, two hundred callers, and whatever can befall them: the ledger adds up (ARCHITECTURE §4).

`ROUNDS` rounds, each with one stroke at a random moment, while limits are edited, budgets made anew, calls refunded and
periods end. After each round, once all is quiet, the books are held against the provider's own bill, against what each
caller got, and against what a witness in PostgreSQL saw of every admission.
"""

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import pytest

from pilothouse.db.embedded import start_cluster, stop_cluster
from pilothouse.db.engine import Database, DatabaseSettings
from pilothouse.db.migrate import migrate
from tests.gateway.books import Books
from tests.places import open_place
from tests.proof.gateways.audit import Audit
from tests.proof.gateways.callers import Crowd
from tests.proof.gateways.company import Company
from tests.proof.gateways.fleet import GatewayFleet
from tests.proof.gateways.patience import until_done, until_true
from tests.proof.gateways.unrest import Unrest
from tests.proof.gateways.witness import Witness

ROUNDS = int(os.environ.get("ROUNDS", "200"))
FAR_ROUNDS = max(5, ROUNDS // 4)  # with PostgreSQL 2 ms away in each direction
_ROUNDS_OF_A_COMPANY = 10  # then new ones begin, with little history to sum up
_ROUND_S = 1.5
_SECONDS_PER_ROUND = 15  # on a machine that does much else

pytestmark = [pytest.mark.proof, pytest.mark.timeout(120 + ROUNDS * _SECONDS_PER_ROUND)]

Stroke = Callable[[], Awaitable[None]]


@asynccontextmanager
async def fleet(folder_of: pytest.TempPathFactory, *, is_far: bool = False) -> AsyncGenerator[GatewayFleet]:
    """Run a watched PostgreSQL, the provider and the gateways."""
    with open_place() as place:
        cluster = await asyncio.to_thread(start_cluster, place)
        await migrate(cluster.owner_url, cluster.app_url)
        await Witness(cluster.owner_url).lay()
        fleet = GatewayFleet(cluster, folder_of.mktemp("gateways"), is_far=is_far)
        try:
            await fleet.start()
            yield fleet
        finally:
            await fleet.end()
            await asyncio.to_thread(stop_cluster, fleet.cluster)


class Proof:
    """Some rounds with two organizations."""

    def __init__(self, fleet: GatewayFleet, database: Database, companies: list[Company]) -> None:
        self.fleet = fleet
        self.witness = Witness(fleet.cluster.owner_url)
        self.crowd = Crowd(fleet, companies)
        self.offices = [Unrest(company, database, self.witness) for company in companies]
        self.audits = [Audit(Books(database, office.company.principal), office) for office in self.offices]
        self.excused: set[UUID] = set()
        self.admissions = 0

    async def round(self) -> None:
        """Load, one stroke at a random moment, unrest; then quiet, and the audit."""
        await self.fleet.have_gateways()
        end = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for office in self.offices:
                group.create_task(office.until(end))
            group.create_task(self._strike())
            await self.crowd.ask_for(_ROUND_S)
            end.set()
        await until_true(self._audit)
        assert await self.witness.passed_limits(self.fleet.forced_holds) == []
        self.admissions += await self.witness.admissions()
        await self.witness.forget()

    async def end(self) -> Counter[str]:
        """Wake whoever still sleeps, audit what they say late, and return what all of it was."""
        await self.fleet.wake_all()
        await until_true(self._audit)
        assert self.fleet.defects() == []
        return sum((audit.tally for audit in self.audits), Counter({"admissions": self.admissions}))

    async def _audit(self) -> None:
        bill = self.fleet.bill()
        for audit in self.audits:
            await audit.check(bill, self.crowd.calls.values(), self.fleet.awake, self.excused)

    async def _strike(self) -> None:
        strokes: list[tuple[Stroke, int]] = [
            (self.fleet.kill_a_gateway, 9),
            (self.fleet.put_a_gateway_to_sleep, 5),
            (self.fleet.crash_postgres, 4),
            (self._crash_both, 2),
        ]
        await asyncio.sleep(random.uniform(0.1, _ROUND_S - 0.2))
        for audit in self.audits:  # also in the middle of it all
            await until_done(audit.books.windows)
        (stroke,) = random.choices([stroke for stroke, _ in strokes], [weight for _, weight in strokes])
        await stroke()

    async def _crash_both(self) -> None:
        """A hold that PostgreSQL had not written to disk is lost when its gateway is lost too."""
        before = set(self.fleet.gateways)
        await self.fleet.crash_postgres_and_kill_a_gateway()
        lost = before.difference(self.fleet.gateways)
        self.excused |= {call.id for call in self.crowd.calls.values() if call.gateway in lost and not call.has_content}


async def prove(fleet: GatewayFleet, rounds: int) -> Counter[str]:
    """Run rounds; return what happened in them."""
    total: Counter[str] = Counter()
    database = Database(fleet.cluster.app_url, DatabaseSettings(pool_size=5))
    try:
        for begun in range(0, rounds, _ROUNDS_OF_A_COMPANY):
            companies = [await Company.found(database) for _ in range(2)]
            proof = Proof(fleet, database, companies)
            for _ in range(min(_ROUNDS_OF_A_COMPANY, rounds - begun)):
                await proof.round()
            total += await proof.end()
    finally:
        await database.close()
    return total


def assert_meaningful(tally: Counter[str], rounds: int) -> None:
    """Tell what happened, and assert that it was enough to mean something."""
    print(dict(sorted(tally.items())))  # shown with `pytest -rP`
    assert tally["complete"] > 20 * rounds
    assert tally["refused"] > 10 * rounds
    for rarity in ("overruns", "estimated", "swept", "corrections"):
        assert tally[rarity] > 0


class TestTheLedgerAddsUp:
    """A row for each cent, and no limit passed; and that the rounds did put that to the test."""

    async def test_whatever_dies(self, tmp_path_factory: pytest.TempPathFactory):
        async with fleet(tmp_path_factory) as running:
            assert_meaningful(await prove(running, ROUNDS), ROUNDS)

    async def test_when_the_database_is_far_away(self, tmp_path_factory: pytest.TempPathFactory):
        async with fleet(tmp_path_factory, is_far=True) as running:
            assert_meaningful(await prove(running, FAR_ROUNDS), FAR_ROUNDS)
