"""The turn's row. Its state is the run's, which has the same id."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, OfOrganization


class Turn(OfOrganization, HasCreatedAt, Base):
    """A question and its answer, joined by the run that makes the answer."""

    __tablename__ = "turn"
    __table_args__ = (
        UniqueConstraint("organization_id", "owner_id", "idempotency_key", name="uq_turn_idempotency"),
        Index("ix_turn_conversation", "conversation_id", "id"),
        Index("ix_turn_owner", "owner_id", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("agent_run.id", ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    question_id: Mapped[UUID] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    answer_id: Mapped[UUID] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    idempotency_key: Mapped[str | None]
    request_hash: Mapped[str | None]
