"""The daily digest: whose day it is, what it adds up, when the next one comes."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid5

import pytest
from sqlalchemy import select, text

from pilothouse.access.secrets.seal import Seal
from pilothouse.analytics.digest import DigestHandler, digest_of
from pilothouse.core.ids import ProcessId
from pilothouse.core.principal import Principal
from pilothouse.db.base import Organization
from pilothouse.db.engine import Database
from pilothouse.durable.attempt import Attempt, Outcome
from pilothouse.notify.outbox import Notice, Outbox
from pilothouse.notify.schedule import keep_daily
from pilothouse.notify.tables import Notification, NotificationPreference
from tests.gateway.books import enrol
from tests.gateway.ledger.past import book, call

NOW = datetime(2026, 5, 20, 5, 0, tzinfo=UTC)  # seven in the morning in Paris
CENT = 10_000


class StandingClock:
    def now(self) -> datetime:
        return NOW


class Everybody:
    """A directory in which everybody has an address."""

    async def addresses(self, _session: Any, user_ids: Any, _permission: str) -> dict[Any, str]:
        return dict.fromkeys(user_ids, "ada@example.com")


@pytest.fixture
async def in_paris(database: Database, principal: Principal) -> Principal:
    async with database.transaction(principal.organization_id) as session:
        await session.execute(text("update organization set time_zone = 'Europe/Paris'"))
    return principal


async def digest(database: Database, who: Principal) -> Notice | None:
    async with database.transaction(who.organization_id) as session:
        return await digest_of(session, await session.get_one(Organization, who.organization_id), NOW)


class TestDigest:
    async def test_adds_up_yesterday_in_the_organizations_zone(
        self, database: Database, owner_database: Database, in_paris: Principal
    ) -> None:
        """Yesterday in Paris is from 22:00 UTC the day before until 22:00 UTC."""
        midnight = datetime(2026, 5, 18, 22, tzinfo=UTC)
        hours = {-1: 1, 0: 2, 23: 4, 24: 8}
        await book(
            owner_database,
            *(
                call(in_paris, admitted_at=midnight + timedelta(hours=hour), cost_microusd=cost * CENT)
                for hour, cost in hours.items()
            ),
        )
        notice = await digest(database, in_paris)
        assert notice is not None
        assert (notice.payload["day"], notice.payload["calls"]) == ("2026-05-19", 2)
        assert (notice.payload["total_usd"], notice.payload["before_usd"]) == ("0.060000", "0.010000")
        assert notice.key == "costs.digest:2026-05-19"

    async def test_tells_the_dearest_models_agents_and_people(
        self, database: Database, owner_database: Database, in_paris: Principal
    ) -> None:
        at = NOW - timedelta(days=1)
        calls = [
            call(in_paris, admitted_at=at, model=f"m{number}", cost_microusd=number * CENT, agent="writer")
            for number in range(1, 8)
        ]
        await book(owner_database, *calls)
        notice = await digest(database, in_paris)
        assert notice is not None
        models, agents, people = notice.payload["parts"]
        assert [row["name"] for row in models["rows"]] == ["m7", "m6", "m5", "m4", "m3", "Others"]
        assert models["rows"][-1]["cost_usd"] == "0.030000"
        assert [row["name"] for row in agents["rows"]] == ["Agent writer"]
        assert [row["name"] for row in people["rows"]] == ["User Ada"]

    async def test_says_nothing_of_a_day_on_which_nothing_was_called(
        self, database: Database, in_paris: Principal
    ) -> None:
        assert await digest(database, in_paris) is None


class TestHandler:
    async def run(self, database: Database, who: Principal, runner: ProcessId) -> Outcome:
        """Claim the organization's daily work and run it once."""
        work_id = uuid5(who.organization_id, "cost_digest")
        async with database.transaction() as session:
            found = await session.execute(
                text("select * from durable_claim_one(:work, :runner)"), {"work": work_id, "runner": runner}
            )
            row = found.one()
        attempt = Attempt(database, work_id, who.organization_id, row.kind, row.epoch, row.attempts, lambda: True)
        outbox = Outbox(Seal.generate(), Everybody())
        return await DigestHandler(outbox, StandingClock(), 7).advance(attempt)

    @pytest.fixture
    async def planned(self, database: Database, in_paris: Principal) -> Principal:
        async with database.transaction(in_paris.organization_id) as session:
            session.add(
                NotificationPreference(
                    organization_id=in_paris.organization_id,
                    user_id=in_paris.user_id,
                    topic="costs.digest",
                    channels=["email"],
                )
            )
            await keep_daily(session, in_paris.organization_id, "cost_digest", NOW)
        return in_paris

    async def test_writes_a_digest_once_a_day(
        self, database: Database, owner_database: Database, planned: Principal
    ) -> None:
        await book(owner_database, call(planned, admitted_at=NOW - timedelta(days=1)))
        runner = await enrol(database)
        assert [await self.run(database, planned, runner) for _ in range(2)] == [Outcome.PARKED] * 2
        async with database.transaction(planned.organization_id) as session:
            assert (await session.scalars(select(Notification.topic))).all() == ["costs.digest"]
            state, pause = (await session.execute(_NEXT, {"kind": "cost_digest"})).one()
        assert (state, pause) == ("queued", timedelta(days=1))

    async def test_ends_when_nobody_wants_it_any_more(self, database: Database, planned: Principal) -> None:
        async with database.transaction(planned.organization_id) as session:
            await session.execute(text("delete from notification_preference"))
        assert await self.run(database, planned, await enrol(database)) is Outcome.DONE
        async with database.transaction(planned.organization_id) as session:
            assert await session.scalar(text("select state from work where kind = 'cost_digest'")) == "completed"


_NEXT = text("select state, date_trunc('minute', due_at - updated_at + interval '30 s') from work where kind = :kind")
