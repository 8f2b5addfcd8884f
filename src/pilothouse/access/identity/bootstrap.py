"""The first start: an organization, its roles, and somebody who can get in."""

import secrets
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ARRAY, Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.audit.service import record
from pilothouse.access.audit.tables import AuditEvent
from pilothouse.access.identity.email import checked_email, email_key
from pilothouse.access.identity.errors import WeakPassword
from pilothouse.access.identity.passwords import Passwords
from pilothouse.access.identity.permissions import ADMIN, BUILT_IN_ROLES, compact
from pilothouse.access.identity.roles.repository import lay_built_in_roles
from pilothouse.access.identity.tables import Organization, Role, User, UserRole
from pilothouse.access.settings import AccessSettings
from pilothouse.core.errors import InvalidInput
from pilothouse.core.ids import OrganizationId, UserId, new_id
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import get_logger
from pilothouse.db.engine import Database

log = get_logger(__name__)

DEFAULT_EMAIL = "admin@localhost"
_HAS_USERS = text("select access_has_users()")
_TAKE_TURNS = text("select pg_advisory_xact_lock(7310442)")  # the same number in every process; the first one makes it

_OUTDATED = text("select organization_id, role_id from access_outdated_roles(:name, :granted)").bindparams(
    bindparam("granted", type_=ARRAY(Text))
)

_USER_1 = frozenset(
    {
        "agents:invoke",
        "agents:read",
        "budgets:read",
        "files:read",
        "files:write",
        "keys:read",
        "keys:write",
        "missions:read",
        "missions:run",
        "models:read",
        "tools:read",
    }
)
# What built-in roles granted until a release granted more, oldest first. A role that grants exactly this is as we laid
# it; one that grants anything else was changed by somebody, on purpose.
FORMER_EDITIONS: dict[str, tuple[frozenset[str], ...]] = {
    "user": (_USER_1,),
    "developer": (_USER_1 | {"agents:write", "missions:approve", "models:invoke"},),
}


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    """Who was just made, to be shown once.

    Attributes:
        generated_password: null when the operator chose the password.
    """

    user_id: UserId
    organization_id: OrganizationId
    email: str
    generated_password: str | None = field(repr=False)


async def ensure_first_administrator(
    database: Database, settings: AccessSettings, *, email: str = "", password: str = ""
) -> FirstAdministrator | None:
    """Make the default organization, the built-in roles and an administrator, unless there are users already.

    Where there are, their built-in roles are brought up to what these grant now.
    Safe when several processes start at once: one makes them, the others find them made.

    Args:
        email, password: what the operator chose; without a password one is generated. A weak one is accepted with a
            warning: whoever can set it owns the installation.

    Returns:
        The administrator, when this call made one.

    Raises:
        InvalidInput: `email` is not an e-mail address.
    """
    async with database.transaction() as session:
        has_users = await session.scalar(_HAS_USERS)
    if has_users:
        await renew_built_in_roles(database)
        return None
    passwords = Passwords(settings)
    user = _administrator(email or DEFAULT_EMAIL)
    generated = None if password else secrets.token_urlsafe(15)
    if password:
        _warn_when_weak(passwords, password, user.email)
    user.password_hash = await passwords.hash(generated or password)
    async with database.transaction(user.organization_id) as session:
        await session.execute(_TAKE_TURNS)
        if await session.scalar(_HAS_USERS):
            return None
        await _add(session, user)
    return FirstAdministrator(UserId(user.id), OrganizationId(user.organization_id), user.email, generated)


async def renew_built_in_roles(database: Database) -> int:
    """Let built-in roles of every organization grant what a new organization's do, save those that somebody changed.

    Safe when several processes start at once: each role is changed by one of them.

    Returns:
        How many roles this call changed.
    """
    renewed = 0
    for name, editions in FORMER_EDITIONS.items():
        for former in editions:
            async with database.transaction() as session:
                outdated = (await session.execute(_OUTDATED, {"name": name, "granted": sorted(former)})).all()
            for organization_id, role_id in outdated:
                renewed += await _renew(database, organization_id, role_id, name)
    if renewed:
        log.info("built_in_roles_renewed", count=renewed)
    return renewed


async def _renew(database: Database, organization_id: UUID, role_id: UUID, name: str) -> bool:
    """Change one role and say so in the audit log; False when another process was first."""
    granted = compact(BUILT_IN_ROLES[name])
    async with database.transaction(organization_id) as session:
        row = await session.get(Role, role_id, with_for_update=True)
        if row is None or frozenset(row.permissions) not in FORMER_EDITIONS[name]:
            return False
        changes = {"permissions": (row.permissions, granted)}
        row.permissions = granted
        session.add(
            AuditEvent(
                organization_id=organization_id,
                actor_kind="service",
                action="role.update",
                resource=f"role:{role_id}",
                outcome="success",
                changes=changes,
            )
        )
    return True


def _administrator(email: str) -> User:
    try:
        address = checked_email(email)
    except ValueError as error:
        raise InvalidInput(f"{email!r} is not an e-mail address; set PILOTHOUSE_ADMIN_EMAIL to one.") from error
    return User(
        id=new_id(), organization_id=new_id(), email=address, email_key=email_key(address), name="Administrator"
    )


def _warn_when_weak(passwords: Passwords, password: str, email: str) -> None:
    try:
        passwords.require_strong(password, email)
    except WeakPassword as error:
        log.warning("weak_administrator_password", problem=error.message)


async def _add(session: AsyncSession, user: User) -> None:
    organization_id: UUID = user.organization_id
    session.add(Organization(id=organization_id, name="Default", slug="default"))
    await session.flush()
    roles = await lay_built_in_roles(session, organization_id)
    session.add(user)
    await session.flush()
    session.add(UserRole(organization_id=organization_id, user_id=user.id, role_id=roles[ADMIN].id))
    who = Principal(OrganizationId(organization_id), UserId(user.id), kind="service")
    await record(session, who, "organization.create", ("organization", organization_id))
