"""Secrets of organizations, sealed. The key that opens them is never in the database."""

from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, HasId, OfOrganization


class Secret(HasId, OfOrganization, HasCreatedAt, Base):
    """One secret of an organization, as `seal.py` sealed it for the organization and this name."""

    __tablename__ = "secret"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    name: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
