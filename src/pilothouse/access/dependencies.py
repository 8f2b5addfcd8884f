"""What a route can ask for about who makes a request, under the names that people look for.

    router = ApiRouter(prefix="/api/v1/reports")

    @router.get("", dependencies=[require_role("developer")])
    async def list_reports(user: CurrentActiveUser) -> list[ReportRead]: ...

Whoever asks belongs to one organization, and a route hands that principal on to its service.
"""

from typing import Annotated

from fastapi import Depends, params
from starlette.requests import HTTPConnection

from pilothouse.access.identity.credentials import has_credential
from pilothouse.access.identity.deps import IdentityDep, RoleServiceDep, UserServiceDep
from pilothouse.access.identity.users.schemas import UserRead
from pilothouse.core.errors import PermissionDenied
from pilothouse.core.principal import Principal
from pilothouse.server.auth import CurrentPrincipal, require_permission

__all__ = [
    "CurrentActiveUser",
    "CurrentUser",
    "OptionalPrincipal",
    "get_current_active_user",
    "get_current_user",
    "optional_auth",
    "require_permission",
    "require_role",
]


async def get_current_user(who: CurrentPrincipal, users: UserServiceDep) -> UserRead:
    """Return the user who asks, or whose key does; a credential is believed for as long as the cache does.

    Raises:
        NotSignedIn: no credential that is in force came with the request.
    """
    return await users.get(who, who.user_id)


async def get_current_active_user(who: CurrentPrincipal, users: UserServiceDep) -> UserRead:
    """Return the user who asks, if they may act at this very moment: for what a cache must not decide.

    Raises:
        NotSignedIn: no credential came, or the user was deactivated.
    """
    return await users.active(who)


async def optional_auth(connection: HTTPConnection, identity: IdentityDep) -> Principal | None:
    """Return who asks; None for somebody who presents nothing.

    Raises:
        NotSignedIn: what was presented is not in force. Nobody is taken for a stranger by mistake.
    """
    return await identity.authenticate(connection) if has_credential(connection) else None


def require_role(name: str) -> params.Depends:
    """Make the dependency that lets only holders of a role pass; a key passes when it may do all that the role grants.

    A permission says better what is needed: `require_permission`.
    """

    async def holder(who: CurrentPrincipal, roles: RoleServiceDep) -> Principal:
        if not await roles.is_held(who, name):
            raise PermissionDenied(f"This needs the role {name}, which you or your key do not have.")
        return who

    return Depends(holder)


CurrentUser = Annotated[UserRead, Depends(get_current_user)]
CurrentActiveUser = Annotated[UserRead, Depends(get_current_active_user)]
OptionalPrincipal = Annotated[Principal | None, Depends(optional_auth)]
