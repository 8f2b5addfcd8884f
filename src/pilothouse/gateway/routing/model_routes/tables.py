"""Model routes that organizations made."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from pilothouse.db.base import Base, HasCreatedAt, HasId, OfOrganization


class ModelRoute(HasId, OfOrganization, HasCreatedAt, Base):
    """What a name stands for in an organization. It goes before the operator's route of that name."""

    __tablename__ = "model_route"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    name: Mapped[str]
    targets: Mapped[list[Any]] = mapped_column(doc="connection, model and weight of each")
    fallbacks: Mapped[list[str]] = mapped_column(ARRAY(Text))
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.clock_timestamp())
