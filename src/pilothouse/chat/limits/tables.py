"""How many messages a person has sent within the hour."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, OfOrganization


class ChatAllowance(OfOrganization, Base):
    """The hour that is being counted. It begins with its first message."""

    __tablename__ = "chat_allowance"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(server_default=func.now())
    used: Mapped[int] = mapped_column(server_default="0")
