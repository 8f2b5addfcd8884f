import asyncio
import hashlib
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from pilothouse.access.audit.caller import Caller
from pilothouse.access.audit.service import record, record_refused_sign_in
from pilothouse.db.engine import Database
from tests.access.audit.entries import Owner, write
from tests.conftest import Tenant

_ROWS = text("select * from audit_event where organization_id = :organization order by seq")


async def rows_of(database: Database, tenant: Tenant) -> list[Any]:
    async with database.transaction(tenant.organization_id) as session:
        return list((await session.execute(_ROWS, {"organization": tenant.organization_id})).all())


def jsonb(value: Any) -> str:
    """Spell JSON as PostgreSQL's jsonb does: keys by length, then bytes; one blank after comma and colon."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return "{" + ", ".join(f"{jsonb(key)}: {jsonb(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(jsonb, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def hash_of(previous: bytes, row: Any) -> bytes:
    """Make the hash of an entry without the database: the format is open to everybody who has an export."""
    moment = row.at.strftime("%Y-%m-%dT%H:%M:%S.%f").rstrip("0").rstrip(".")
    ids = [str(each) if each else None for each in (row.organization_id, row.id, row.actor_id, row.api_key_id)]
    entry = [
        ids[0], row.seq, ids[1], moment, row.actor_kind, ids[2], row.actor_email, ids[3], row.api_key_name, row.action,
        row.resource, row.outcome, row.changes, row.request_id, row.ip_address, row.user_agent,
    ]  # fmt: skip
    return hashlib.sha256(previous + jsonb(entry).encode()).digest()


class TestChain:
    async def test_numbers_entries_from_one_in_the_order_of_their_commits(
        self, database: Database, tenant: Tenant
    ) -> None:
        async with database.transaction(tenant.organization_id) as early:
            await record(early, tenant.principal, "slow.write", None)
            await write_beside(tenant, database)
        assert [(row.seq, row.action) for row in await rows_of(database, tenant)] == [
            (1, "quick.write"),
            (2, "slow.write"),
        ]

    async def test_gives_each_entry_one_place_however_many_are_written_at_once(
        self, database: Database, tenant: Tenant
    ) -> None:
        await asyncio.gather(*(write(database, tenant.principal, "thing.create", "thing.delete") for _ in range(10)))
        assert [row.seq for row in await rows_of(database, tenant)] == list(range(1, 21))

    async def test_hashes_each_entry_with_the_hash_before_it(self, database: Database, tenant: Tenant) -> None:
        changes = {"name": (None, 'Grün "quoted" \\ \n'), "limit": (1, 2.5), "on": (True, None), "aa": ([], {"b": "c"})}
        await write(database, tenant.principal, "thing.create", "thing.update", changes=changes)
        await write(database, tenant.principal, "thing.see", caller=Caller("203.0.113.7", "curl/8"))
        previous = b""
        for row in await rows_of(database, tenant):
            assert row.hash == hash_of(previous, row)
            previous = row.hash

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(words=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30))
    async def test_whatever_words_it_holds(self, cluster, tenant: Tenant, words: str) -> None:
        database = Database(cluster.app_url)
        try:
            await write(database, tenant.principal, "thing.name", changes={words: (None, words)})
            *before, row = await rows_of(database, tenant)
        finally:
            await database.close()
        assert row.hash == hash_of(before[-1].hash if before else b"", row)

    async def test_notes_what_the_actor_was_called(self, database: Database, tenant: Tenant, owner: Owner) -> None:
        await write(database, tenant.principal, "thing.create")
        await owner.run("update user_account set email = 'new@example.com' where organization_id = :organization")
        (row,) = await rows_of(database, tenant)
        assert row.actor_email == f"ada-{tenant.user_id}@example.com"

    async def test_gives_no_place_to_what_belongs_to_no_organization(
        self, database: Database, owner_database: Database
    ) -> None:
        async with database.transaction() as session:
            await record_refused_sign_in(session, "no@example.com", "no@example.com", "unknown", Caller("198.51.100.3"))
        async with owner_database.transaction() as session:
            row = (
                await session.execute(text("select seq, hash from audit_event where organization_id is null"))
            ).first()
        assert tuple(row) == (None, None)

    async def test_cannot_be_led_astray_by_the_application(
        self, database: Database, tenant: Tenant, owner: Owner
    ) -> None:
        await write(database, tenant.principal, "thing.create", "thing.update")
        before = await rows_of(database, tenant)
        async with database.transaction(tenant.organization_id) as session:
            await session.execute(text("select audit_append(:id)"), {"id": tenant.organization_id})
        assert await rows_of(database, tenant) == before

    async def test_takes_in_entries_of_a_release_that_knew_no_chain(
        self, database: Database, tenant: Tenant, owner: Owner
    ) -> None:
        await write(database, tenant.principal, "first.thing", "second.thing")
        await owner.run("update audit_event set seq = null, hash = null where organization_id = :organization")
        await owner.run("delete from audit_chain where organization_id = :organization")
        await owner.rewrite()
        assert [(row.seq, row.action) for row in await rows_of(database, tenant)] == [
            (1, "first.thing"),
            (2, "second.thing"),
        ]


async def write_beside(tenant: Tenant, database: Database) -> None:
    """Write an entry as another process does, while somebody's transaction is open."""
    other = asyncio.create_task(write(database, tenant.principal, "quick.write"))
    await other


@pytest.mark.parametrize("statement", ["update audit_chain set last_seq = 0", "delete from audit_chain"])
async def test_the_end_of_a_chain_cannot_be_changed_by_the_application(
    database: Database, tenant: Tenant, statement: str
) -> None:
    with pytest.raises(Exception, match="permission denied"):
        async with database.transaction(tenant.organization_id) as session:
            await session.execute(text(statement))
