from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilothouse.access.audit import verifying
from pilothouse.access.audit.retention import Retention
from pilothouse.access.audit.schemas import AuditVerification
from pilothouse.access.audit.verifying import AuditVerifier, Known
from pilothouse.db.engine import Database
from tests.access.audit.entries import Owner, write
from tests.conftest import Tenant, make_tenant

ACTIONS = tuple(f"thing.{verb}" for verb in ("make", "name", "paint", "sell", "buy", "break"))


@pytest.fixture
async def six(database: Database, tenant: Tenant) -> AuditVerifier:
    """The verifier of a log of six entries."""
    await write(database, tenant.principal, *ACTIONS)
    return AuditVerifier(database, tenant.principal)


def told(found: AuditVerification) -> list[tuple[str, int | None, int | None]]:
    return [(problem.kind, problem.first_seq, problem.last_seq) for problem in found.problems]


def end_of(found: AuditVerification) -> Known:
    """Return where an answer ended."""
    assert found.last_seq is not None
    assert found.hash is not None
    return Known(found.last_seq, bytes.fromhex(found.hash))


class TestVerify:
    async def test_finds_nothing_in_a_log_as_it_was_written(self, six: AuditVerifier) -> None:
        found = await six.verify()
        assert (found.is_intact, found.entries, found.first_seq, found.last_seq) == (True, 6, 1, 6)
        assert found.problems == []

    async def test_has_nothing_against_an_empty_log(self, database: Database, tenant: Tenant) -> None:
        found = await AuditVerifier(database, tenant.principal).verify()
        assert (found.is_intact, found.entries, found.last_seq, found.hash) == (True, 0, None, None)

    @pytest.mark.parametrize(
        "change",
        [
            "action = 'thing.forge'", "at = at - interval '1 s'", "outcome = 'refused'", "actor_id = id",
            "actor_email = 'eve@example.com'", "resource = null", "changes = '{\"a\": 1}'", "ip_address = '::1'",
            "actor_kind = 'service'", "request_id = 'x'", "user_agent = 'x'", "api_key_id = id", "api_key_name = 'x'",
            "id = gen_random_uuid()",
        ],
    )  # fmt: skip
    async def test_names_a_changed_entry_whatever_of_it_was_changed(
        self, six: AuditVerifier, owner: Owner, change: str
    ) -> None:
        await owner.run(f"update audit_event set {change} where organization_id = :organization and seq = 3")
        assert told(await six.verify()) == [("changed", 3, 3)]

    async def test_names_the_entry_after_one_whose_hash_was_made_anew(self, six: AuditVerifier, owner: Owner) -> None:
        await owner.run(
            "update audit_event e set action = 'thing.forge', hash = sha256('made up') "
            "where organization_id = :organization and seq = 3"
        )
        assert told(await six.verify()) == [("changed", 3, 3), ("changed", 4, 4)]

    async def test_names_missing_entries(self, six: AuditVerifier, owner: Owner) -> None:
        await owner.run("delete from audit_event where organization_id = :organization and seq in (3, 4)")
        found = await six.verify()
        assert told(found) == [("missing", 3, 4)]
        assert found.problems[0].message == "Entries 3 to 4 are missing."

    async def test_names_a_missing_beginning(self, six: AuditVerifier, owner: Owner) -> None:
        await owner.run("delete from audit_event where organization_id = :organization and seq = 1")
        assert told(await six.verify()) == [("missing", 1, 1)]

    async def test_names_a_cut_end(self, six: AuditVerifier, owner: Owner) -> None:
        await owner.run("delete from audit_event where organization_id = :organization and seq > 4")
        assert told(await six.verify()) == [("cut", 5, 6)]

    async def test_names_an_end_that_was_replaced(self, six: AuditVerifier, owner: Owner) -> None:
        """With a hash that fits: only the chain's own note of its end tells."""
        await owner.run("update audit_event e set action = 'x.y' where organization_id = :organization and seq = 6")
        await owner.run(
            "update audit_event e set hash = audit_hash((select hash from audit_event b"
            " where b.organization_id = e.organization_id and b.seq = 5), e)"
            " where organization_id = :organization and seq = 6"
        )
        assert told(await six.verify()) == [("cut", 6, 6)]

    async def test_begins_anew_when_the_beginning_is_forgotten_meanwhile(
        self, six: AuditVerifier, owner: Owner, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        follow, begun = AuditVerifier._follow, []

        async def forgotten_after(verifier: AuditVerifier, *arguments: Any) -> AuditVerification:
            found = await follow(verifier, *arguments)
            if not begun:
                await owner.age(days=40, up_to=4)
                await Retention(database, keep_days=30).once()
            begun.append(found.first_seq)
            return found

        monkeypatch.setattr(AuditVerifier, "_follow", forgotten_after)
        found = await six.verify()
        assert (begun, found.is_intact, found.first_seq) == ([1, 5], True, 5)

    async def test_names_entries_that_changed_places(self, six: AuditVerifier, owner: Owner) -> None:
        await owner.run("update audit_event set seq = -seq where organization_id = :organization and seq in (2, 3)")
        await owner.run("update audit_event set seq = 5 + seq where organization_id = :organization and seq < 0")
        assert told(await six.verify()) == [("changed", 2, 2), ("changed", 3, 3), ("changed", 4, 4)]

    async def test_names_an_entry_that_was_slipped_in(self, six: AuditVerifier, owner: Owner) -> None:
        await owner.run(
            "insert into audit_event (id, organization_id, seq, actor_kind, action, outcome, hash)"
            " values (gen_random_uuid(), :organization, 7, 'user', 'thing.forge', 'success', '')"
        )
        assert ("changed", 7, 7) in told(await six.verify())

    async def test_names_an_entry_without_a_place(self, six: AuditVerifier, owner: Owner) -> None:
        await owner.run("update audit_event set seq = null where organization_id = :organization and seq = 6")
        assert told(await six.verify()) == [("foreign", None, None), ("cut", 6, 6)]

    async def test_is_not_fooled_by_a_chain_written_anew_when_an_earlier_hash_was_kept(
        self, six: AuditVerifier, owner: Owner
    ) -> None:
        known = end_of(await six.verify())
        await owner.run("update audit_event set action = 'x.y' where organization_id = :organization and seq = 2")
        await owner.rewrite()
        assert (await six.verify()).is_intact  # which nobody can tell who has only the database
        assert told(await six.verify(known)) == [("changed", 6, 6)]

    async def test_goes_on_from_page_to_page(
        self, six: AuditVerifier, owner: Owner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(verifying, "_AT_ONCE", 2)
        assert (await six.verify()).entries == 6
        await owner.run("delete from audit_event where organization_id = :organization and seq = 3")
        await owner.run("update audit_event set action = 'x.y' where organization_id = :organization and seq = 5")
        assert told(await six.verify()) == [("missing", 3, 3), ("changed", 5, 5)]

    async def test_takes_several_answers_where_the_log_is_long(
        self, six: AuditVerifier, owner: Owner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(verifying, "_AT_ONCE", 2)
        monkeypatch.setattr(verifying, "_MOST_ENTRIES", 4)
        first = await six.verify()
        assert (first.is_complete, first.is_intact, first.entries) == (False, False, 4)
        assert (first.last_seq, first.end_seq, first.problems) == (4, 6, [])
        rest = await six.verify(after=end_of(first))
        assert (rest.is_complete, rest.is_intact, rest.entries, rest.end_seq) == (True, True, 2, 6)
        await owner.run("update audit_event set action = 'x.y' where organization_id = :organization and seq = 5")
        assert told(await six.verify(after=end_of(first))) == [("changed", 5, 5)]

    async def test_goes_on_only_from_where_it_was(self, six: AuditVerifier) -> None:
        assert told(await six.verify(after=Known(4, b"another"))) == [("changed", 5, 5)]

    async def test_looks_at_its_own_organization_only(
        self, six: AuditVerifier, database: Database, other_tenant: Tenant, owner: Owner
    ) -> None:
        await write(database, other_tenant.principal, *ACTIONS)
        await owner.run("delete from audit_event where organization_id = :organization and seq = 2")
        assert (await AuditVerifier(database, other_tenant.principal).verify()).is_intact

    @settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(gone=st.sets(st.integers(1, 8), max_size=8), changed=st.sets(st.integers(1, 8), max_size=8))
    async def test_finds_any_gap_and_any_change(self, cluster, gone: set[int], changed: set[int]) -> None:
        database, owners = Database(cluster.app_url), Database(cluster.owner_url)
        try:
            tenant = await make_tenant(database)
            owner = Owner(owners, tenant.organization_id)
            await write(database, tenant.principal, *(f"thing.no{number}" for number in range(8)))
            for statement, numbers in (
                ("update audit_event set action = 'x.y'", changed),
                ("delete from audit_event", gone),
            ):
                where = "where organization_id = :organization and seq = any(:numbers)"
                await owner.run(f"{statement} {where}", numbers=list(numbers))
            found = await AuditVerifier(database, tenant.principal).verify()
        finally:
            await database.close()
            await owners.close()
        assert found.is_intact == (not gone and not changed)
        named = {seq for _, first, last in told(found) for seq in range(first or 0, (last or 0) + 1)}
        # an entry that follows a gap is taken as it is
        assert gone <= named <= gone | changed
        assert {seq for seq in changed - gone if seq - 1 not in gone} <= named


class TestAfterRetention:
    async def test_goes_on_from_what_was_forgotten(self, six: AuditVerifier, owner: Owner, database: Database) -> None:
        await owner.age(days=40, up_to=4)
        await Retention(database, keep_days=30).once()
        found = await six.verify()
        assert (found.is_intact, found.entries, found.first_seq, found.last_seq) == (True, 3, 5, 7)

    async def test_goes_on_from_there_too_when_it_was_forgotten_between_two_answers(
        self, six: AuditVerifier, owner: Owner, database: Database
    ) -> None:
        second = (await six._all(verifying._HASH_AT, seq=2))[0].hash
        await owner.age(days=40, up_to=4)
        await Retention(database, keep_days=30).once()
        found = await six.verify(after=Known(2, second))
        assert (found.is_intact, found.entries, found.first_seq, found.last_seq) == (True, 3, 5, 7)

    async def test_still_names_a_beginning_that_is_missing(
        self, six: AuditVerifier, owner: Owner, database: Database
    ) -> None:
        await owner.age(days=40, up_to=4)
        await Retention(database, keep_days=30).once()
        await owner.run("delete from audit_event where organization_id = :organization and seq = 5")
        assert told(await six.verify()) == [("missing", 1, 5)]
