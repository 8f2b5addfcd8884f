import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from pilothouse.agents.registry import Registry
from pilothouse.chat.conversations import sweep
from pilothouse.chat.conversations.repository import ConversationRepository
from pilothouse.chat.conversations.schemas import ConversationCreate
from pilothouse.chat.conversations.service import ConversationService
from pilothouse.chat.conversations.sweep import ConversationSweep
from pilothouse.core.clock import SystemClock
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from tests.chat.conftest import SETTINGS


class Shelf:
    """One person's conversations, in transactions of their own: the sweep has others."""

    def __init__(self, database: Database, who: Principal, registry: Registry) -> None:
        self.database = database
        self.who = who
        self.registry = registry

    async def add(self, **ages: timedelta) -> UUID:
        """Begin a conversation whose moments, such as `deleted_at`, lie so far back."""
        async with self.database.transaction(self.who.organization_id) as session:
            service = ConversationService(ConversationRepository(session), self.registry, SETTINGS, SystemClock())
            read = await service.create(self.who, ConversationCreate(title="Cars"))
            for column, age in ages.items():
                query = text(f"update conversation set {column} = now() - cast(:age as interval) where id = :id")
                await session.execute(query, {"age": age, "id": read.id})
        return read.id

    async def left(self) -> dict[UUID, bool]:
        """Return the conversations there are, and whether each is deleted."""
        async with self.database.transaction(self.who.organization_id) as session:
            rows = await session.execute(text("select id, deleted_at is not null from conversation"))
            return {row[0]: row[1] for row in rows}


@pytest.fixture
def shelf(database: Database, principal: Principal, registry: Registry) -> Shelf:
    return Shelf(database, principal, registry)


@pytest.fixture
def sweeping(database: Database) -> ConversationSweep:
    return ConversationSweep(database, SETTINGS, SystemClock())


class TestConversationSweep:
    async def test_puts_away_what_has_expired_without_its_owner(self, shelf: Shelf, sweeping) -> None:
        expired, kept = await shelf.add(expires_at=timedelta(minutes=1)), await shelf.add(expires_at=-timedelta(days=1))
        await sweeping.once()
        assert await shelf.left() == {expired: True, kept: False}

    async def test_erases_what_was_deleted_before_the_days_of_undo(self, shelf: Shelf, sweeping) -> None:
        await shelf.add(deleted_at=timedelta(days=31))
        kept = await shelf.add(deleted_at=timedelta(days=29))
        await sweeping.once()
        assert await shelf.left() == {kept: True}

    async def test_erases_at_once_what_expired_long_ago(self, shelf: Shelf, sweeping) -> None:
        await shelf.add(expires_at=timedelta(days=40))
        await sweeping.once()
        assert await shelf.left() == {}

    async def test_leaves_alone_what_is_neither(self, shelf: Shelf, sweeping) -> None:
        kept = await shelf.add()
        await sweeping.once()
        assert await shelf.left() == {kept: False}

    async def test_goes_batch_by_batch_and_with_any_number_of_processes_at_it(
        self, shelf: Shelf, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sweep, "_AT_ONCE", 2)
        for _ in range(5):
            await shelf.add(deleted_at=timedelta(days=31))
        await asyncio.gather(*(ConversationSweep(database, SETTINGS, SystemClock()).once() for _ in range(3)))
        assert await shelf.left() == {}
