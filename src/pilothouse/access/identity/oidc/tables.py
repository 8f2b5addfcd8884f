"""Which accounts elsewhere belong to which users."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, HasId, OfOrganization


class OidcIdentity(HasId, OfOrganization, HasCreatedAt, Base):
    """An account at an issuer. Issuer and subject name it for good; an e-mail there may change hands."""

    __tablename__ = "oidc_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    last_used_at: Mapped[datetime | None]
