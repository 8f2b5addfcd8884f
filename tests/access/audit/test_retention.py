import pytest
from sqlalchemy import text

from pilothouse.access.audit import retention
from pilothouse.access.audit.bodies import Readable, keep, read
from pilothouse.access.audit.caller import Caller
from pilothouse.access.audit.retention import Retention
from pilothouse.access.audit.service import record_refused_sign_in
from pilothouse.access.audit.verifying import AuditVerifier
from pilothouse.access.secrets.seal import Seal, new_key
from pilothouse.db.engine import Database
from tests.access.audit.entries import Owner, write
from tests.conftest import Tenant


async def log_of(database: Database, tenant: Tenant) -> list[tuple[int, str]]:
    async with database.transaction(tenant.organization_id) as session:
        rows = await session.execute(text("select seq, action from audit_event order by seq"))
        return [(row.seq, row.action) for row in rows]


@pytest.fixture
async def aged(database: Database, tenant: Tenant, owner: Owner) -> Tenant:
    """An organization whose first three of five entries are forty days old."""
    await write(database, tenant.principal, *(f"thing.no{number}" for number in range(1, 6)))
    await owner.age(days=40, up_to=3)
    return tenant


class TestRetention:
    async def test_forgets_what_is_older_than_is_kept_and_says_so(self, database: Database, aged: Tenant) -> None:
        await Retention(database, keep_days=30).once()
        assert await log_of(database, aged) == [(4, "thing.no4"), (5, "thing.no5"), (6, "audit.forget")]

    async def test_forgets_what_was_sent_with_it_and_keeps_the_rest(self, database: Database, aged: Tenant) -> None:
        seal, organization = Seal.of(new_key()), aged.organization_id
        async with database.transaction(organization) as session:
            ids = (await session.scalars(text("select id from audit_event order by seq"))).all()
            for entry_id in ids:
                await keep(session, seal, organization, entry_id, Readable('{"name": "Deck"}', 16, is_cut=False))
        await Retention(database, keep_days=30).once()
        async with database.transaction(organization) as session:
            assert set(await session.scalars(text("select entry_id from audit_body"))) == {*ids[3:]}
            assert (await read(session, seal, aged.principal, ids[4])).body == {"name": "Deck"}
        assert (await AuditVerifier(database, aged.principal).verify()).is_intact

    async def test_keeps_everything_for_good_with_0_days(self, database: Database, aged: Tenant) -> None:
        await Retention(database, keep_days=0).once()
        assert len(await log_of(database, aged)) == 5

    async def test_leaves_what_is_young_enough(self, database: Database, aged: Tenant) -> None:
        await Retention(database, keep_days=50).once()
        assert len(await log_of(database, aged)) == 5

    async def test_waits_for_a_day_so_that_it_says_so_once_a_day_at_most(
        self, database: Database, aged: Tenant
    ) -> None:
        await Retention(database, keep_days=40).once()
        assert len(await log_of(database, aged)) == 5
        for _ in range(2):
            await Retention(database, keep_days=39).once()
        assert [action for _, action in await log_of(database, aged)] == ["thing.no4", "thing.no5", "audit.forget"]

    async def test_goes_on_in_batches_and_the_chain_holds(
        self, database: Database, aged: Tenant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(retention, "_AT_ONCE", 2)
        await Retention(database, keep_days=30).once()
        assert [seq for seq, _ in await log_of(database, aged)] == [4, 5, 6, 7]
        assert (await AuditVerifier(database, aged.principal).verify()).is_intact

    async def test_forgets_a_whole_log_that_is_old(self, database: Database, aged: Tenant, owner: Owner) -> None:
        await owner.age(days=60, up_to=5)
        await Retention(database, keep_days=30).once()
        assert await log_of(database, aged) == [(6, "audit.forget")]
        assert (await AuditVerifier(database, aged.principal).verify()).is_intact

    async def test_forgets_old_sign_ins_of_nobody(self, database: Database, owner: Owner) -> None:
        async with database.transaction() as session:
            await record_refused_sign_in(session, "o@example.com", "o@example.com", "unknown", Caller("198.51.100.9"))
        await owner.run("update audit_event set at = at - interval '40 days' where ip_address = '198.51.100.9'")
        await Retention(database, keep_days=30).once()
        async with owner.database.transaction() as session:
            left = await session.scalar(text("select count(*) from audit_event where ip_address = '198.51.100.9'"))
        assert left == 0
