"""Artifacts on the wire."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from pilothouse.runtime.artifacts.formats import formats_of
from pilothouse.runtime.artifacts.tables import Artifact


class ArtifactRead(BaseModel):
    """A result: what it is, how to show it, and the formats it can be downloaded in."""

    id: UUID
    mission_id: UUID | None
    run_id: UUID | None = None
    kind: str
    name: str
    title: str
    media_type: str
    size_bytes: int
    sha256: str
    created_at: datetime
    formats: list[str]
    preview: dict[str, Any]
    url: str

    @classmethod
    def of(cls, row: Artifact) -> "ArtifactRead":
        """Describe a row."""
        return cls(
            id=row.id,
            mission_id=row.mission_id,
            run_id=row.run_id,
            kind=row.kind,
            name=row.name,
            title=row.title,
            media_type=row.media_type,
            size_bytes=row.size_bytes,
            sha256=row.sha256,
            created_at=row.created_at,
            formats=formats_of(row.kind, row.name),
            preview=row.preview,
            url=f"/api/v1/artifacts/{row.id}/content",
        )
