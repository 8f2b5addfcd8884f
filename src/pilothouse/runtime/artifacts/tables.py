"""The artifact's row. Its bytes lie in the blob store."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pilothouse.db.base import Base, HasCreatedAt, HasId, OfOrganization


class Artifact(HasId, OfOrganization, HasCreatedAt, Base):
    """One result of a run. `source_key` makes storing it twice, after a crash, the same artifact."""

    __tablename__ = "artifact"
    __table_args__ = (
        UniqueConstraint("mission_id", "source_key", name="uq_artifact_source"),
        UniqueConstraint("run_id", "source_key", name="uq_artifact_run_source"),
    )

    mission_id: Mapped[UUID | None] = mapped_column(ForeignKey("work.id", ondelete="CASCADE"), index=True)
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent_run.id", ondelete="CASCADE"))
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    source_key: Mapped[str | None]
    kind: Mapped[str]
    name: Mapped[str]
    title: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
    deleted_at: Mapped[datetime | None]
    preview: Mapped[dict[str, Any]] = mapped_column(server_default="{}", doc="what the page shows at once")
