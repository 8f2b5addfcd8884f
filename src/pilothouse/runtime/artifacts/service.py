"""Storing, finding and giving out artifacts."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.db.repository import Repository
from pilothouse.runtime.artifacts.formats import MEDIA_TYPES, convert, formats_of, preview_of
from pilothouse.runtime.artifacts.tables import Artifact
from pilothouse.storage.blobs import BlobStore

MAX_ARTIFACT_BYTES = 100_000_000


class ArtifactRepository(Repository[Artifact]):
    """Queries over artifacts."""

    table = Artifact
    noun = "artifact"

    def visible_to(self, principal: Principal) -> Select[Artifact]:
        """Select the organization's artifacts of missions; those of runs and tries belong to whoever made them."""
        is_shared = Artifact.mission_id.is_not(None)
        return super().visible_to(principal).where(or_(is_shared, Artifact.created_by_id == principal.user_id))

    async def of_run(self, principal: Principal, run_id: UUID) -> Sequence[Artifact]:
        """Return a run's artifacts, in the order they were made."""
        query = self.visible_to(principal).where(Artifact.run_id == run_id).order_by(Artifact.id)
        return (await self.session.scalars(query)).all()

    async def of_mission(self, principal: Principal, mission_id: UUID) -> Sequence[Artifact]:
        """Return a mission's artifacts, in the order they were made."""
        query = self.visible_to(principal).where(Artifact.mission_id == mission_id).order_by(Artifact.id)
        return (await self.session.scalars(query)).all()

    async def add_once(self, artifact: Artifact) -> tuple[Artifact, bool]:
        """Insert an artifact unless its source key has one already.

        Returns:
            The row that stands now, and whether it is new.
        """
        values = {column.name: getattr(artifact, column.name) for column in Artifact.__table__.columns}
        values = {name: value for name, value in values.items() if value is not None}
        added = await self.session.scalar(
            insert(Artifact).values(**values).on_conflict_do_nothing().returning(Artifact)
        )
        if added is not None:
            return added, True
        same = Artifact.mission_id == artifact.mission_id if artifact.mission_id else Artifact.run_id == artifact.run_id
        query = select(Artifact).where(same, Artifact.source_key == artifact.source_key)
        return (await self.session.scalars(query)).one(), False


@dataclass(frozen=True, slots=True)
class Download:
    """Bytes to send, with their type and a name."""

    content: bytes
    media_type: str
    name: str


async def store_artifact(
    blobs: BlobStore,
    principal: Principal,
    mission_id: UUID | None,
    kind: str,
    name: str,
    title: str,
    media_type: str,
    content: bytes,
    source: str,
    run_id: UUID | None = None,
) -> Artifact:
    """Store an artifact's bytes and return its row, not yet inserted: the caller does that in its transaction.

    Args:
        blobs: where the bytes go; they are safe before the row exists.
        principal: on whose behalf the run makes it.
        mission_id: whose result it is, if a mission's; `run_id` if a run's.
        kind: markdown, table, chart, image or file.
        name: file name.
        title: for people.
        media_type: of `content`.
        content: as the tool made it.
        source: names the step and revision; with name and hash it keeps a repeated call from storing twice.
        run_id: see `mission_id`.
    """  # fmt: skip
    blob = await blobs.put(principal.organization_id, content, MAX_ARTIFACT_BYTES)
    return Artifact(
        id=new_id(),
        organization_id=principal.organization_id,
        mission_id=mission_id,
        run_id=run_id,
        created_by_id=principal.user_id,
        source_key=f"{source}:{name}:{blob.sha256}",
        kind=kind,
        name=name,
        title=title,
        media_type=media_type,
        size_bytes=blob.size_bytes,
        sha256=blob.sha256,
        preview=preview_of(kind, content),
    )


class ArtifactService:
    """Reads artifacts. Opens its own transactions: none is open while a chart is drawn."""

    def __init__(self, database: Database, blobs: BlobStore) -> None:
        self._database = database
        self._blobs = blobs

    async def get(self, principal: Principal, artifact_id: UUID) -> Artifact:
        """Return one artifact's row."""
        async with self._database.transaction(principal.organization_id) as session:
            return await ArtifactRepository(session).get(principal, artifact_id)

    async def of_mission(self, principal: Principal, mission_id: UUID, session: AsyncSession) -> Sequence[Artifact]:
        """Return a mission's artifacts within the caller's transaction."""
        return await ArtifactRepository(session).of_mission(principal, mission_id)

    async def download(self, principal: Principal, artifact_id: UUID, wanted: str | None) -> Download:
        """Return an artifact's bytes in one of its formats, the usual one unless another is asked for.

        Raises:
            NotFound: no such artifact, or its bytes are gone.
            UnknownFormat: it does not come in that format.
        """
        artifact = await self.get(principal, artifact_id)
        wanted = wanted or formats_of(artifact.kind, artifact.name)[0]
        path = await self._blobs.path(principal.organization_id, artifact.sha256)
        content = await asyncio.to_thread(lambda: convert(artifact.kind, artifact.name, path.read_bytes(), wanted))
        media_type = MEDIA_TYPES.get(wanted, artifact.media_type)
        return Download(content, media_type, f"{Path(artifact.name).stem}.{wanted}")
