"""Reservations (money held for calls in flight), the ledger (money spent) and its hourly sums, in micro-dollars."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, Text, Uuid, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasId, OfOrganization


class _OfCall:
    """What a reservation and its ledger row both tell of a call."""

    mission_id: Mapped[UUID | None]
    conversation_id: Mapped[UUID | None]
    user_id: Mapped[UUID | None] = mapped_column(doc="who made the call, or owns the key that did")
    api_key_id: Mapped[UUID | None]
    agent: Mapped[str | None]
    team_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default="{}", doc="of the user at that moment")
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text), doc="what the call counts towards: ledger/scopes.py")
    provider: Mapped[str]
    connection: Mapped[str] = mapped_column(server_default="", doc="which account at the provider")
    model: Mapped[str]
    requested_model: Mapped[str] = mapped_column(server_default="", doc="the name that the caller used")
    operation: Mapped[str] = mapped_column(server_default="agent", doc="agent, chat, responses, messages, embeddings …")
    is_streaming: Mapped[bool] = mapped_column(server_default="false")
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
    estimated_tokens: Mapped[int] = mapped_column(server_default="0", doc="input estimate, taken from token buckets")


class LedgerRow(_OfCall, HasId, Base):
    """What one attempt cost. Rows never change; a correction is a further row with the first one's scopes.

    A call's row carries the id of its reservation. `input_tokens` and `output_tokens` are totals: cached input and
    cache writes are part of the input, reasoning is part of the output.
    """

    __tablename__ = "ledger"
    __table_args__ = (
        CheckConstraint("kind in ('call', 'correction')", name="kind"),
        CheckConstraint("outcome in ('completed', 'failed', 'cancelled', 'swept')", name="outcome"),
        CheckConstraint("kind = 'correction' or cost_microusd >= 0", name="cost"),
        Index("ix_ledger_organization_id_admitted_at_id", "organization_id", "admitted_at", "id"),
        Index("ix_ledger_organization_id_request_id", "organization_id", "request_id"),
        Index("ix_ledger_mission_id", "mission_id", postgresql_where="mission_id is not null"),
        Index("ix_ledger_conversation_id", "conversation_id", postgresql_where="conversation_id is not null"),
        Index("ix_ledger_answer_id", "answer_id", "organization_id", postgresql_where="answer_id is not null"),
        Index("ix_ledger_corrects_id", "corrects_id", postgresql_where="corrects_id is not null"),
    )

    # not indexed by itself as elsewhere: the indexes above begin with it, and every one costs each call
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"))
    kind: Mapped[str]
    corrects_id: Mapped[UUID | None] = mapped_column(doc="row that a correction adds to")
    outcome: Mapped[str]
    error_code: Mapped[str | None]
    status: Mapped[int | None] = mapped_column(doc="HTTP status the provider answered with")
    answer_id: Mapped[str | None] = mapped_column(doc="the provider's own id of its answer")
    input_tokens: Mapped[int] = mapped_column(BigInteger)
    cached_input_tokens: Mapped[int] = mapped_column(BigInteger)
    cache_write_tokens: Mapped[int] = mapped_column(BigInteger)
    cache_write_1h_tokens: Mapped[int] = mapped_column(
        BigInteger, server_default="0", doc="part of the cache writes: those kept for an hour"
    )
    output_tokens: Mapped[int] = mapped_column(BigInteger)
    reasoning_tokens: Mapped[int] = mapped_column(BigInteger)
    server_tool_calls: Mapped[int] = mapped_column(Integer, server_default="0", doc="its own searches and the like")
    cost_microusd: Mapped[int] = mapped_column(BigInteger)
    saved_microusd: Mapped[int] = mapped_column(BigInteger, server_default="0", doc="what a cached answer saved")
    is_estimated: Mapped[bool]
    overrun_microusd: Mapped[int] = mapped_column(BigInteger, doc="cost above what was held")
    duration_ms: Mapped[int | None] = mapped_column(doc="from sending the request to the answer's end")
    first_byte_ms: Mapped[int | None] = mapped_column(doc="from sending the request to the answer's first content")
    settled_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class SpendHour(Base):
    """The ledger summed by hour and by what calls have in common; the functions that write the ledger keep it.

    Always equal to the sum of the ledger's rows. `calls`, `failed` and `estimated` count calls; tokens and amounts
    include corrections.
    """

    __tablename__ = "spend_hour"
    __table_args__ = (
        Index("ix_spend_hour_organization_id_hour", "organization_id", "hour"),
        {"postgresql_with": {"fillfactor": 70}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, doc="hash of what the row is for, down to `scopes`")
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"))
    hour: Mapped[datetime] = mapped_column(doc="in which its calls were admitted, by UTC")
    provider: Mapped[str]
    model: Mapped[str]
    agent: Mapped[str | None]
    user_id: Mapped[UUID | None]
    api_key_id: Mapped[UUID | None]
    team_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text), doc="of its calls, without mission and conversation")
    calls: Mapped[int] = mapped_column(BigInteger)
    failed: Mapped[int] = mapped_column(BigInteger)
    estimated: Mapped[int] = mapped_column(BigInteger)
    input_tokens: Mapped[int] = mapped_column(BigInteger)
    cached_input_tokens: Mapped[int] = mapped_column(BigInteger)
    cache_write_tokens: Mapped[int] = mapped_column(BigInteger)
    output_tokens: Mapped[int] = mapped_column(BigInteger)
    reasoning_tokens: Mapped[int] = mapped_column(BigInteger)
    cost_microusd: Mapped[int] = mapped_column(BigInteger)
    saved_microusd: Mapped[int] = mapped_column(BigInteger)
