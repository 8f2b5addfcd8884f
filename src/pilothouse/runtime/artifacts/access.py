"""Where a run's tools put their results."""

from typing import Any
from uuid import UUID

from pilothouse.agents.context import ArtifactKind, ArtifactRef
from pilothouse.core import json
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.runtime.artifacts.service import ArtifactRepository, store_artifact
from pilothouse.storage.blobs import BlobStore


class RunArtifacts:
    """Stores an artifact's bytes, then its row. The same result of the same run is stored once."""

    def __init__(
        self, database: Database, blobs: BlobStore, principal: Principal, run_id: UUID | None, source: str
    ) -> None:
        """Make the store of one run, or of one try of a tool when `run_id` is None.

        Args:
            database: for the rows.
            blobs: for the bytes.
            principal: whose artifacts they become.
            run_id: of the run.
            source: idempotency key of the run or try.
        """
        self._database = database
        self._blobs = blobs
        self._principal = principal
        self._run_id = run_id
        self._source = source

    async def save(
        self, kind: ArtifactKind, name: str, title: str, content: bytes | str | dict[str, Any], media_type: str
    ) -> ArtifactRef:
        data = content if isinstance(content, bytes) else content.encode() if isinstance(content, str) else None
        artifact = await store_artifact(
            self._blobs,
            self._principal,
            None,
            kind,
            name,
            title,
            media_type,
            json.dumps(content) if data is None else data,
            self._source,
            self._run_id,
        )
        async with self._database.transaction(self._principal.organization_id) as session:
            row, _ = await ArtifactRepository(session).add_once(artifact)
        return ArtifactRef(str(row.id), kind, row.name, row.title, row.media_type, row.size_bytes)
