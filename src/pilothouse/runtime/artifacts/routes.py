"""Looking at artifacts and downloading them."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, Query, Request
from starlette.responses import Response

from pilothouse.core.principal import Principal
from pilothouse.runtime.artifacts.schemas import ArtifactRead
from pilothouse.runtime.artifacts.service import ArtifactService
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter, file_responses

router = ApiRouter(prefix="/api/v1/artifacts", tags=["artifacts"])

CanReadMissions = Annotated[Principal, require_permission("missions:read")]


async def get_artifact_service(request: Request) -> ArtifactService:
    """Build the service of this request."""
    return ArtifactService(request.app.state.database, request.app.state.blobs)


ArtifactServiceDep = Annotated[ArtifactService, Depends(get_artifact_service)]


@router.get("/{artifact_id}")
async def read_artifact(artifact_id: UUID, who: CanReadMissions, artifacts: ArtifactServiceDep) -> ArtifactRead:
    """Return what an artifact is and how it looks at first sight."""
    return ArtifactRead.of(await artifacts.get(who, artifact_id))


@router.get("/{artifact_id}/content", response_class=Response, responses=file_responses("*/*"))
async def download_artifact(
    artifact_id: UUID,
    who: CanReadMissions,
    artifacts: ArtifactServiceDep,
    format: Annotated[str | None, Query(max_length=10, description="One of the artifact's `formats`.")] = None,  # noqa: A002
    inline: Annotated[bool, Query(description="Show it in the browser instead of saving it.")] = False,  # noqa: FBT002
) -> Response:
    """Return an artifact's bytes in one of its formats."""
    download = await artifacts.download(who, artifact_id, format)
    # only pictures may be shown in place: a stored page must never run with the dashboard's rights
    shown = inline and download.media_type == "image/png"
    disposition = f"{'inline' if shown else 'attachment'}; filename*=utf-8''{quote(download.name)}"
    return Response(download.content, media_type=download.media_type, headers={"Content-Disposition": disposition})
