"""Conversations of one person, and messages in them as turns leave them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

import pilothouse.access.identity.tables  # noqa: F401 - rows point at users
from pilothouse.agents.registry import Registry
from pilothouse.chat.conversations.repository import ConversationRepository
from pilothouse.chat.conversations.schemas import ConversationCreate
from pilothouse.chat.conversations.service import ConversationService
from pilothouse.chat.conversations.tables import Conversation, ConversationMessage
from pilothouse.chat.settings import ChatSettings
from pilothouse.core.clock import SystemClock
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.runtime.registry.service import build_registry

SETTINGS = ChatSettings()


@pytest.fixture(scope="session")
def registry() -> Registry:
    """Every tool and agent that ships with the platform."""
    return build_registry()


@pytest.fixture
async def session(database: Database, principal: Principal) -> AsyncIterator[AsyncSession]:
    """One transaction of this test's organization."""
    async with database.transaction(principal.organization_id) as session:
        yield session


@pytest.fixture
def conversations(session: AsyncSession) -> ConversationRepository:
    return ConversationRepository(session)


@pytest.fixture
def service(conversations: ConversationRepository, registry: Registry) -> ConversationService:
    return ConversationService(conversations, registry, SETTINGS, SystemClock())


@dataclass
class Thread:
    """A conversation that is written into."""

    session: AsyncSession
    row: Conversation
    last: UUID | None = None
    ids: list[UUID] = field(default_factory=list)

    async def add(self, role: str, text: str, parent: UUID | None = None, **values: Any) -> UUID:
        """Append a message under a parent, by default the one before, and make it the head."""
        message = ConversationMessage(
            id=new_id(),
            organization_id=self.row.organization_id,
            conversation_id=self.row.id,
            parent_id=parent or self.last,
            role=role,
            text=text,
            **{"state": "complete", "parts": [], "cost_microusd": 0, **values},
        )
        self.session.add(message)
        self.row.head_id = self.last = message.id
        self.row.message_count += 1
        await self.session.flush()
        self.ids.append(message.id)
        return message.id

    async def talk(self, *texts: str) -> None:
        """Append questions and answers in turn."""
        for place, text in enumerate(texts):
            await self.add("assistant" if place % 2 else "user", text)


async def begin(service: ConversationService, session: AsyncSession, who: Principal, title: str = "Cars") -> Thread:
    """Begin a conversation."""
    read = await service.create(who, ConversationCreate(title=title))
    row = await session.get(Conversation, read.id)
    assert row is not None
    return Thread(session, row)


@pytest.fixture
async def thread(service: ConversationService, session: AsyncSession, principal: Principal) -> Thread:
    """An empty conversation."""
    return await begin(service, session, principal)
