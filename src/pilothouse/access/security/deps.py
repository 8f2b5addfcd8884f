"""What routes of this room ask for."""

from typing import Annotated

from fastapi import Depends, Request

from pilothouse.access.security.service import Security
from pilothouse.core.principal import Principal
from pilothouse.server.auth import require_permission

CanReadSecurity = Annotated[Principal, require_permission("security:read")]
CanWriteSecurity = Annotated[Principal, require_permission("security:write")]


async def get_security(request: Request) -> Security:
    """Return this process's parts of the room."""
    return request.app.state.security


SecurityDep = Annotated[Security, Depends(get_security)]


async def written(security: SecurityDep) -> None:
    """Wait until what this process has seen is written: events follow what they tell of by a moment."""
    await security.recorder.written()


AFTER_EVENTS = Depends(written)
