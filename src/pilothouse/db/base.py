"""The base of every table: names of constraints, common columns, and the mark of a tenant's row."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, MetaData, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from pilothouse.core.ids import new_id

# Fixed names let a migration drop what another one made.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Declarative base. A dict is JSONB, a datetime is `timestamptz`."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
        str: Text,
        datetime: DateTime(timezone=True),
    }


class HasId:
    """A row with a time-ordered id of its own."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)


class HasCreatedAt:
    """A row that remembers when it was made, by the database's clock."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class OfOrganization:
    """A tenant's row. Row-level security of every such table is laid by `db/security.py`."""

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"), index=True)


class Organization(HasId, HasCreatedAt, Base):
    """A tenant. Here and not in `access`, because every room's rows point at it."""

    __tablename__ = "organization"

    name: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    time_zone: Mapped[str] = mapped_column(server_default="UTC", doc="IANA name; schedules and windows follow it")
    settings: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    erases_at: Mapped[datetime | None] = mapped_column(doc="when it is erased; null unless somebody asked for that")
