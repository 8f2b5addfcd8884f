"""The row of an uploaded file. Its bytes lie in the blob store."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, HasId, OfOrganization


class StoredFile(HasId, OfOrganization, HasCreatedAt, Base):
    """A file somebody uploaded."""

    __tablename__ = "stored_file"

    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    deleted_at: Mapped[datetime | None]
