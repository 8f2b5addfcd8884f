"""Policies of an organization, and what people have called harmless."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, HasId, OfOrganization

SCOPE_KINDS = ("organization", "agent", "tool")


def one_of(column: str, values: tuple[str, ...]) -> str:
    """Return the condition that a column holds one of these words."""
    return f"{column} in ({', '.join(repr(value) for value in values)})"


class SecurityPolicy(HasId, OfOrganization, Base):
    """The rules of an organization, or of one of its agents or tools. No row means what lies above."""

    __tablename__ = "security_policy"
    __table_args__ = (
        CheckConstraint(one_of("scope_kind", SCOPE_KINDS), name="scope_kind"),
        CheckConstraint("least_trust between 0 and 100", name="least_trust"),
        CheckConstraint("low_trust in ('approve', 'refuse')", name="low_trust"),
        UniqueConstraint("organization_id", "scope_kind", "scope_id", name="uq_security_policy_scope"),
    )

    scope_kind: Mapped[str]
    scope_id: Mapped[str] = mapped_column(doc="name of the agent or tool; '-' for the organization")
    rules: Mapped[list[Any]] = mapped_column(doc="policies.policy.Rule, as JSON")
    least_trust: Mapped[int | None]
    low_trust: Mapped[str] = mapped_column(server_default="approve")
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class SecurityException(HasId, OfOrganization, HasCreatedAt, Base):
    """A text that a detector lets pass from now on, or a detector that must be surer from now on."""

    __tablename__ = "security_exception"
    __table_args__ = (
        CheckConstraint("(fingerprint is null) <> (least_confidence is null)", name="one_kind"),
        Index(
            "uq_security_exception_text", "organization_id", "detector", "fingerprint", unique=True,
            postgresql_where="fingerprint is not null",
        ),
        Index(
            "uq_security_exception_threshold", "organization_id", "detector", unique=True,
            postgresql_where="fingerprint is null",
        ),
    )  # fmt: skip

    detector: Mapped[str]
    fingerprint: Mapped[bytes | None] = mapped_column(LargeBinary, doc="of the text that passes")
    least_confidence: Mapped[float | None] = mapped_column(doc="below it the detector's findings count as false alarms")
    evidence: Mapped[str] = mapped_column(doc="what may be shown of the finding it was made for")
    created_by_id: Mapped[UUID]
