"""Facts that are remembered of a person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, HasId, OfOrganization


class MemoryFact(HasId, OfOrganization, HasCreatedAt, Base):
    """One sentence about a person, told to agents in every conversation until it is forgotten or expires."""

    __tablename__ = "memory_fact"
    __table_args__ = (
        CheckConstraint("source in ('person', 'agent')", name="source"),
        UniqueConstraint("owner_id", "text", name="uq_memory_fact_text"),
        Index("ix_memory_fact_owner", "owner_id", "id"),
    )

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    text: Mapped[str]
    source: Mapped[str]
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversation.id", ondelete="SET NULL"))
    expires_at: Mapped[datetime | None]
