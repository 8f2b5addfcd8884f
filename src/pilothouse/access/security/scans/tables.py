"""Reports of what people had looked through. The files themselves are not kept."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, HasId, OfOrganization


class SecurityScan(HasId, OfOrganization, HasCreatedAt, Base):
    """One report, until it expires."""

    __tablename__ = "security_scan"
    __table_args__ = (
        Index("ix_security_scan_created", "organization_id", text("created_at desc"), text("id desc")),
        Index("ix_security_scan_expires_at", "expires_at"),
    )

    created_by_id: Mapped[UUID]
    name: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    worst: Mapped[int | None] = mapped_column(SmallInteger, doc="shield.Severity; null when nothing was found")
    findings: Mapped[int]
    trust: Mapped[float] = mapped_column(doc="0 to 100")
    skills: Mapped[list[Any]] = mapped_column(server_default="[]", doc="name, score and reasons of each skill in it")
    report: Mapped[dict[str, Any]] = mapped_column(doc="shield.skills.SkillReport, as JSON")
    expires_at: Mapped[datetime]
