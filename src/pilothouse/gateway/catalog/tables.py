"""Prices set by hand by an organization."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, HasId

_USD = Numeric(18, 9)


class PriceOverrideRow(HasId, HasCreatedAt, Base):
    """What a model costs an organization, in US dollars per million tokens; "*" is every model without a price.

    The dollars are kept as they were written. Rates in micro-dollars, and with them the price version that a call is
    admitted and settled at, follow from them.
    """

    __tablename__ = "price_override"
    __table_args__ = (
        CheckConstraint(
            "input_usd >= 0 and output_usd >= 0 and cached_input_usd >= 0 and cache_write_usd >= 0", name="prices"
        ),
        UniqueConstraint("organization_id", "model"),
    )

    # the unique constraint is the index
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"))
    model: Mapped[str]
    input_usd: Mapped[Decimal] = mapped_column(_USD)
    output_usd: Mapped[Decimal] = mapped_column(_USD)
    cached_input_usd: Mapped[Decimal | None] = mapped_column(_USD)
    cache_write_usd: Mapped[Decimal | None] = mapped_column(_USD)
    context_window_tokens: Mapped[int | None] = mapped_column(BigInteger)
    created_by: Mapped[UUID | None]
