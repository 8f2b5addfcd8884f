"""How requests get the services of conversations."""

from typing import Annotated

from fastapi import Depends, Request

from pilothouse.chat.conversations.repository import ConversationRepository
from pilothouse.chat.conversations.service import ConversationService
from pilothouse.core.principal import Principal
from pilothouse.server.auth import require_permission
from pilothouse.server.session import ClockDep, SessionDep

CanChat = Annotated[Principal, require_permission("agents:invoke")]


async def get_conversation_service(request: Request, session: SessionDep, clock: ClockDep) -> ConversationService:
    """Build the service of this request."""
    state = request.app.state
    return ConversationService(ConversationRepository(session), state.registry, state.settings.chat, clock)


ConversationServiceDep = Annotated[ConversationService, Depends(get_conversation_service)]
