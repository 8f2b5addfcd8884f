"""How requests get the services of turns."""

from typing import Annotated

from fastapi import Depends, Request

from pilothouse.chat.limits.service import ChatLimitService
from pilothouse.chat.turns.repository import TurnRepository
from pilothouse.chat.turns.service import TurnService
from pilothouse.server.session import SessionDep


async def get_turn_service(request: Request) -> TurnService:
    """Return this process's service; it opens its own transactions, as none is open while an agent works."""
    return request.app.state.chat.turns


async def get_turn_repository(session: SessionDep) -> TurnRepository:
    """Build the repository of this request."""
    return TurnRepository(session)


async def get_limit_service(request: Request, session: SessionDep) -> ChatLimitService:
    """Build the service of this request."""
    return ChatLimitService(session, request.app.state.settings.chat)


TurnServiceDep = Annotated[TurnService, Depends(get_turn_service)]
TurnRepositoryDep = Annotated[TurnRepository, Depends(get_turn_repository)]
ChatLimitServiceDep = Annotated[ChatLimitService, Depends(get_limit_service)]
