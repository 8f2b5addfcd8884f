"""The table that statistics are made from."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasId, OfOrganization


class Measurement(HasId, OfOrganization, Base):
    """One finished use of an agent or a tool. Holds no content, so it outlives what it measured."""

    __tablename__ = "measurement"
    __table_args__ = (
        CheckConstraint("kind in ('agent', 'tool')", name="kind"),
        Index("ix_measurement_organization_id_kind_measured_at", "organization_id", "kind", "measured_at"),
        Index("ix_measurement_measured_at", "measured_at", postgresql_using="brin"),  # rows come in this order
    )

    kind: Mapped[str]
    name: Mapped[str] = mapped_column(doc="of the agent or tool")
    measured_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    ok: Mapped[bool]
    duration_ms: Mapped[int]
    cost_microusd: Mapped[int] = mapped_column(BigInteger, server_default="0")
    run_id: Mapped[UUID | None]
