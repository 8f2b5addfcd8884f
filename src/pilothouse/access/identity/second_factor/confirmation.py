"""Make certain that it is the user who asks, before what a stolen session must not do."""

from datetime import timedelta

from sqlalchemy import select

from pilothouse.access.audit.caller import Caller
from pilothouse.access.identity.own_password import require_own_password
from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.second_factor.errors import SignInAgain
from pilothouse.access.identity.tables import LoginSession, User
from pilothouse.core.principal import Principal

_JUST_NOW = timedelta(minutes=10)


async def require_own_hand(parts: AccountParts, who: Principal, password: str | None, caller: Caller) -> None:
    """Check the user's password; somebody without one must have signed in just now.

    Raises:
        WrongPassword, TooManyFailedLogins: the password is not right.
        SignInAgain: the user has none, and the login session is older than ten minutes.
    """
    if await _has_password(parts, who):
        await require_own_password(parts, who, password or "", caller)
        return
    async with parts.database.transaction(who.organization_id) as session:
        began_at = await session.scalar(select(LoginSession.created_at).where(LoginSession.id == who.session_id))
    if began_at is None or began_at < parts.clock.now() - _JUST_NOW:
        raise SignInAgain


async def _has_password(parts: AccountParts, who: Principal) -> bool:
    async with parts.database.transaction(who.organization_id) as session:
        return await session.scalar(select(User.password_hash).where(User.id == who.user_id)) is not None
