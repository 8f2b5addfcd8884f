"""The audit log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, func, text
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasId, OfOrganization


class AuditEvent(HasId, Base):
    """One thing that was done, or refused: an entry of its organization's chain.

    `organization_id` is null for a sign-in with an e-mail that nobody has: only an operator sees those, and they are in
    no chain. Actor and resource are named by id without a foreign key, because the log outlives what it speaks of. What
    the actor was called, `seq` and `hash` are filled in by the database at the commit (`db/functions/audit.sql`).
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        CheckConstraint("outcome in ('success', 'refused', 'failed')", name="outcome"),
        Index("ix_audit_event_organization_id_at", "organization_id", text("at desc")),
        Index("uq_audit_event_seq", "organization_id", "seq", unique=True),
        Index("ix_audit_event_actor_id", "organization_id", "actor_id", "seq"),
        Index("ix_audit_event_resource", "organization_id", "resource", "seq"),
    )

    organization_id: Mapped[UUID | None] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"))
    seq: Mapped[int | None] = mapped_column(BigInteger, doc="place in the chain, from 1; null until committed")
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    actor_kind: Mapped[str] = mapped_column(doc="user, api_key, service or anonymous")
    actor_id: Mapped[UUID | None] = mapped_column(doc="the user, or the owner of the key")
    actor_email: Mapped[str | None] = mapped_column(doc="theirs at that time")
    api_key_id: Mapped[UUID | None]
    api_key_name: Mapped[str | None] = mapped_column(doc="at that time")
    action: Mapped[str] = mapped_column(doc="thing.verb, such as api_key.create")
    resource: Mapped[str | None] = mapped_column(doc="kind:id, such as api_key:0198…")
    outcome: Mapped[str]
    changes: Mapped[dict[str, Any]] = mapped_column(server_default="{}", doc="field: [before, after]")
    request_id: Mapped[str | None]
    ip_address: Mapped[str | None]
    user_agent: Mapped[str | None]
    hash: Mapped[bytes | None] = mapped_column(LargeBinary, doc="SHA-256 over the hash before it and this entry")


class AuditChain(Base):
    """The end of an organization's chain: by it a cut is noticed. Written by the database alone."""

    __tablename__ = "audit_chain"

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"), primary_key=True)
    last_seq: Mapped[int] = mapped_column(BigInteger, server_default="0")
    last_hash: Mapped[bytes] = mapped_column(LargeBinary, server_default=text("''::bytea"))


class AuditBody(OfOrganization, Base):
    """What was sent with a change: JSON without secrets, sealed for its entry. Outside the chain, and gone with it."""

    __tablename__ = "audit_body"

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("audit_event.id", ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    size_bytes: Mapped[int] = mapped_column(BigInteger, doc="of the request's body, before secrets were taken out")
    is_cut: Mapped[bool] = mapped_column(doc="whether only the beginning was kept")
