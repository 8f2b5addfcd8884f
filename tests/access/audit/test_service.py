from contextlib import suppress

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from pilothouse.access.audit.caller import Caller
from pilothouse.access.audit.service import difference, record
from pilothouse.access.audit.tables import AuditEvent
from pilothouse.core.telemetry import bound_contextvars
from pilothouse.db.engine import Database
from tests.conftest import Tenant


class TestDifference:
    def test_names_only_what_changed_with_both_values(self) -> None:
        before, after = {"name": "a", "gone": 1, "same": 2}, {"name": "b", "new": 3, "same": 2}
        assert difference(before, after) == {"name": ("a", "b"), "gone": (1, None), "new": (None, 3)}


class TestRecord:
    async def test_says_who_did_what_to_which_thing_and_from_where(self, database: Database, tenant: Tenant) -> None:
        async with database.transaction(tenant.organization_id) as session:
            with bound_contextvars(request_id="request-7"):
                await record(
                    session,
                    tenant.principal,
                    "team.create",
                    ("team", tenant.user_id),
                    changes={"name": (None, "Deck")},
                    caller=Caller("203.0.113.7", "curl/8"),
                )
        async with database.transaction(tenant.organization_id) as session:
            event = (await session.scalars(select(AuditEvent))).one()
        assert (event.actor_kind, event.actor_id, event.action) == ("user", tenant.user_id, "team.create")
        assert (event.resource, event.outcome) == (f"team:{tenant.user_id}", "success")
        assert (event.ip_address, event.user_agent, event.request_id) == ("203.0.113.7", "curl/8", "request-7")
        assert event.changes == {"name": [None, "Deck"]}
        assert event.at.tzinfo is not None

    async def test_leaves_no_trace_of_what_was_rolled_back(self, database: Database, tenant: Tenant) -> None:
        with suppress(RuntimeError):
            async with database.transaction(tenant.organization_id) as session:
                await record(session, tenant.principal, "team.create", ("team", tenant.user_id))
                raise RuntimeError
        async with database.transaction(tenant.organization_id) as session:
            assert (await session.scalars(select(AuditEvent))).all() == []

    async def test_is_seen_by_its_own_organization_only(
        self, database: Database, tenant: Tenant, other_tenant: Tenant
    ) -> None:
        async with database.transaction(tenant.organization_id) as session:
            await record(session, tenant.principal, "team.create", ("team", tenant.user_id))
        async with database.transaction(other_tenant.organization_id) as session:
            assert (await session.scalars(select(AuditEvent))).all() == []

    @pytest.mark.parametrize("statement", ["update audit_event set action = 'other'", "delete from audit_event"])
    async def test_cannot_be_changed_by_the_application(
        self, database: Database, tenant: Tenant, statement: str
    ) -> None:
        with pytest.raises(ProgrammingError, match="permission denied"):
            async with database.transaction(tenant.organization_id) as session:
                await session.execute(text(statement))
