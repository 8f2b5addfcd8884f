# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Files."""

from __future__ import annotations

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.request import Upload


class Files:
    """Files."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read(self, file_id: str, /) -> schemas.FileRead:
        """Return what is known of an uploaded file."""
        return self._connection.send("GET", "/api/v1/files/{}", (file_id,))

    def upload(self, file: Upload) -> schemas.FileRead:
        """Upload one file as multipart field `file`: CSV, TSV, JSON, Parquet, XLSX, text or Markdown, up to 100 MB.

        Also pictures for models to look at, as PNG, JPEG, GIF or WebP: up to 5 MB, 8,000 pixels a side, 40
        million in all.
        """
        return self._connection.send("POST", "/api/v1/files", file=file)


class AsyncFiles:
    """Files."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def read(self, file_id: str, /) -> schemas.FileRead:
        """Return what is known of an uploaded file."""
        return await self._connection.send("GET", "/api/v1/files/{}", (file_id,))

    async def upload(self, file: Upload) -> schemas.FileRead:
        """Upload one file as multipart field `file`: CSV, TSV, JSON, Parquet, XLSX, text or Markdown, up to 100 MB.

        Also pictures for models to look at, as PNG, JPEG, GIF or WebP: up to 5 MB, 8,000 pixels a side, 40
        million in all.
        """
        return await self._connection.send("POST", "/api/v1/files", file=file)
