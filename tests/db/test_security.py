"""Row-level security, proved on every table there is: what is not in the catalogue cannot be forgotten."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import CheckConstraint, MetaData, text
from sqlalchemy.exc import ProgrammingError

import pilothouse.main  # noqa: F401 - declares every table
from pilothouse.core.ids import new_id
from pilothouse.db.base import Base
from pilothouse.db.engine import Database
from pilothouse.db.migrate import APPEND_ONLY

# Tables that hold nobody's rows in particular.
OF_NOBODY = {"alembic_version", "erased_organization", "process_lease", "rate_window", "passkey_challenge"}

_TABLES = """select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as is_protected,
  array(select polname::text from pg_policy p where p.polrelid = c.oid order by 1) as policies,
  exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id') as is_tenants
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')"""

METADATA: MetaData = Base.metadata
TENANTS_TABLES = sorted(name for name, table in METADATA.tables.items() if "organization_id" in table.columns)


async def rows_seen(database: Database, table: str, organization_id: UUID | None) -> int:
    async with database.transaction(organization_id) as session:
        return await session.scalar(text(f"select count(*) from {table}"))


@pytest.fixture
async def furnished(owner_database: Database, tenant) -> AsyncIterator[UUID]:
    """An organization with at least one row in every table that holds tenants' rows, erased afterwards."""
    made: dict[str, dict[str, object]] = {"organization": {"id": tenant.organization_id}}
    tables = [table.name for table in METADATA.sorted_tables if table.name in TENANTS_TABLES]
    async with owner_database.transaction() as session:
        for name in tables:
            insert, made[name] = a_row(name, tenant.organization_id, made)
            await session.execute(insert, made[name])
    yield tenant.organization_id
    async with owner_database.transaction() as session:
        for name in reversed(tables):
            await session.execute(
                text(f"delete from {name} where organization_id = :id"), {"id": tenant.organization_id}
            )


def a_row(name: str, organization_id: UUID, made: dict[str, dict[str, object]] | None = None):
    """Make up a row of a table, which refers to those `made` before: a value for each column that has no default."""
    values: dict[str, object] = {}
    for column in METADATA.tables[name].columns:
        referred = next((key.column for key in column.foreign_keys), None)
        if (name, column.name) in _LEFT_OUT:
            continue
        if (name, column.name) in _ONE_OF_TWO:
            values[column.name] = _made_up(column)
            continue
        if column.name == "organization_id":
            values[column.name] = organization_id
        elif made and referred is not None and referred.table.name in made:
            values[column.name] = made[referred.table.name][referred.name]
        elif column.primary_key or not (column.nullable or column.server_default or column.computed):
            values[column.name] = _NOT_THE_FIRST.get((name, column.name)) or _first_allowed(column) or _made_up(column)
    return METADATA.tables[name].insert(), values


_LEFT_OUT = {("approval", "mission_id")}  # an approval is a run's or a mission's
_ONE_OF_TWO = {("security_exception", "least_confidence")}  # or a text
_NOT_THE_FIRST = {("work", "state"): "paused"}  # which nobody takes to work on
_ONE_OF = re.compile(r"(\w+) in \('(\w+)'")


def _first_allowed(column) -> str | None:
    """Return the first of the words that a check lets a column hold."""
    checks = (str(each.sqltext) for each in column.table.constraints if isinstance(each, CheckConstraint))
    found = (match for check in checks for match in _ONE_OF.finditer(check))
    return next((match[2] for match in found if match[1] == column.name), None)


def _made_up(column):
    kind = column.type.python_type
    if kind is UUID:
        return new_id()
    if kind is list:
        return [{int: 1, float: 0.5, UUID: new_id()}.get(column.type.item_type.python_type, "x")]
    if kind is datetime:
        return datetime.now(UTC)
    if kind is bytes:
        return new_id().bytes
    return {str: f"made-up-{new_id()}", int: 1, bool: True, float: 1.0, Decimal: Decimal(1), object: {}}[kind]


