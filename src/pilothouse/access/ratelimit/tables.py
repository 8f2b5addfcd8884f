"""What processes lease tokens from."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base


class RateWindow(Base):
    """Tokens that were leased in the current window of a scope, and in the one before. Belongs to no organization.

    Only `access_lease_tokens` touches it.
    """

    __tablename__ = "rate_window"

    scope: Mapped[str] = mapped_column(primary_key=True, doc="who is limited and by which window")
    number: Mapped[int] = mapped_column(BigInteger, doc="whole windows since 1970, by the database's clock")
    taken: Mapped[int]
    taken_before: Mapped[int]
    outdated_at: Mapped[datetime] = mapped_column(index=True, doc="when the row says nothing any more")
