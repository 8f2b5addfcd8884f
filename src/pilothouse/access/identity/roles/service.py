"""Make roles, change them and take them away."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.audit.service import difference, record
from pilothouse.access.identity.credential_cache import CredentialCache
from pilothouse.access.identity.errors import LastAdministrator
from pilothouse.access.identity.permissions import ADMIN, compact, require_grantable
from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.access.identity.roles.repository import RoleRepository
from pilothouse.access.identity.roles.schemas import RoleCreate, RoleRead, RoleUpdate
from pilothouse.access.identity.tables import Role
from pilothouse.access.identity.users.repository import UserRepository
from pilothouse.core.errors import Conflict
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.server.envelope import Page


class RoleService:
    """Looks after the roles of an organization. Those that are built in stay as they are."""

    def __init__(self, database: Database, cache: CredentialCache) -> None:
        self._database = database
        self._cache = cache

    async def list(self, who: Principal, limit: int, cursor: str | None = None) -> Page[RoleRead]:
        """Return the organization's roles, those that are built in first."""
        async with self._database.transaction(who.organization_id) as session:
            roles = RoleRepository(session)
            rows, next_cursor = await roles.page(who, limit, cursor)
            holders = await roles.holders(row.id for row in rows)
        items = [_read(row, holders) for row in rows]
        return Page(items=items, next_cursor=next_cursor)

    async def is_held(self, who: Principal, name: str) -> bool:
        """Tell whether a principal's user holds a role, and the principal itself all that the role grants."""
        async with self._database.transaction(who.organization_id) as session:
            granted = await RoleRepository(session).granted_by(name, who)
        return granted is not None and all(who.may(permission) for permission in granted)

    async def create(self, who: Principal, form: RoleCreate, caller: Caller = LOCAL) -> RoleRead:
        """Make a role of what the principal holds itself.

        Raises:
            UnknownPermission, NameTaken: a field cannot be as it is.
            BeyondYourPermissions: it would grant what the principal does not hold.
        """
        require_grantable(who, form.permissions)
        row = Role(organization_id=who.organization_id, name=form.name, permissions=compact(form.permissions))
        async with self._database.transaction(who.organization_id) as session:
            await RoleRepository(session).add(row)
            await session.refresh(row)
            changes = {"name": (None, row.name), "permissions": (None, row.permissions)}
            await record(session, who, "role.create", ("role", row.id), changes=changes, caller=caller)
        return _read(row, {})

    async def update(self, who: Principal, role_id: UUID, form: RoleUpdate, caller: Caller = LOCAL) -> RoleRead:
        """Change a role; whoever holds it has the new permissions at once.

        Raises:
            NotFound: the organization has no such role.
            Conflict: it is built in.
            UnknownPermission, NameTaken: a field cannot be as it is.
            BeyondYourPermissions: it grants, or would grant, what the principal does not hold.
            LastAdministrator: nobody would hold "admin" any more.
        """
        async with self._database.transaction(who.organization_id) as session:
            await UserRepository(session).take_turns(who)
            who = await PrincipalRepository(session).as_of_now(who)
            roles = RoleRepository(session)
            row = await roles.get(who, role_id)
            _require_own(row)
            require_grantable(who, [*row.permissions, *(form.permissions or ())])
            before = _audited(row)
            if form.permissions is not None:
                row.permissions = compact(form.permissions)
            await roles.rename(row, form.name or row.name)
            if ADMIN in before["permissions"] and not await roles.has_administrator(who):
                raise LastAdministrator
            changes = difference(before, _audited(row))
            await record(session, who, "role.update", ("role", row.id), changes=changes, caller=caller)
            holders = await roles.holders([row.id])
        self._cache.forget(lambda known: known.organization_id == who.organization_id)
        return _read(row, holders)

    async def delete(self, who: Principal, role_id: UUID, caller: Caller = LOCAL) -> None:
        """Take a role away that nobody holds.

        Raises:
            NotFound: the organization has no such role.
            Conflict: it is built in, or somebody holds it.
        """
        async with self._database.transaction(who.organization_id) as session:
            roles = RoleRepository(session)
            row = await roles.get(who, role_id)
            _require_own(row)
            if await roles.is_held(role_id):
                raise Conflict(f"Somebody holds the role {row.name}; take it from them first.")
            await session.delete(row)
            changes = {"name": (row.name, None), "permissions": (row.permissions, None)}
            await record(session, who, "role.delete", ("role", row.id), changes=changes, caller=caller)


def _require_own(row: Role) -> None:
    if row.is_builtin:
        raise Conflict(f"The role {row.name} is built in and stays as it is. Make one of your own.")


def _audited(row: Role) -> dict[str, Any]:
    return {"name": row.name, "permissions": row.permissions}


def _read(row: Role, holders: Mapping[UUID, int]) -> RoleRead:
    return RoleRead(
        id=row.id,
        name=row.name,
        permissions=row.permissions,
        is_builtin=row.is_builtin,
        holders=holders.get(row.id, 0),
        created_at=row.created_at,
    )
