import asyncio
import hashlib
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, text, update

from pilothouse.access.audit.tables import AuditEvent
from pilothouse.access.identity.bootstrap import (
    FORMER_EDITIONS,
    ensure_first_administrator,
    renew_built_in_roles,
)
from pilothouse.access.identity.identity import Identity
from pilothouse.access.identity.operator import principal_of_operator
from pilothouse.access.identity.permissions import BUILT_IN_ROLES
from pilothouse.access.identity.tables import Role
from pilothouse.access.secrets.file import FileSecrets
from pilothouse.access.settings import AccessSettings
from pilothouse.core.errors import InvalidInput, NotFound
from pilothouse.core.principal import PERMISSIONS
from pilothouse.db.embedded import Cluster
from pilothouse.db.engine import Database
from pilothouse.db.migrate import migrate
from tests.empty_database import empty_database


@pytest.fixture
async def urls(cluster: Cluster) -> AsyncIterator[tuple[str, str]]:
    """The owner's and the application's URL of a database in which nobody is yet."""
    async with empty_database(cluster) as (owner, app):
        await migrate(owner, app)
        yield owner, app


@pytest.fixture
async def fresh(urls: tuple[str, str]) -> AsyncIterator[Database]:
    database = Database(urls[1])
    yield database
    await database.close()


@pytest.fixture
async def fresh_as_owner(urls: tuple[str, str]) -> AsyncIterator[Database]:
    database = Database(urls[0])
    yield database
    await database.close()


class TestEnsureFirstAdministrator:
    async def test_makes_somebody_who_can_sign_in_and_do_everything(
        self, fresh: Database, key_store: FileSecrets
    ) -> None:
        made = await ensure_first_administrator(fresh, AccessSettings())
        assert made is not None
        assert made.email == "admin@localhost"
        assert made.generated_password is not None
        assert made.generated_password not in repr(made)
        signed_in = await Identity(fresh, AccessSettings(), key_store).logins.login(made.email, made.generated_password)
        assert signed_in.me.roles == ["admin"]
        assert set(signed_in.me.permissions) == PERMISSIONS
        assert signed_in.me.organization.slug == "default"

    async def test_takes_what_the_operator_chose(self, fresh: Database, key_store: FileSecrets) -> None:
        made = await ensure_first_administrator(
            fresh, AccessSettings(), email="ada@example.com", password="four teal herons"
        )
        assert made is not None
        assert made.generated_password is None
        signed_in = await Identity(fresh, AccessSettings(), key_store).logins.login(
            "Ada@Example.com", "four teal herons"
        )
        assert signed_in.me.email == "ada@example.com"

    async def test_warns_of_a_weak_choice_and_does_not_repeat_it(
        self, fresh: Database, caplog: pytest.LogCaptureFixture
    ) -> None:
        await ensure_first_administrator(fresh, AccessSettings(), password="hunter2")
        assert "weak_administrator_password" in caplog.text
        assert "hunter2" not in caplog.text

    async def test_does_nothing_the_second_time(self, fresh: Database) -> None:
        await ensure_first_administrator(fresh, AccessSettings(), email="ada@example.com")
        assert await ensure_first_administrator(fresh, AccessSettings(), email="eve@example.com") is None

    async def test_makes_one_when_several_processes_start_at_once(
        self, urls: tuple[str, str], fresh_as_owner: Database
    ) -> None:
        processes = [Database(urls[1]) for _ in range(5)]
        made = await asyncio.gather(*(ensure_first_administrator(one, AccessSettings()) for one in processes))
        for process in processes:
            await process.close()
        assert sum(one is not None for one in made) == 1
        async with fresh_as_owner.transaction() as session:
            counts = [
                await session.scalar(text(f"select count(*) from {table}"))
                for table in ("organization", "user_account", "role", "user_role")
            ]
        assert counts == [1, 1, 3, 1]

    async def test_names_the_variable_of_a_bad_email(self, fresh: Database) -> None:
        with pytest.raises(InvalidInput, match="PILOTHOUSE_ADMIN_EMAIL"):
            await ensure_first_administrator(fresh, AccessSettings(), email="not an address")


