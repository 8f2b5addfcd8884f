"""The transaction of a request: opened for the principal's organization, committed before the answer leaves."""

from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.clock import Clock
from pilothouse.db.engine import Database
from pilothouse.server.auth import CurrentPrincipal


async def open_session(request: Request, principal: CurrentPrincipal) -> AsyncGenerator[AsyncSession]:
    """Yield the request's transaction. An error raised by the route rolls it back."""
    database: Database = request.app.state.database
    async with database.transaction(principal.organization_id) as session:
        yield session


# "function": the commit happens when the route returns; a client never sees success for what was then rolled back.
SessionDep = Annotated[AsyncSession, Depends(open_session, scope="function")]


async def get_clock(request: Request) -> Clock:
    """Return the clock that services are given."""
    return request.app.state.clock


ClockDep = Annotated[Clock, Depends(get_clock)]
