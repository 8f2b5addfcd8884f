"""Make users, change them, let them in or not."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import difference, record
from pilothouse.access.identity.credential_cache import CredentialCache
from pilothouse.access.identity.email import email_key
from pilothouse.access.identity.errors import CannotChangeYourself, LastAdministrator, NotSignedIn
from pilothouse.access.identity.invitations.repository import InvitationRepository
from pilothouse.access.identity.passwords import Passwords
from pilothouse.access.identity.permissions import ADMIN, require_grantable
from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.access.identity.roles.repository import RoleRepository
from pilothouse.access.identity.tables import Role, User
from pilothouse.access.identity.users.repository import UserRepository
from pilothouse.access.identity.users.schemas import SignedOut, UserCreate, UserFilter, UserRead, UserUpdate
from pilothouse.core.clock import Clock
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.server.envelope import Page


class UserService:
    """Looks after the users of an organization.

    Whoever changes a user must hold all that the user holds and gets: nobody raises themselves through another.
    """

    def __init__(self, database: Database, passwords: Passwords, cache: CredentialCache, clock: Clock) -> None:
        self._database = database
        self._passwords = passwords
        self._cache = cache
        self._clock = clock

    async def list(
        self, who: Principal, limit: int, cursor: str | None = None, wanted: UserFilter | None = None
    ) -> Page[UserRead]:
        """Return the organization's users in the order they were made."""
        async with self._database.transaction(who.organization_id) as session:
            users = UserRepository(session)
            rows, next_cursor = await users.page_of(users.filtered(who, wanted or UserFilter()), limit, cursor)
            items = await _read_all(users, rows)
        return Page(items=items, next_cursor=next_cursor)

    async def get(self, who: Principal, user_id: UUID) -> UserRead:
        """Return one user.

        Raises:
            NotFound: the organization has no such user.
        """
        async with self._database.transaction(who.organization_id) as session:
            users = UserRepository(session)
            return await read_user(users, await users.get(who, user_id))

    async def active(self, who: Principal) -> UserRead:
        """Return the user behind a principal, as things are now.

        Raises:
            NotSignedIn: the user may not act any more.
        """
        async with self._database.transaction(who.organization_id) as session:
            row = await PrincipalRepository(session).active_user(who.user_id)
            if row is None:
                raise NotSignedIn("This account is not active.")
            return await read_user(UserRepository(session), row)

    async def create(self, who: Principal, form: UserCreate, caller: Caller = LOCAL) -> UserRead:
        """Make a user who can sign in at once.

        Raises:
            WeakPassword, NameTaken, UnknownRole: a field cannot be as it is.
            BeyondYourPermissions: a role grants what the principal does not hold.
        """
        self._passwords.require_strong(form.password, form.email)
        row = User(
            id=new_id(),
            organization_id=who.organization_id,
            email=form.email,
            email_key=email_key(form.email),
            name=form.name,
            password_hash=await self._passwords.hash(form.password),
            time_zone=form.time_zone,
        )
        async with self._database.transaction(who.organization_id) as session:
            users = UserRepository(session)
            roles = await users.roles_named(who, form.roles)
            require_grantable(who, granted(roles))
            await users.add(row)
            await users.set_roles(row, roles)
            await session.refresh(row)
            changes = difference({}, audited(row, roles))
            await record(session, who, "user.create", ("user", row.id), changes=changes, caller=caller)
            return await read_user(users, row)

    async def update(self, who: Principal, user_id: UUID, form: UserUpdate, caller: Caller = LOCAL) -> UserRead:
        """Change a user. One who is deactivated is signed out everywhere; their keys and invitations stop.

        Raises:
            NotFound, UnknownRole: no such user or role here.
            BeyondYourPermissions: the user holds, or would get, what the principal does not hold.
            CannotChangeYourself: nobody deactivates themselves or changes their own roles.
            LastAdministrator: no person would hold "admin" any more.
            NotSignedIn: the principal was deactivated while this waited for its turn.
        """
        if user_id == who.user_id and (form.is_active is False or form.roles is not None):
            raise CannotChangeYourself("You cannot deactivate yourself or change your own roles; ask another one.")
        async with self._database.transaction(who.organization_id) as session:
            users = UserRepository(session)
            await users.take_turns(who)
            who = await PrincipalRepository(session).as_of_now(who)
            row = await users.get(who, user_id)
            roles = (await users.roles_of([row.id]))[row.id]
            require_grantable(who, granted(roles))
            before, was_administrator = audited(row, roles), ADMIN in granted(roles)
            if form.roles is not None:
                roles = await users.roles_named(who, form.roles)
                require_grantable(who, granted(roles))
                await users.set_roles(row, roles)
            await self._apply(users, row, form)
            if was_administrator and not await RoleRepository(session).has_administrator(who):
                raise LastAdministrator
            changes = difference(before, audited(row, roles))
            await record(session, who, "user.update", ("user", row.id), changes=changes, caller=caller)
            changed = await read_user(users, row)
        self._cache.forget(lambda principal: principal.user_id == user_id)
        return changed

    async def sign_out(self, who: Principal, user_id: UUID, caller: Caller = LOCAL) -> SignedOut:
        """End every login session of a user; their keys go on.

        Raises:
            NotFound: the organization has no such user.
            BeyondYourPermissions: the user holds what the principal does not hold.
        """
        async with self._database.transaction(who.organization_id) as session:
            users = UserRepository(session)
            row = await users.get(who, user_id)
            require_grantable(who, granted((await users.roles_of([row.id]))[row.id]))
            ended = await users.end_login_sessions(row.id, self._clock.now(), "ended")
            await record(session, who, "user.sign_out", ("user", row.id), caller=caller)
        self._cache.forget(lambda known: known.user_id == user_id and known.session_id is not None)
        return SignedOut(ended=ended)

    async def _apply(self, users: UserRepository, row: User, form: UserUpdate) -> None:
        for field, value in form.model_dump(exclude_unset=True, exclude={"roles"}).items():
            if value is not None or field in {"time_zone", "description"}:
                setattr(row, field, value)
        if form.is_active is False:
            now = self._clock.now()
            await users.end_login_sessions(row.id, now)
            await InvitationRepository(users.session).revoke_all_by(row.id, now)  # no way back in by another address


