"""What a user proves the second step of a sign-in with, and the sign-ins that wait for it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, HasId, OfOrganization


class AuthenticatorApp(OfOrganization, HasCreatedAt, Base):
    """The app of a user that shows a new code every 30 seconds."""

    __tablename__ = "authenticator_app"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, doc="the secret that we and the app share")
    added_at: Mapped[datetime | None] = mapped_column(doc="when a first code showed that the app has the secret")
    last_step: Mapped[int | None] = mapped_column(
        BigInteger, doc="30 s since 1970 of the last code that was accepted; no code up to it is accepted again"
    )
    wrong_codes: Mapped[int] = mapped_column(server_default="0")
    first_wrong_at: Mapped[datetime | None] = mapped_column(doc="when the first of the wrong codes was entered")


class RecoveryCode(HasId, OfOrganization, HasCreatedAt, Base):
    """A code on paper that stands in for a lost device, once."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


class LoginStep(HasId, OfOrganization, HasCreatedAt, Base):
    """A sign-in whose first step is done. Its token is good for the second step, soon, and for nothing else."""

    __tablename__ = "login_step"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    tries: Mapped[int] = mapped_column(server_default="0")
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