class TestPrincipalOfOperator:
    async def test_is_the_first_administrator(self, fresh: Database) -> None:
        made = await ensure_first_administrator(fresh, AccessSettings())
        assert made is not None
        principal = await principal_of_operator(fresh)
        assert (principal.user_id, principal.organization_id) == (made.user_id, made.organization_id)
        assert principal.permissions == PERMISSIONS

    async def test_is_another_user_when_named(self, fresh: Database) -> None:
        made = await ensure_first_administrator(fresh, AccessSettings(), email="ada@example.com")
        assert made is not None
        assert (await principal_of_operator(fresh, "ADA@example.com")).user_id == made.user_id
        with pytest.raises(NotFound, match="active user bob"):
            await principal_of_operator(fresh, "bob@example.com")

    async def test_says_what_to_do_before_the_first_start(self, fresh: Database) -> None:
        with pytest.raises(NotFound, match="pilothouse serve"):
            await principal_of_operator(fresh)


class TestRenewBuiltInRoles:
    async def _change(self, fresh: Database, name: str, permissions: frozenset[str], **values: bool) -> None:
        """Let the role grant what it did before, or what somebody wants it to."""
        changes = {"permissions": sorted(permissions), **values}
        async with fresh.transaction(self.organization_id) as session:
            await session.execute(update(Role).where(Role.name == name).values(**changes))

    async def _granted(self, fresh: Database) -> dict[str, frozenset[str]]:
        async with fresh.transaction(self.organization_id) as session:
            return {role.name: frozenset(role.permissions) for role in await session.scalars(select(Role))}

    @pytest.fixture(autouse=True)
    async def organization(self, fresh: Database) -> None:
        made = await ensure_first_administrator(fresh, AccessSettings())
        assert made is not None
        self.organization_id = made.organization_id

    async def test_brings_what_an_earlier_release_laid_up_to_what_the_role_grants_now(self, fresh: Database) -> None:
        for name, editions in FORMER_EDITIONS.items():
            for former in editions:
                await self._change(fresh, name, former)
                assert await ensure_first_administrator(fresh, AccessSettings()) is None
                assert (await self._granted(fresh))[name] == BUILT_IN_ROLES[name]

    async def test_says_so_in_the_audit_log_once(self, fresh: Database) -> None:
        await self._change(fresh, "user", FORMER_EDITIONS["user"][0])
        assert await renew_built_in_roles(fresh) == 1
        assert await renew_built_in_roles(fresh) == 0
        async with fresh.transaction(self.organization_id) as session:
            (event,) = await session.scalars(select(AuditEvent).where(AuditEvent.action == "role.update"))
        assert event.changes == {"permissions": [sorted(FORMER_EDITIONS["user"][0]), sorted(BUILT_IN_ROLES["user"])]}

    async def test_leaves_a_role_alone_that_somebody_changed(self, fresh: Database) -> None:
        for chosen in (FORMER_EDITIONS["user"][0] - {"models:read"}, FORMER_EDITIONS["user"][0] | {"audit:read"}):
            await self._change(fresh, "user", chosen)
            assert await renew_built_in_roles(fresh) == 0
            assert (await self._granted(fresh))["user"] == chosen

    async def test_leaves_a_role_alone_that_is_not_built_in(self, fresh: Database) -> None:
        await self._change(fresh, "user", FORMER_EDITIONS["user"][0], is_builtin=False)
        assert await renew_built_in_roles(fresh) == 0

    async def test_changes_a_role_once_when_several_processes_start(
        self, fresh: Database, urls: tuple[str, str]
    ) -> None:
        await self._change(fresh, "user", FORMER_EDITIONS["user"][0])
        processes = [Database(urls[1]) for _ in range(4)]
        assert sum(await asyncio.gather(*(renew_built_in_roles(one) for one in processes))) == 1
        for process in processes:
            await process.close()

    def test_what_a_built_in_role_grants_changes_together_with_its_former_editions(self) -> None:
        """When this fails, add what the role granted until now to `FORMER_EDITIONS`, then change the digest."""
        now = "\n".join(f"{name} {' '.join(sorted(granted))}" for name, granted in sorted(BUILT_IN_ROLES.items()))
        assert hashlib.sha256(now.encode()).hexdigest()[:12] == "bd4cb77e74b6"
        assert all(BUILT_IN_ROLES[name] not in editions for name, editions in FORMER_EDITIONS.items())
