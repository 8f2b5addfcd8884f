"""Tables of conversations. A conversation is a tree of messages; `head_id` is the end of the branch that is shown."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.dialects.postgresql import ARRAY, REAL
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, HasId, OfOrganization

MESSAGE_STATES = ("complete", "queued", "running", "waiting", "failed", "stopped", "interrupted")
_STATES = ", ".join(f"'{state}'" for state in MESSAGE_STATES)


class Conversation(HasId, OfOrganization, HasCreatedAt, Base):
    """One person's conversation with an agent.

    `summary` stands for every message of the branch up to `summary_until_id`. Ids of messages are not foreign keys
    here: the rows point at each other, and a conversation is erased as a whole.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        Index("ix_conversation_list", "organization_id", "owner_id", "last_message_at", "id"),
        Index("ix_conversation_expiry", "expires_at", postgresql_where=text("expires_at is not null")),
        Index("ix_conversation_deleted", "deleted_at", postgresql_where=text("deleted_at is not null")),
    )

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    title: Mapped[str]
    is_title_edited: Mapped[bool] = mapped_column(server_default=text("false"))
    agent: Mapped[str]
    head_id: Mapped[UUID | None]
    active_turn_id: Mapped[UUID | None] = mapped_column(doc="the one turn that may be at work")
    message_count: Mapped[int] = mapped_column(server_default="0")
    last_message_at: Mapped[datetime] = mapped_column(server_default=func.now())
    pinned_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    summary: Mapped[str | None]
    summary_until_id: Mapped[UUID | None]
    is_summary_edited: Mapped[bool] = mapped_column(server_default=text("false"))
    attributes: Mapped[dict[str, Any]] = mapped_column(server_default="{}", doc="`metadata` on the wire: the client's")


class ConversationMessage(HasId, OfOrganization, HasCreatedAt, Base):
    """One message: a person's, or an agent's answer. What was shown of an answer stays, however its turn ended.

    `parts` is what a page shows in order, `transcript` what the model is told of the turn later on.
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("role in ('user', 'assistant')", name="role"),
        CheckConstraint(f"state in ({_STATES})", name="state"),
        Index("ix_message_tree", "conversation_id", "parent_id", "id"),
        Index("ix_message_words", text("to_tsvector('simple', text)"), postgresql_using="gin"),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    parent_id: Mapped[UUID | None]
    turn_id: Mapped[UUID | None]
    role: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="complete")
    text: Mapped[str] = mapped_column(server_default="")
    agent: Mapped[str | None]
    model: Mapped[str | None]
    place: Mapped[str | None] = mapped_column(doc="the page on which the person wrote")
    parts: Mapped[list[Any]] = mapped_column(server_default="[]")
    transcript: Mapped[list[Any] | None]
    usage: Mapped[dict[str, Any] | None]
    timing: Mapped[dict[str, Any] | None]
    cost_microusd: Mapped[int] = mapped_column(BigInteger, server_default="0")
    error: Mapped[dict[str, Any] | None]
    finished_at: Mapped[datetime | None]


class MessageFile(OfOrganization, Base):
    """A file attached to a person's message, in the order given."""

    __tablename__ = "message_file"

    message_id: Mapped[UUID] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), primary_key=True)
    position: Mapped[int]


class MessageVector(OfOrganization, Base):
    """What a message means: a unit vector.

    An array, cast to pgvector's type where it is compared: a database without the extension holds conversations all
    the same. A person's own messages are few enough to compare each.
    """

    __tablename__ = "message_vector"

    message_id: Mapped[UUID] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    vector: Mapped[list[float]] = mapped_column(ARRAY(REAL), doc="256 numbers, length 1")
