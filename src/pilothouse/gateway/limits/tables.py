"""Limits on calls, each with its meter."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Computed, ForeignKey, Integer, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, HasId

LIMITED_KINDS = ("organization", "team", "user", "api_key", "agent")


class CallLimit(HasId, HasCreatedAt, Base):
    """What calls of one scope may do; whatever is null is not limited. Free calls are limited like any other.

    The meter is written only by the ledger's functions. `running = Σ reservations` of the scope, always. The token
    bucket holds a minute's tokens and is kept as the moment at which it will be full again, so that it refills by
    itself: taking n tokens moves that moment by n/tokens_per_minute minutes.

    Source: the generic cell rate algorithm, ITU-T I.371, annex A (virtual scheduling).
    """

    __tablename__ = "call_limit"
    __table_args__ = (
        CheckConstraint(f"scope_kind in ({', '.join(repr(kind) for kind in LIMITED_KINDS)})", name="scope_kind"),
        CheckConstraint("tokens_per_minute > 0", name="tokens"),
        CheckConstraint("parallel_calls > 0", name="parallel"),
        CheckConstraint("running >= 0", name="running"),
        UniqueConstraint("organization_id", "scope"),
        {"postgresql_with": {"fillfactor": 50}},
    )

    # the unique constraint is the index
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"))
    scope_kind: Mapped[str]
    scope_id: Mapped[str]
    scope: Mapped[str] = mapped_column(Computed("scope_kind || ':' || scope_id", persisted=True))
    allowed_models: Mapped[list[str] | None] = mapped_column(ARRAY(Text), doc='patterns with "*"')
    tokens_per_minute: Mapped[int | None] = mapped_column(BigInteger)
    parallel_calls: Mapped[int | None] = mapped_column(Integer)
    running: Mapped[int] = mapped_column(Integer, server_default="0", doc="calls in flight")
    tokens_full_at: Mapped[datetime] = mapped_column(server_default=func.now(), doc="when the bucket is full again")