class TestCatalogue:
    async def test_every_table_is_a_tenants_or_on_the_list(self, owner_database: Database) -> None:
        async with owner_database.transaction() as session:
            tables = (await session.execute(text(_TABLES))).all()
        assert {row.name for row in tables if not row.is_tenants} - {"organization"} == OF_NOBODY
        assert {row.name for row in tables if row.is_tenants} == set(TENANTS_TABLES)

    async def test_every_tenants_table_is_under_forced_policies(self, owner_database: Database) -> None:
        async with owner_database.transaction() as session:
            tables = (await session.execute(text(_TABLES))).all()
        assert len(tables) > 15
        for row in tables:
            assert row.name in OF_NOBODY or (row.is_protected and row.policies == ["owner", "tenant"]), row

    async def test_the_application_stands_under_them(self, database: Database) -> None:
        async with database.transaction() as session:
            role = (await session.execute(text(
                "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
                " from pg_roles where rolname = current_user"
            ))).one()  # fmt: skip
            owned = await session.scalar(text("select count(*) from pg_tables where tableowner = current_user"))
        assert tuple(role) == (False,) * 5
        assert owned == 0


class TestIsolation:
    async def test_rows_of_every_table_are_seen_by_their_own_organization_only(
        self, furnished: UUID, other_tenant, database: Database
    ) -> None:
        viewers = (furnished, other_tenant.organization_id, None)
        seen = {name: [await rows_seen(database, name, viewer) for viewer in viewers] for name in TENANTS_TABLES}
        for name, (mine, theirs, nobodys) in seen.items():
            assert mine >= 1, name
            assert theirs == (1 if name == "user_account" else 0), name  # the other tenant has its own user
            assert nobodys == 0, name

    @pytest.mark.parametrize("table", [name for name in TENANTS_TABLES if name not in APPEND_ONLY])
    async def test_nobody_changes_or_deletes_rows_of_others(
        self, furnished: UUID, other_tenant, database: Database, table: str
    ) -> None:
        for viewer in (other_tenant.organization_id, None):
            async with database.transaction(viewer) as session:
                mine = {"id": furnished}
                update = text(f"update {table} set organization_id = organization_id where organization_id = :id")
                assert (await session.execute(update, mine)).rowcount == 0
                assert (
                    await session.execute(text(f"delete from {table} where organization_id = :id"), mine)
                ).rowcount == 0

    @pytest.mark.parametrize("table", TENANTS_TABLES)
    async def test_nobody_writes_a_row_for_others(self, tenant, other_tenant, database: Database, table: str) -> None:
        for viewer in (other_tenant.organization_id, None):
            with pytest.raises(ProgrammingError, match="row-level security"):
                async with database.transaction(viewer) as session:
                    await session.execute(*a_row(table, tenant.organization_id))

    async def test_an_organization_sees_itself_alone(self, tenant, other_tenant, database: Database) -> None:
        async with database.transaction(tenant.organization_id) as session:
            seen = (await session.scalars(text("select id from organization"))).all()
        assert seen == [tenant.organization_id]
        assert await rows_seen(database, "organization", None) == 0

    async def test_a_transaction_without_an_organization_never_inherits_that_of_the_one_before(
        self, tenant, cluster
    ) -> None:
        narrow = Database(cluster.app_url)
        try:
            assert await rows_seen(narrow, "user_account", tenant.organization_id) == 1
            assert await rows_seen(narrow, "user_account", None) == 0
        finally:
            await narrow.close()


class TestAppendOnly:
    @pytest.mark.parametrize("table", APPEND_ONLY)
    @pytest.mark.parametrize(
        "change", ["update {} set organization_id = organization_id", "delete from {}", "truncate {}"]
    )
    async def test_history_and_money_are_never_changed(
        self, tenant, database: Database, table: str, change: str
    ) -> None:
        with pytest.raises(ProgrammingError, match="permission denied"):
            async with database.transaction(tenant.organization_id) as session:
                await session.execute(text(change.format(table)))

    async def test_nobody_rewrites_which_version_made_the_schema(self, database: Database) -> None:
        with pytest.raises(ProgrammingError, match="permission denied"):
            async with database.transaction() as session:
                await session.execute(text("update alembic_version set version_num = 'x'"))

    async def test_the_application_makes_no_tables(self, database: Database) -> None:
        with pytest.raises(ProgrammingError, match="permission denied"):
            async with database.transaction() as session:
                await session.execute(text("create table mine (id int)"))
