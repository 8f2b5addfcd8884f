"""Ask somebody who is signed in for their password once more, before what a stolen session must not do."""

from pilothouse.access.audit.caller import Caller
from pilothouse.access.audit.service import record
from pilothouse.access.identity.errors import NotSignedIn, WrongPassword
from pilothouse.access.identity.parts import AccountParts
from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.access.identity.tables import User
from pilothouse.core.principal import Principal


async def require_own_password(parts: AccountParts, who: Principal, password: str, caller: Caller) -> User:
    """Return the principal's user when the password is theirs. Wrong ones count as failed sign-ins.

    Raises:
        WrongPassword: it is not.
        TooManyFailedLogins: that was tried too often.
        NotSignedIn: the user is no longer active.
    """
    async with parts.database.transaction(who.organization_id) as session:
        user = await PrincipalRepository(session).active_user(who.user_id)
    if user is None:
        raise NotSignedIn("This account is not active.")
    parts.failed_logins.begin(user.email, caller.ip_address)
    if not await parts.passwords.matches(password, user.password_hash):
        async with parts.database.transaction(who.organization_id) as session:
            await record(session, who, "password.confirm", ("user", user.id), outcome="refused", caller=caller)
        raise WrongPassword
    parts.failed_logins.succeed(user.email, caller.ip_address)
    return user
