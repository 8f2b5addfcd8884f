"""Passkeys, and the challenges that wait to be signed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, HasId, OfOrganization


class Passkey(HasId, OfOrganization, HasCreatedAt, Base):
    """A key of a user on one of their devices, or in their password manager. We know its public half."""

    __tablename__ = "passkey"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True, doc="as the device calls it")
    public_key: Mapped[bytes] = mapped_column(LargeBinary, doc="COSE_Key (RFC 9052)")
    sign_count: Mapped[int] = mapped_column(BigInteger, doc="uses that the device has counted; 0 where it does not")
    transports: Mapped[list[str]] = mapped_column(ARRAY(Text), doc="how a browser reaches the device, such as usb")
    is_synced: Mapped[bool] = mapped_column(doc="whether copies of it are on other devices")
    last_used_at: Mapped[datetime | None]


class PasskeyChallenge(HasId, Base):
    """Random bytes that a device is to sign. Works once. Belongs to nobody: who answers is known by the answer."""

    __tablename__ = "passkey_challenge"

    challenge: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    purpose: Mapped[str] = mapped_column(doc='"register" or "sign_in", and whom it is for where that is known')
    expires_at: Mapped[datetime] = mapped_column(index=True)
