"""Which credentials count, and for how much: asked of the rows, without a cache before them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.identity.errors import NotSignedIn
from pilothouse.access.identity.permissions import BUILT_IN_ROLES
from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.access.identity.tables import (
    ApiKey,
    LoginSession,
    Organization,
    Role,
    Team,
    TeamMember,
    User,
    UserRole,
)
from pilothouse.core.ids import ApiKeyId, LoginSessionId, UserId, new_id
from pilothouse.core.principal import PERMISSIONS
from pilothouse.db.engine import Database
from tests.access.conftest import FrozenClock, Member

NOBODY = UserId(new_id())


@pytest.fixture
async def session(database: Database, member: Member) -> AsyncIterator[AsyncSession]:
    async with database.transaction(member.organization_id) as session:
        yield session


@pytest.fixture
def principals(session: AsyncSession) -> PrincipalRepository:
    return PrincipalRepository(session)


@pytest.fixture
async def ada(session: AsyncSession, member: Member) -> User:
    """An administrator."""
    return await session.get_one(User, member.user_id)


async def made(session: AsyncSession, row: Any) -> Any:
    session.add(row)
    await session.flush()
    return row


async def make_user(session: AsyncSession, ada: User, *roles: str, **fields: Any) -> User:
    mine = ada.organization_id
    user = await made(
        session,
        User(organization_id=mine, email=f"{new_id()}@example.com", name="Bob", **{"is_active": True, **fields}),
    )
    for role in roles:
        role_id = await session.scalar(select(Role.id).where(Role.name == role))
        await made(session, UserRole(organization_id=mine, user_id=user.id, role_id=role_id))
    return user


async def make_session(session: AsyncSession, user: User, clock: FrozenClock, **fields: Any) -> LoginSession:
    secret = str(new_id())
    common = {"family_hash": secret, "refresh_hash": secret, "csrf_token": "repeat me"}
    row = {"expires_at": clock.now() + timedelta(hours=1), **common, **fields}
    return await made(session, LoginSession(organization_id=user.organization_id, user_id=user.id, **row))


async def make_key(session: AsyncSession, user: User, *scopes: str, **fields: Any) -> ApiKey:
    row = {"name": "nightly", "prefix": "ph_", "key_hash": str(new_id()), "scopes": list(scopes) or ["admin"], **fields}
    return await made(session, ApiKey(organization_id=user.organization_id, user_id=user.id, **row))


async def leave(session: AsyncSession, user: User, *, in_hours: float) -> None:
    organization = await session.get_one(Organization, user.organization_id)
    organization.erases_at = await session.scalar(select(func.now())) + timedelta(hours=in_hours)
    await session.flush()


class TestOfSession:
    async def test_is_its_user_until_it_ends(
        self, principals: PrincipalRepository, session: AsyncSession, ada: User, clock: FrozenClock
    ) -> None:
        row = await make_session(session, ada, clock)
        known = await principals.of_session(LoginSessionId(row.id), clock.now())
        assert known is not None
        assert (known.principal.user_id, known.principal.session_id) == (ada.id, row.id)
        assert (known.principal.kind, known.principal.api_key_id) == ("user", None)
        assert (known.expires_at, known.csrf_token) == (row.expires_at, "repeat me")
        assert await principals.of_session(LoginSessionId(row.id), row.expires_at) is None

    async def test_is_nobody_once_it_is_revoked(
        self, principals: PrincipalRepository, session: AsyncSession, ada: User, clock: FrozenClock
    ) -> None:
        row = await make_session(session, ada, clock, revoked_at=clock.now())
        assert await principals.of_session(LoginSessionId(row.id), clock.now()) is None

    async def test_is_nobody_once_its_user_is_not_active(
        self, principals: PrincipalRepository, session: AsyncSession, ada: User, clock: FrozenClock
    ) -> None:
        row = await make_session(session, await make_user(session, ada, is_active=False), clock)
        assert await principals.of_session(LoginSessionId(row.id), clock.now()) is None

    async def test_is_the_one_that_was_asked_for(
        self, principals: PrincipalRepository, session: AsyncSession, ada: User, clock: FrozenClock
    ) -> None:
        await make_session(session, ada, clock)
        assert await principals.of_session(LoginSessionId(new_id()), clock.now()) is None


class TestOfKey:
    async def test_is_its_owner_within_its_scopes(
        self, principals: PrincipalRepository, session: AsyncSession, ada: User, clock: FrozenClock
    ) -> None:
        ends_at = clock.now() + timedelta(hours=1)
        row = await make_key(session, ada, "files:read", rate_limit_per_minute=7, expires_at=ends_at)
        known = await principals.of_key(ApiKeyId(row.id), clock.now())
        assert known is not None
        who = known.principal
        assert (who.user_id, who.kind, who.api_key_id, who.session_id) == (ada.id, "api_key", row.id, None)
        assert (who.permissions, who.rate_limit_per_minute) == ({"files:read"}, 7)
        assert (known.expires_at, known.csrf_token) == (ends_at, None)
        assert await principals.of_key(ApiKeyId(row.id), ends_at) is None

    async def test_holds_no_more_than_its_owner_does_now(
        self, principals: PrincipalRepository, session: AsyncSession, ada: User, clock: FrozenClock
    ) -> None:
        row = await make_key(session, await make_user(session, ada, "user"), "admin")
        known = await principals.of_key(ApiKeyId(row.id), clock.now())
        assert known is not None
        assert known.principal.permissions == BUILT_IN_ROLES["user"]

    async def test_is_nobody_once_it_is_revoked_or_its_owner_is_not_active(
        self, principals: PrincipalRepository, session: AsyncSession, ada: User, clock: FrozenClock
    ) -> None:
        revoked = await make_key(session, ada, revoked_at=clock.now())
        orphan = await make_key(session, await make_user(session, ada, is_active=False))
        for row in (revoked, orphan):
            assert await principals.of_key(ApiKeyId(row.id), clock.now()) is None
            assert row.last_used_at is None

    async def test_is_nobody_in_an_organization_that_is_to_be_erased(
        self, principals: PrincipalRepository, session: AsyncSession, ada: User, clock: FrozenClock
    ) -> None:
        row = await make_key(session, ada)
        await leave(session, ada, in_hours=1)
        assert await principals.of_key(ApiKeyId(row.id), clock.now()) is None

    async def test_is_the_one_that_was_asked_for(
        self, principals: PrincipalRepository, session: AsyncSession, ada: User, clock: FrozenClock
    ) -> None:
        await make_key(session, ada)
        assert await principals.of_key(ApiKeyId(new_id()), clock.now()) is None

    async def test_notes_its_use_no_more_than_once_a_minute(
        self, principals: PrincipalRepository, session: AsyncSession, ada: User, clock: FrozenClock
    ) -> None:
        row, other = await make_key(session, ada), await make_key(session, ada)
        noted = []
        for seconds in (0, 59, 1):
            clock.advance(seconds)
            await principals.of_key(ApiKeyId(row.id), clock.now())
            await session.refresh(row)
            noted.append(row.last_used_at)
        await session.refresh(other)
        assert noted == [noted[0], noted[0], clock.now()]
        assert noted[0] == clock.now() - timedelta(minutes=1)
        assert other.last_used_at is None


class TestActiveUser:
    async def test_is_one_who_was_neither_deactivated_nor_deleted(
        self, principals: PrincipalRepository, session: AsyncSession, ada: User, clock: FrozenClock
    ) -> None:
        inactive = await make_user(session, ada, is_active=False)
        deleted = await make_user(session, ada, deleted_at=clock.now())
        assert await principals.active_user(UserId(ada.id)) is ada
        for user_id in (inactive.id, deleted.id, NOBODY):
            assert await principals.active_user(UserId(user_id)) is None

    async def test_is_an_administrator_alone_where_all_is_to_be_erased(
        self, principals: PrincipalRepository, session: AsyncSession, ada: User
    ) -> None:
        bob, robot = await make_user(session, ada, "developer"), await make_user(session, ada, "admin", kind="service")
        await leave(session, ada, in_hours=1)
        found = [await principals.active_user(UserId(user.id)) for user in (ada, bob, robot)]
        assert found == [ada, None, None]

    async def test_is_nobody_once_the_time_to_restore_it_is_over(
        self, principals: PrincipalRepository, session: AsyncSession, ada: User
    ) -> None:
        await leave(session, ada, in_hours=0)
        assert await principals.active_user(UserId(ada.id)) is None


class TestAsOfNow:
    async def test_keeps_what_is_still_granted_and_gains_nothing(
        self, principals: PrincipalRepository, session: AsyncSession, ada: User
    ) -> None:
        bob = await make_user(session, ada, "admin")
        who = await principals.of_user(bob, scopes=frozenset({"files:read", "users:write"}))
        assert await principals.as_of_now(who) == who
        held = (await session.scalars(select(UserRole).where(UserRole.user_id == bob.id))).one()
        held.role_id = await session.scalar(select(Role.id).where(Role.name == "user"))
        await session.flush()
        assert (await principals.as_of_now(who)).permissions == {"files:read"}

    async def test_is_nobody_once_its_user_is_not_active(
        self, principals: PrincipalRepository, session: AsyncSession, ada: User
    ) -> None:
        who = await principals.of_user(await make_user(session, ada, is_active=False))
        with pytest.raises(NotSignedIn, match=r"^This account is not active\.$"):
            await principals.as_of_now(who)


class TestOfUser:
    async def test_may_what_all_of_their_roles_grant(
        self, principals: PrincipalRepository, session: AsyncSession, ada: User
    ) -> None:
        mine = ada.organization_id
        await made(session, Role(organization_id=mine, name="auditor", permissions=["audit:read", "steam:vent"]))
        bob = await make_user(session, ada, "user", "auditor")
        who = await principals.of_user(bob)
        assert (who.organization_id, who.user_id, who.kind) == (mine, bob.id, "user")
        assert who.permissions == BUILT_IN_ROLES["user"] | {"audit:read"}
        assert (await principals.of_user(ada)).permissions == PERMISSIONS

    async def test_is_in_their_teams_always_in_the_same_order(
        self, principals: PrincipalRepository, session: AsyncSession, ada: User
    ) -> None:
        mine, bob = ada.organization_id, await make_user(session, ada)
        teams = [await made(session, Team(organization_id=mine, name=name)) for name in ("deck", "galley", "engine")]
        for team in reversed(teams[:2]):
            await made(session, TeamMember(organization_id=mine, team_id=team.id, user_id=bob.id))
        await made(session, TeamMember(organization_id=mine, team_id=teams[2].id, user_id=ada.id))
        assert (await principals.of_user(bob)).team_ids == (teams[0].id, teams[1].id)

    async def test_is_a_service_by_whatever_key_it_comes(
        self, principals: PrincipalRepository, session: AsyncSession, ada: User
    ) -> None:
        robot = await make_user(session, ada, kind="service")
        assert (await principals.of_user(robot, key_id=ApiKeyId(new_id()))).kind == "service"
