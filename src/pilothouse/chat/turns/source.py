"""Chat as the runtime sees it: what a turn's run is told and given, and what is written when it ends."""

import asyncio
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.access.security.screening.screener import Screener
from pilothouse.agents.registry import Registry
from pilothouse.chat.conversations.repository import ConversationRepository
from pilothouse.chat.conversations.tables import Conversation, ConversationMessage
from pilothouse.chat.memory.access import ConversationMemory
from pilothouse.chat.memory.facts import FactService
from pilothouse.chat.memory.history import preface, question, size_tokens, transcript_of
from pilothouse.chat.memory.summaries import Summaries
from pilothouse.chat.memory.window import Windows
from pilothouse.chat.settings import ChatSettings
from pilothouse.chat.turns.beginning import Asked
from pilothouse.chat.turns.parts import parts_of
from pilothouse.core.clock import Clock, SystemClock
from pilothouse.core.ids import OrganizationId, UserId
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import get_logger
from pilothouse.db.engine import Database
from pilothouse.runtime.files.showing import Showing
from pilothouse.runtime.hosting.request import RunEnd, RunParts, StoredRequest
from pilothouse.runtime.runs.tables import AgentRun

log = get_logger(__name__)

_AFTER_COMMIT_S = 0.2  # a turn's end is committed by then; where it is not, the next turn looks again
_MOVED_ON = (
    update(Conversation)
    .where(Conversation.id == bindparam("moved_id"))
    .values(last_message_at=bindparam("now"))
    .execution_options(synchronize_session=False)
)
_WRITTEN = ("state", "text", "parts", "transcript", "model", "usage", "timing", "cost_microusd", "error", "finished_at")
_ANSWERED = (
    update(ConversationMessage)
    .where(ConversationMessage.id == bindparam("answer_id"))
    .values({name: bindparam(f"new_{name}") for name in _WRITTEN})
    .execution_options(synchronize_session=False)
)
# What the run calls its end, and what the answer that is shown calls it.
_STATES = {"completed": "complete"}


class ChatSource:
    """Hands over a turn's history, files and memory; writes the answer in the transaction that ends the run."""

    def __init__(
        self,
        database: Database,
        registry: Registry,
        windows: Windows,
        summaries: Summaries,
        showing: Showing,
        settings: ChatSettings,
        clock: Clock | None = None,
        screener: Screener | None = None,
    ) -> None:
        self._database = database
        self._screener = screener
        self._registry = registry
        self._windows = windows
        self._summaries = summaries
        self._showing = showing
        self._settings = settings
        self._clock = clock or SystemClock()
        self._shortening: set[asyncio.Task[None]] = set()
        self._told_tokens: dict[UUID, int] = {}  # of the history of each run that is at work here
        self._asked: dict[UUID, Asked] = {}  # what runs that begin here would read again at once

    def take_over(self, run_id: UUID, asked: Asked | None) -> None:
        """Keep the question of a run that is about to begin in this process, until it has begun."""
        if asked is not None:
            self._asked[run_id] = asked

    async def parts(self, run: AgentRun, who: Principal) -> RunParts:
        """Return what the model is told: memory, summary, the messages before, the question; and the memory itself."""
        assert run.conversation_id is not None  # a turn belongs to a conversation
        async with self._database.transaction(who.organization_id) as session:
            conversations = ConversationRepository(session)
            asked, conversation = self._asked.pop(run.id, None) or await conversations.message_and_conversation(
                who, UUID(run.facts["question_id"])
            )
            facts = await FactService(session, self._settings.max_facts).all(who)
            has_files = bool(StoredRequest.of(run).file_ids)
            known = await self._windows.before(conversations, conversation, asked, has_files=has_files)
        shown = await self._showing.of(known.files, who, self._model_of(run))
        messages = [
            *preface([fact.text for fact in facts], conversation.summary if known.is_summarised else None),
            *known.messages,
            question(asked.text, [file.name for file in known.files], asked.place, shown),
        ]
        self._told_tokens[run.id] = size_tokens(messages)
        memory = ConversationMemory(self._database, who, self._settings.max_facts, conversation.id, self._screener)
        return RunParts(messages=tuple(messages), context={"memory": memory})

    async def settle(self, session: AsyncSession, run: AgentRun, end: RunEnd) -> None:
        """Write the answer as far as it came."""
        values = {
            "answer_id": UUID(run.facts["answer_id"]),
            "new_state": _STATES.get(end.state, end.state),
            "new_text": end.text,
            "new_parts": parts_of(end),
            "new_transcript": transcript_of(end.messages) if end.state == "completed" else None,
            "new_model": end.model,
            "new_usage": msgspec.to_builtins(end.usage),
            "new_timing": {"first_token_ms": end.first_token_ms, "duration_ms": end.duration_ms},
            "new_cost_microusd": end.cost_microusd,
            "new_error": end.error,
            "new_finished_at": None if end.state == "waiting" else self._clock.now(),
        }
        await session.execute(_ANSWERED, values)
        await session.execute(_MOVED_ON, {"moved_id": run.conversation_id, "now": self._clock.now()})
        self._asked.pop(run.id, None)  # it was stopped before it began
        told_tokens = self._told_tokens.pop(run.id, None)
        if end.state == "completed" and (told_tokens is None or self._is_long(told_tokens, end)):
            self._shorten_soon(run)

    async def aclose(self) -> None:
        """Let go of what is being shortened; the next turn of that conversation sees to it."""
        for task in self._shortening:
            task.cancel()
        await asyncio.gather(*self._shortening, return_exceptions=True)

    def _model_of(self, run: AgentRun) -> str:
        return StoredRequest.of(run).model or self._registry.agent(run.agent).model

    def _is_long(self, told_tokens: int, end: RunEnd) -> bool:
        return told_tokens + size_tokens(end.messages) > self._settings.summarise_above_tokens

    def _shorten_soon(self, run: AgentRun) -> None:
        task = asyncio.create_task(self._shorten(run))
        self._shortening.add(task)
        task.add_done_callback(self._shortening.discard)

    async def _shorten(self, run: AgentRun) -> None:
        assert run.conversation_id is not None
        await asyncio.sleep(_AFTER_COMMIT_S)
        who = _owner(run)
        try:
            await self._summaries.bring_up_to_date(who, run.conversation_id)
        except Exception:
            log.exception("summary_failed", conversation_id=str(run.conversation_id))


def _owner(run: AgentRun) -> Principal:
    """Return the person a turn belongs to, without any permission: enough to read and pay."""
    return Principal(OrganizationId(run.organization_id), UserId(run.user_id))
