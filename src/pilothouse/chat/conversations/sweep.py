"""Conversations whose time has come, whether or not their owner ever returns."""

from collections import defaultdict
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from pilothouse.chat.conversations.repository import ConversationRepository
from pilothouse.chat.settings import ChatSettings
from pilothouse.core.clock import Clock
from pilothouse.core.telemetry import get_logger
from pilothouse.db.engine import Database

log = get_logger(__name__)

EVERY_S = 60.0
_AT_ONCE = 20  # with all their messages, runs and events: a transaction stays short
_DUE = text("select organization_id, conversation_id from conversations_due(:undo_days, :at_most)")


class ConversationSweep:
    """Puts away what has expired and erases what was deleted long enough ago, in small batches.

    Any number of processes may do so at once: each conversation is changed under its row's lock, if it is still due.
    """

    def __init__(self, database: Database, settings: ChatSettings, clock: Clock) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock

    async def once(self) -> None:
        """Look after everything that is due."""
        while await self._batch():
            pass

    async def _batch(self) -> int:
        """Look after one batch; return how many conversations changed or went."""
        parameters = {"undo_days": self._settings.undo_days, "at_most": _AT_ONCE}
        async with self._database.transaction() as session:
            due = (await session.execute(_DUE, parameters)).all()
        by_organization: dict[UUID, list[UUID]] = defaultdict(list)
        for organization_id, conversation_id in due:
            by_organization[organization_id].append(conversation_id)
        return sum([await self._tidy(organization_id, ids) for organization_id, ids in by_organization.items()])

    async def _tidy(self, organization_id: UUID, conversation_ids: list[UUID]) -> int:
        now = self._clock.now()
        async with self._database.transaction(organization_id) as session:
            conversations = ConversationRepository(session)
            free = await conversations.lock_idle(conversation_ids)
            expired = await conversations.expire(now, among=free)
            purged = await conversations.purge(now - timedelta(days=self._settings.undo_days), among=free)
        log.info("conversations_swept", organization_id=str(organization_id), expired=expired, purged=purged)
        return expired + purged
