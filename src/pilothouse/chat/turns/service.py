"""Beginning, stopping and continuing turns. A turn is a run of the runtime with a question and an answer around it."""

import hashlib
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.agents.registry import Registry
from pilothouse.chat.conversations.tables import ConversationMessage
from pilothouse.chat.errors import IdempotencyConflict, MessageEmpty, MessageTooLong
from pilothouse.chat.settings import ChatSettings
from pilothouse.chat.turns.beginning import Beginning, BegunTurn
from pilothouse.chat.turns.models import ModelChoice
from pilothouse.chat.turns.repository import TurnRepository
from pilothouse.chat.turns.schemas import TurnCreate
from pilothouse.chat.turns.source import ChatSource
from pilothouse.core.clock import Clock, SystemClock
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.runtime.hosting.host import RunHost
from pilothouse.runtime.hosting.request import StartedRun
from pilothouse.runtime.runs import states


@dataclass(frozen=True, slots=True)
class TurnService:
    """Begins turns: one transaction, then the run is put to work."""

    database: Database
    host: RunHost
    registry: Registry
    models: ModelChoice
    settings: ChatSettings
    source: ChatSource
    clock: Clock = field(default_factory=SystemClock)

    async def begin(self, who: Principal, wanted: TurnCreate, key: str | None = None) -> BegunTurn:
        """Store a message and an empty answer, and put the agent to work; the same key twice begins one turn.

        Raises:
            MessageEmpty, MessageTooLong: the message cannot be taken.
            ChatLimitReached: the hour's messages are sent.
            NotFound: the conversation, a file, the agent or the message to stand beside does not exist.
            ConversationBusy, ConversationFull: another turn is at work, or too many wait.
            IdempotencyConflict: the key came before with another request.
        """
        text = self._checked(wanted.message) if wanted.message is not None else None
        try:
            begun, started = await self._stored(who, wanted, text, key)
        except IntegrityError:  # another one was first, at the same moment: with the same key, or in the conversation
            begun, started = await self._stored(who, wanted, text, key)
        if started is None:
            return begun
        if started.run.state == states.RUNNING:
            self.source.take_over(begun.turn_id, begun.asked)
        self.host.launch(started)
        return begun

    async def _stored(
        self, who: Principal, wanted: TurnCreate, text: str | None, key: str | None
    ) -> tuple[BegunTurn, StartedRun | None]:
        """Store a turn; no run where the key has begun it before."""
        digest = hashlib.sha256(wanted.model_dump_json().encode()).hexdigest()
        default_model = await self.models.default(who)
        async with self.database.transaction(who.organization_id) as session:
            if key and (known := await self._known(session, who, key, digest)):
                return known, None
            return await Beginning(
                session, who, wanted, text, self.host, self.registry, default_model, self.settings, self.clock
            ).store(key, digest)

    async def resume(self, who: Principal, turn_id: UUID) -> None:
        """Let a turn that broke off go on where it was; finished calls are not made again.

        Raises:
            NotFound: no such turn, or somebody else's.
            WrongRunState: it is at work, waits, or is completed.
        """
        async with self.database.transaction(who.organization_id) as session:
            turn, _ = await TurnRepository(session).get(who, turn_id)
            started = await self.host.resume(session, who, turn_id)
            await session.execute(
                update(ConversationMessage)
                .where(ConversationMessage.id == turn.answer_id)
                .values(state="queued", error=None, finished_at=None)
            )
        self.host.launch(started)

    def _checked(self, message: str) -> str:
        text = message.strip()
        if not text:
            raise MessageEmpty("The message is empty. Write what you want to know or have done.")
        size_bytes = len(text.encode(errors="replace"))
        if size_bytes > self.settings.max_message_bytes:
            raise MessageTooLong(size_bytes, self.settings.max_message_bytes)
        return text

    async def _known(self, session: AsyncSession, who: Principal, key: str, digest: str) -> BegunTurn | None:
        turn = await TurnRepository(session).by_key(who, key)
        if turn is None:
            return None
        if turn.request_hash != digest:
            raise IdempotencyConflict("This Idempotency-Key was used for another message. Use a new key.")
        return BegunTurn(turn.id, turn.conversation_id)
