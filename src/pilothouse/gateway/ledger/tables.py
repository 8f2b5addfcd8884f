"""Reservations (money held for calls in flight) and the ledger (money spent). Amounts are micro-dollars."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasId, OfOrganization


class _OfCall:
    """What a reservation and its ledger row both tell of a call."""

    mission_id: Mapped[UUID | None]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text), doc="what the call counts towards: ledger/scopes.py")
    provider: Mapped[str]
    model: Mapped[str]
    price_version: Mapped[str] = mapped_column(doc="names the rates it was admitted and is settled at")
    request_id: Mapped[str]
    attempt: Mapped[int] = mapped_column(doc="1 for the first try of a request")
    admitted_at: Mapped[datetime] = mapped_column(doc="by the database's clock; decides the period it belongs to")


class Reservation(_OfCall, HasId, OfOrganization, Base):
    """Money held for one attempt at a provider. It is deleted when the attempt is settled, voided or swept."""

    __tablename__ = "reservation"
    __table_args__ = (
        CheckConstraint("amount_microusd >= 0", name="amount"),
        Index("ix_reservation_process_id", "process_id"),
    )

    process_id: Mapped[UUID] = mapped_column(doc="lease of the process that runs the call")
    amount_microusd: Mapped[int] = mapped_column(BigInteger)


class LedgerRow(_OfCall, HasId, OfOrganization, Base):
    """What one attempt cost. Rows never change; a correction is a further row with the first one's scopes.

    A call's row carries the id of its reservation. `input_tokens` and `output_tokens` are totals: cached input and
    cache writes are part of the input, reasoning is part of the output.
    """

    __tablename__ = "ledger"
    __table_args__ = (
        CheckConstraint("kind in ('call', 'correction')", name="kind"),
        CheckConstraint("outcome in ('completed', 'failed', 'cancelled', 'swept')", name="outcome"),
        CheckConstraint("kind = 'correction' or cost_microusd >= 0", name="cost"),
        Index("ix_ledger_organization_id_admitted_at", "organization_id", "admitted_at"),
        Index("ix_ledger_organization_id_request_id", "organization_id", "request_id"),
        Index("ix_ledger_mission_id", "mission_id", postgresql_where="mission_id is not null"),
    )

    kind: Mapped[str]
    corrects_id: Mapped[UUID | None] = mapped_column(doc="row that a correction adds to")
    outcome: Mapped[str]
    error_code: Mapped[str | None]
    input_tokens: Mapped[int] = mapped_column(BigInteger)
    cached_input_tokens: Mapped[int] = mapped_column(BigInteger)
    cache_write_tokens: Mapped[int] = mapped_column(BigInteger)
    output_tokens: Mapped[int] = mapped_column(BigInteger)
    reasoning_tokens: Mapped[int] = mapped_column(BigInteger)
    cost_microusd: Mapped[int] = mapped_column(BigInteger)
    is_estimated: Mapped[bool]
    overrun_microusd: Mapped[int] = mapped_column(BigInteger, doc="cost above what was held")
    settled_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
