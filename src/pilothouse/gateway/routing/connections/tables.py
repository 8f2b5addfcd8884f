"""Connections that organizations made. Their keys are sealed secrets, under `secret_name`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from pilothouse.db.base import Base, HasCreatedAt, HasId, OfOrganization


class ProviderConnection(HasId, OfOrganization, HasCreatedAt, Base):
    """A provider of an organization's own, with its own keys. It goes before the operator's."""

    __tablename__ = "provider_connection"
    __table_args__ = (
        UniqueConstraint("organization_id", "name"),
        CheckConstraint("weight between 1 and 1000", name="weight"),
    )

    name: Mapped[str]
    type: Mapped[str] = mapped_column(doc="type of provider")
    base_url: Mapped[str]
    weight: Mapped[int]
    models: Mapped[dict[str, Any] | None] = mapped_column(JSONB, doc="names served, with the provider's names of them")
    options: Mapped[dict[str, Any]]
    header_names: Mapped[list[str]] = mapped_column(ARRAY(Text), doc="of headers sent along; their values are sealed")
    key_hints: Mapped[list[str]] = mapped_column(ARRAY(Text), doc="last four characters of each key; empty when short")
    is_enabled: Mapped[bool] = mapped_column(server_default="true")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.clock_timestamp())


def secret_name(connection_id: UUID) -> str:
    """Name the secret that holds a connection's keys and headers."""
    return f"connection_{connection_id.hex}"
