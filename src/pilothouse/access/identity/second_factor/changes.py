"""Tell of second factors that come and go, in the audit log and by mail."""

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.audit.caller import Caller
from pilothouse.access.audit.service import record
from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.second_factor.errors import SecondFactorRequired
from pilothouse.access.identity.second_factor.repository import SecondFactorRepository
from pilothouse.access.identity.tables import User
from pilothouse.core.principal import Principal

APP = "an authenticator app"


async def factor_added(
    session: AsyncSession, parts: AccountParts, who: Principal, user: User, what: str, caller: Caller
) -> list[str] | None:
    """Tell that a second factor was added; return new recovery codes where the user has none left."""
    factors = SecondFactorRepository(session)
    await session.flush()
    await record(session, who, "second_factor.add", ("user", user.id), changes={"factor": (None, what)}, caller=caller)
    await parts.tell(session, user, f"A second factor was added: {what}.", caller)
    return None if await factors.recovery_codes_left(user.id) else await factors.renew_recovery_codes(user)


async def factor_removed(
    session: AsyncSession, parts: AccountParts, who: Principal, user: User, what: str, caller: Caller
) -> None:
    """Tell that a second factor was removed, unless its organization wants one and it was the last.

    Raises:
        SecondFactorRequired: it was; nothing may be committed.
    """
    factors = SecondFactorRepository(session)
    if await factors.is_required(user.organization_id) and not await factors.methods(user.id):
        raise SecondFactorRequired
    await factors.forget_unneeded_codes(user.id)
    changes = {"factor": (what, None)}
    await record(session, who, "second_factor.remove", ("user", user.id), changes=changes, caller=caller)
    await parts.tell(session, user, f"A second factor was removed: {what}.", caller)