def granted(roles: list[Role]) -> set[str]:
    """Return the permissions that roles grant together."""
    return {permission for role in roles for permission in role.permissions}


def audited(row: User, roles: list[Role]) -> dict[str, Any]:
    """Return what the audit log says of a user."""
    return {
        "email": row.email,
        "name": row.name,
        "description": row.description,
        "time_zone": row.time_zone,
        "is_active": row.is_active,
        "roles": sorted(role.name for role in roles),
    }


async def _read_all(users: UserRepository, rows: Sequence[User]) -> list[UserRead]:
    ids = [row.id for row in rows]
    held, teams, seen = await users.roles_of(ids), await users.teams_of(ids), await users.last_seen(ids)
    secured = await users.with_second_factor(ids)
    return [
        _read(row, held[row.id], teams[row.id], seen.get(row.id), has_second_factor=row.id in secured) for row in rows
    ]


async def read_user(users: UserRepository, row: User) -> UserRead:
    """Return one user as administrators see them."""
    (found,) = await _read_all(users, [row])
    return found


def _read(
    row: User, roles: Sequence[Role], teams: list[str], last_seen_at: datetime | None, *, has_second_factor: bool
) -> UserRead:
    return UserRead(
        id=row.id,
        email=row.email,
        name=row.name,
        kind="service" if row.kind == "service" else "person",
        description=row.description,
        roles=sorted(role.name for role in roles),
        teams=teams,
        time_zone=row.time_zone,
        is_active=row.is_active,
        email_verified_at=row.email_verified_at,
        has_second_factor=has_second_factor,
        created_at=row.created_at,
        last_login_at=row.last_login_at,
        last_seen_at=last_seen_at,
    )
