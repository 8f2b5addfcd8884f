"""The operator at the machine itself: whoever can read the data directory acts as one of its users."""

from sqlalchemy import text

from pilothouse.access.identity.email import email_key
from pilothouse.access.identity.principals import PrincipalRepository
from pilothouse.core.errors import NotFound
from pilothouse.core.ids import UserId
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database

_FIND_USER = text("select organization_id, user_id from access_find_sign_in(:email)")
_FIND_ADMINISTRATOR = text("select organization_id, user_id from access_first_administrator()")


def is_operator(who: Principal) -> bool:
    """Tell whether a principal is one of `principal_of_operator`: a person who came by no session and no key."""
    return who.kind == "user" and who.session_id is None and who.api_key_id is None


async def principal_of_operator(database: Database, email: str = "") -> Principal:
    """Return the active user with an e-mail as a principal, else the administrator who was made first.

    For commands that work on the data directory without a server between; every check after this one is the same.

    Raises:
        NotFound: there is no such user.
    """
    async with database.transaction() as session:
        wanted = {"email": email_key(email)}
        found = (await session.execute(_FIND_USER if email else _FIND_ADMINISTRATOR, wanted)).one_or_none()
    if found is None:
        whom = f"user {email}" if email else "administrator"
        raise NotFound(f"There is no active {whom} in this database. `pilothouse serve` makes the first one.")
    async with database.transaction(found.organization_id) as session:
        principals = PrincipalRepository(session)
        user = await principals.active_user(UserId(found.user_id))
        if user is None:
            raise NotFound("This user was deactivated just now.")
        return await principals.of_user(user)
