"""One turn on its way into the tables: the rows of question, answer, run and turn, in one transaction.

It stands between a person and the first word of an answer, so it makes as few statements as it can: all rows go in
one, and what only a busy conversation needs is asked only there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.agents.agent import Agent
from pilothouse.agents.registry import Registry
from pilothouse.chat.allowance import Allowance
from pilothouse.chat.conversations.repository import ConversationRepository
from pilothouse.chat.conversations.service import ConversationService
from pilothouse.chat.conversations.tables import Conversation, ConversationMessage, MessageFile
from pilothouse.chat.conversations.titles import FALLBACK, title_of
from pilothouse.chat.errors import ConversationFull, WrongPlace
from pilothouse.chat.limits.service import ChatLimitService
from pilothouse.chat.settings import ChatSettings
from pilothouse.chat.turns.models import AUTO
from pilothouse.chat.turns.offer import tools_for
from pilothouse.chat.turns.repository import TurnRepository
from pilothouse.chat.turns.rows import turn_rows
from pilothouse.chat.turns.schemas import TurnCreate
from pilothouse.chat.turns.tables import Turn
from pilothouse.core.clock import Clock
from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.llm.messages import Message
from pilothouse.runtime.files.service import FileRepository
from pilothouse.runtime.hosting.host import RunHost
from pilothouse.runtime.hosting.request import RunRequest, StartedRun
from pilothouse.runtime.runs import states

SOURCE: Literal["chat"] = "chat"
Asked: TypeAlias = tuple[ConversationMessage, Conversation]


@dataclass(frozen=True, slots=True)
class BegunTurn:
    """A turn that is stored.

    Attributes:
        allowance: what is left to say, where that is limited.
        asked: the question and its conversation as they were stored just now; None for a turn that was begun before.
    """

    turn_id: UUID
    conversation_id: UUID
    allowance: Allowance | None = None
    asked: Asked | None = None


@dataclass
class Beginning:
    """Writes one turn in the caller's transaction."""

    session: AsyncSession
    who: Principal
    wanted: TurnCreate
    text: str | None
    host: RunHost
    registry: Registry
    default_model: str
    settings: ChatSettings
    clock: Clock
    turn_id: UUID = field(default_factory=new_id)

    def __post_init__(self) -> None:
        self._conversations = ConversationRepository(self.session)
        self._turns = TurnRepository(self.session)

    async def store(self, key: str | None, digest: str) -> tuple[BegunTurn, StartedRun]:
        """Write the rows; raises as `TurnService.begin`."""
        allowance = await ChatLimitService(self.session, self.settings).take(self.who)
        conversation = await self._conversation()
        agent = self.registry.agent(self.wanted.agent or conversation.agent)
        earlier, is_busy = await self._standing(conversation)
        file_ids = await self._file_ids(earlier)
        question = await self._question(conversation)
        state = states.QUEUED if is_busy else states.RUNNING
        answer = self._new_message(conversation, question.id, "assistant", state=state, agent=agent.name)
        new_question = None if self.wanted.regenerate else question
        moved = self._moved(conversation, answer, 1 if new_question is None else 2)
        turn = self._turn(conversation, question, answer, key, digest if key else None)
        request = self._request(turn, agent, question, file_ids, moved["title"], is_busy=is_busy)
        started = await self.host.start(self.session, self.who, request, turn_rows(turn, new_question, answer, moved))
        if is_busy:
            await self._require_room(conversation)
        await self._attach(question)
        return BegunTurn(self.turn_id, conversation.id, allowance, (question, conversation)), started

    async def _conversation(self) -> Conversation:
        wanted = self.wanted
        if wanted.conversation_id is not None:
            return await self._conversations.locked(self.who, wanted.conversation_id)
        beside = wanted.regenerate or wanted.edit_of or wanted.parent_id
        if beside is not None:
            message = await self._conversations.message(self.who, beside)
            return await self._conversations.locked(self.who, message.conversation_id)
        begin = ConversationService(self._conversations, self.registry, self.settings, self.clock).begin
        return await begin(self.who, wanted.agent, title_of(self.text or ""))

    async def _standing(self, conversation: Conversation) -> tuple[Sequence[UUID], bool]:
        """Return the files attached earlier, and whether another turn is not over; the conversation is locked."""
        if not conversation.message_count:
            return (), False
        return await self._turns.standing_of(conversation.id)

    async def _file_ids(self, earlier: Sequence[UUID]) -> Sequence[UUID]:
        """Return the files that the agent may open: those attached earlier, and those of the message."""
        new = self.wanted.files
        if new:
            await FileRepository(self.session).all_of(self.who, list(dict.fromkeys(new)))
        return list(dict.fromkeys([*earlier, *new]))

    async def _question(self, conversation: Conversation) -> ConversationMessage:
        """Return the message to be answered: a new one, or the one whose answer is made again."""
        if self.wanted.regenerate is not None:
            answer = await self._message(conversation, self.wanted.regenerate, "assistant")
            assert answer.parent_id is not None  # an answer stands under its question
            return await self._conversations.message(self.who, answer.parent_id)
        place = self.wanted.context.page if self.wanted.context else None
        question = self._new_message(
            conversation, await self._parent(conversation), "user", text=self.text, place=place
        )
        question.finished_at = self.clock.now()
        return question

    def _new_message(
        self, conversation: Conversation, parent_id: UUID | None, role: str, **values: str | None
    ) -> ConversationMessage:
        return ConversationMessage(
            id=new_id(),
            organization_id=self.who.organization_id,
            conversation_id=conversation.id,
            parent_id=parent_id,
            turn_id=self.turn_id,
            role=role,
            **{"state": "complete", "text": "", "agent": None, "place": None, **values},
        )

    async def _parent(self, conversation: Conversation) -> UUID | None:
        if self.wanted.edit_of is not None:
            return (await self._message(conversation, self.wanted.edit_of, "user")).parent_id
        if self.wanted.parent_id is not None:
            return (await self._message(conversation, self.wanted.parent_id, "assistant")).id
        return conversation.head_id

    async def _message(self, conversation: Conversation, message_id: UUID, role: str) -> ConversationMessage:
        message = await self._conversations.message(self.who, message_id)
        if message.conversation_id != conversation.id:
            raise WrongPlace(f"The message {message_id} belongs to another conversation.")
        if message.role != role:
            raise WrongPlace(f"The message {message_id} is {'a question' if role == 'assistant' else 'an answer'}.")
        return message

    def _moved(self, conversation: Conversation, answer: ConversationMessage, messages: int) -> dict[str, Any]:
        """Return what a turn changes of its conversation, which grows by some messages."""
        is_unnamed = conversation.title == FALLBACK and not conversation.is_title_edited
        return {
            "title": title_of(self.text) if is_unnamed and self.text else conversation.title,
            "head_id": answer.id,
            "message_count": conversation.message_count + messages,
            "last_message_at": self.clock.now(),
            "archived_at": None,
        }

    def _turn(
        self,
        conversation: Conversation,
        question: ConversationMessage,
        answer: ConversationMessage,
        key: str | None,
        digest: str | None,
    ) -> Turn:
        return Turn(
            id=self.turn_id,
            organization_id=self.who.organization_id,
            conversation_id=conversation.id,
            owner_id=self.who.user_id,
            question_id=question.id,
            answer_id=answer.id,
            idempotency_key=key,
            request_hash=digest,
        )

    async def _attach(self, question: ConversationMessage) -> None:
        organization_id = self.who.organization_id
        self.session.add_all(
            MessageFile(organization_id=organization_id, message_id=question.id, file_id=file_id, position=place)
            for place, file_id in enumerate(dict.fromkeys(self.wanted.files))
        )
        await self.session.flush()

    def _request(
        self,
        turn: Turn,
        agent: Agent,
        question: ConversationMessage,
        file_ids: Sequence[UUID],
        title: str,
        *,
        is_busy: bool,
    ) -> RunRequest:
        facts = {"turn_id": turn.id, "question_id": turn.question_id, "answer_id": turn.answer_id}
        return RunRequest(
            agent=agent.name,
            messages=(Message("user", question.text),),
            source=SOURCE,
            conversation_id=turn.conversation_id,
            is_busy=is_busy,
            file_ids=tuple(file_ids),
            tools=tools_for(agent, self.registry, self.who),
            model=self._model(agent),
            facts={**{name: str(each) for name, each in facts.items()}, "title": title},
            when_busy=self.wanted.when_busy,
            run_id=turn.id,
        )

    async def _require_room(self, conversation: Conversation) -> None:
        waiting = await self._turns.waiting_in(conversation.id)
        if waiting > self.settings.max_queued_turns:
            raise ConversationFull(waiting - 1)

    def _model(self, agent: Agent) -> str | None:
        """Return the model to ask; None leaves it to the agent, which names one itself."""
        return self.wanted.model or (self.default_model if agent.model == AUTO else None)
