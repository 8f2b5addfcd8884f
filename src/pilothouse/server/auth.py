"""The door for principals: routes ask for one here; `access` says how it is found."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, params
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase
from starlette.requests import HTTPConnection

from pilothouse.core.errors import PermissionDenied
from pilothouse.core.principal import PERMISSIONS, Principal

Authenticator = Callable[[HTTPConnection], Awaitable[Principal]]


class _CurrentPrincipal(SecurityBase):
    """Who is asking: a dependency that the OpenAPI document shows as a credential, wherever a route has it."""

    scheme_name = "bearer"
    model = HTTPBearer(description="An access token or an API key. A key may also come as `X-API-Key`.")

    async def __call__(self, connection: HTTPConnection) -> Principal:
        """Return who is asking.

        Raises:
            Unauthenticated: no valid credential came with the request.
        """
        authenticate: Authenticator = connection.app.state.authenticate
        return await authenticate(connection)


current_principal = _CurrentPrincipal()

CurrentPrincipal = Annotated[Principal, Depends(current_principal)]


def require_permission(permission: str) -> params.Depends:
    """Make the dependency that lets only holders of a permission pass.

    Use it as `CanRunMissions = Annotated[Principal, require_permission("missions:run")]`.
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
