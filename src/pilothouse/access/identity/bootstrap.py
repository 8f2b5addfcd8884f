"""The first start: an organization, its roles, and somebody who can get in."""

import secrets
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.audit.service import record
from pilothouse.access.identity.email import checked_email
from pilothouse.access.identity.errors import WeakPassword
from pilothouse.access.identity.passwords import Passwords
from pilothouse.access.identity.permissions import ADMIN
from pilothouse.access.identity.roles.repository import lay_built_in_roles
from pilothouse.access.identity.tables import Organization, User, UserRole
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
        if await session.scalar(_HAS_USERS):
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


def _administrator(email: str) -> User:
    try:
        address = checked_email(email)
    except ValueError as error:
        raise InvalidInput(f"{email!r} is not an e-mail address; set PILOTHOUSE_ADMIN_EMAIL to one.") from error
    return User(id=new_id(), organization_id=new_id(), email=address, name="Administrator")


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
