# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Artifacts."""

from __future__ import annotations

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.downloads import AsyncDownload, Download


class Artifacts:
    """Artifacts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def download(self, artifact_id: str, /, *, format: str | None = None, inline: bool | None = None) -> Download:
        """Return an artifact's bytes in one of its formats.

        Args:
            format: One of the artifact's `formats`.
            inline: Show it in the browser instead of saving it.
        """
        return self._connection.download(
            "GET", "/api/v1/artifacts/{}/content", (artifact_id,), query={"format": format, "inline": inline}
        )

    def read(self, artifact_id: str, /) -> schemas.ArtifactRead:
        """Return what an artifact is and how it looks at first sight."""
        return self._connection.send("GET", "/api/v1/artifacts/{}", (artifact_id,))


class AsyncArtifacts:
    """Artifacts."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    def download(self, artifact_id: str, /, *, format: str | None = None, inline: bool | None = None) -> AsyncDownload:
        """Return an artifact's bytes in one of its formats.

        Args:
            format: One of the artifact's `formats`.
            inline: Show it in the browser instead of saving it.
        """
        return self._connection.download(
            "GET", "/api/v1/artifacts/{}/content", (artifact_id,), query={"format": format, "inline": inline}
        )

    async def read(self, artifact_id: str, /) -> schemas.ArtifactRead:
        """Return what an artifact is and how it looks at first sight."""
        return await self._connection.send("GET", "/api/v1/artifacts/{}", (artifact_id,))
