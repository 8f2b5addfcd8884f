"""The rows of a turn, written in the one statement that begins its run."""

from collections.abc import Sequence
from typing import Any

from pilothouse.chat.conversations.tables import Conversation, ConversationMessage
from pilothouse.chat.turns.tables import Turn
from pilothouse.db.base import Base
from pilothouse.db.together import Beside, inserting, named, updating

_MESSAGE = (
    *("id", "organization_id", "conversation_id", "parent_id", "turn_id"),
    *("role", "state", "text", "agent", "place", "finished_at"),
)
_TURN = (
    *("id", "organization_id", "conversation_id", "owner_id", "question_id", "answer_id"),
    *("idempotency_key", "request_hash"),
)
_CONVERSATION = ("title", "head_id", "message_count", "last_message_at", "archived_at")
_AGAIN = (
    inserting("answer", ConversationMessage, _MESSAGE),
    inserting("turn", Turn, _TURN),
    updating("conversation", Conversation, _CONVERSATION),
)
_NEW = (inserting("question", ConversationMessage, _MESSAGE), *_AGAIN)


def turn_rows(
    turn: Turn, question: ConversationMessage | None, answer: ConversationMessage, moved: dict[str, Any]
) -> Beside:
    """Return what is written beside a turn's run.

    Args:
        turn: of the run.
        question: None where it stands there already and is answered once more.
        answer: as it begins, without a word.
        moved: what changes of the conversation, by column.
    """
    values = named("answer", _values(answer, _MESSAGE)) | named("turn", _values(turn, _TURN))
    values |= named("conversation", {"id": turn.conversation_id, **moved})
    if question is None:
        return Beside(_AGAIN, values)
    return Beside(_NEW, values | named("question", _values(question, _MESSAGE)))


def _values(row: Base, columns: Sequence[str]) -> dict[str, Any]:
    return {column: getattr(row, column) for column in columns}
