"""The door for principals: routes ask for one here; `access` says how it is found."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, params
from starlette.requests import HTTPConnection

from pilothouse.core.errors import PermissionDenied
from pilothouse.core.principal import PERMISSIONS, Principal

Authenticator = Callable[[HTTPConnection], Awaitable[Principal]]


async def current_principal(connection: HTTPConnection) -> Principal:
    """Return who is asking.

    Raises:
        Unauthenticated: no valid credential came with the request.
    """
    authenticate: Authenticator = connection.app.state.authenticate
    return await authenticate(connection)


CurrentPrincipal = Annotated[Principal, Depends(current_principal)]


def require(permission: str) -> params.Depends:
    """Make the dependency that lets only holders of a permission pass.

    Use it as `CanRunMissions = Annotated[Principal, require("missions:run")]`.
    """
    if permission not in PERMISSIONS:
        raise ValueError(f"{permission!r} is not a permission; add it to core/principal.py first.")

    async def holder(principal: CurrentPrincipal) -> Principal:
        check_permission(principal, permission)
        return principal

    return Depends(holder)


def check_permission(principal: Principal, permission: str) -> None:
    """Raise `PermissionDenied` unless a principal holds a permission."""
    if not principal.may(permission):
        raise PermissionDenied(f"This needs the permission {permission}, which your role or key does not have.")
