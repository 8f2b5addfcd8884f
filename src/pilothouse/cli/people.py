"""People as they are named on the command line."""

from pilothouse.client import AsyncPilothouse
from pilothouse.core.errors import NotFound

_PAGE = 200


async def user_named(api: AsyncPilothouse, email: str) -> str:
    """Return the id of the user with an e-mail.

    Raises:
        NotFound: the organization has none.
    """
    async for user in api.users.list(q=email.strip(), page_size=_PAGE):
        if user["email"].casefold() == email.strip().casefold():
            return user["id"]
    raise NotFound(f"There is no user {email}. `pilothouse users list` shows who is there.")
