"""Uploading and looking up files."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, UploadFile

from pilothouse.core.principal import Principal
from pilothouse.runtime.files.schemas import FileRead
from pilothouse.runtime.files.service import FileService
from pilothouse.server.auth import require_permission
from pilothouse.server.envelope import ApiRouter
from pilothouse.server.settings import ServerSettings

router = ApiRouter(prefix="/api/v1/files", tags=["files"])

CanReadFiles = Annotated[Principal, require_permission("files:read")]
CanWriteFiles = Annotated[Principal, require_permission("files:write")]

_CHUNK_BYTES = 1 << 20


async def get_file_service(request: Request) -> FileService:
    """Build the service of this request."""
    state = request.app.state
    return FileService(state.database, state.blobs, state.security.screener)


FileServiceDep = Annotated[FileService, Depends(get_file_service)]


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(_CHUNK_BYTES):
        yield chunk


@router.post("", status_code=201)
async def upload_file(request: Request, who: CanWriteFiles, files: FileServiceDep, file: UploadFile) -> FileRead:
    """Upload one file as multipart field `file`: CSV, TSV, JSON, Parquet, XLSX, text or Markdown, up to 100 MB.

    Also pictures for models to look at, as PNG, JPEG, GIF or WebP: up to 5 MB, 8,000 pixels a side, 40 million in all.
    """
    settings: ServerSettings = request.app.state.server_settings
    stored = await files.upload(who, file.filename or "", _chunks(file), settings.max_upload_bytes)
    return FileRead.model_validate(stored)


@router.get("/{file_id}")
async def read_file(file_id: UUID, who: CanReadFiles, files: FileServiceDep) -> FileRead:
    """Return what is known of an uploaded file."""
    return FileRead.model_validate(await files.get(who, file_id))
