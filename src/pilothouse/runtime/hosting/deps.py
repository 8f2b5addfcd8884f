"""How requests reach this process's host."""

from typing import Annotated

from fastapi import Depends, Request

from pilothouse.core.principal import Principal
from pilothouse.runtime.hosting.host import RunHost
from pilothouse.server.auth import require_permission

CanInvoke = Annotated[Principal, require_permission("agents:invoke")]


async def get_host(request: Request) -> RunHost:
    """Return this process's host."""
    return request.app.state.run_host


RunHostDep = Annotated[RunHost, Depends(get_host)]
