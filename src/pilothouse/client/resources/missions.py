# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Missions."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from typing import Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.events import Event
from pilothouse.client.listing import AsyncListing, Listing


class Missions:
    """Missions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def approve(self, mission_id: str, /) -> schemas.MissionRead:
        """Let a draft or a waiting mission run."""
        return self._connection.send("POST", "/api/v1/missions/{}/approve", (mission_id,))

    def cancel(self, mission_id: str, /) -> schemas.MissionRead:
        """End a mission; its artifacts so far are kept."""
        return self._connection.send("POST", "/api/v1/missions/{}/cancel", (mission_id,))

    def edit(self, mission_id: str, /, **body: Unpack[schemas.MissionUpdate]) -> schemas.MissionRead:
        """Change a mission, also while it runs; it is applied at the next safe point."""
        return self._connection.send("PATCH", "/api/v1/missions/{}", (mission_id,), body=body)

    def list(
        self,
        *,
        state: str | None = None,
        q: str | None = None,
        sort: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Listing[schemas.MissionRead]:
        """List missions, newest first. Artifacts are left out; `artifacts_count` says how many there are.

        Args:
            state: States, separated by commas.
            q: Text in title or objective.
            sort: created_at, title, cost_usd or percent; - descends.
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/missions",
            query={"state": state, "q": q, "sort": sort, "limit": page_size, "cursor": cursor},
        )

    def list_artifacts(self, mission_id: str, /) -> Listing[schemas.ArtifactRead]:
        """Return a mission's artifacts, in the order they were made."""
        return self._connection.listing("GET", "/api/v1/missions/{}/artifacts", (mission_id,))

    def list_events(
        self, mission_id: str, /, *, after: int | None = None, limit: int | None = None
    ) -> Listing[schemas.EventRead]:
        """Return a mission's events after a seq, oldest first.

        Args:
            after: Seq of the last event you have.
            limit: How many to return at most.
        """
        return self._connection.listing(
            "GET", "/api/v1/missions/{}/events", (mission_id,), query={"after": after, "limit": limit}
        )

    def pause(self, mission_id: str, /) -> schemas.MissionRead:
        """Hold a mission; what it finished is kept."""
        return self._connection.send("POST", "/api/v1/missions/{}/pause", (mission_id,))

    def read(self, mission_id: str, /) -> schemas.MissionRead:
        """Return one mission with its steps and artifacts."""
        return self._connection.send("GET", "/api/v1/missions/{}", (mission_id,))

    def read_progress(self, mission_id: str, /) -> schemas.ProgressRead:
        """Return how far a mission is."""
        return self._connection.send("GET", "/api/v1/missions/{}/progress", (mission_id,))

    def resume(self, mission_id: str, /) -> schemas.MissionRead:
        """Let a paused mission go on where it was."""
        return self._connection.send("POST", "/api/v1/missions/{}/resume", (mission_id,))

    def retry(self, mission_id: str, /) -> schemas.MissionRead:
        """Run a failed or cancelled mission again; finished steps are kept."""
        return self._connection.send("POST", "/api/v1/missions/{}/retry", (mission_id,))

    def stream_events(self, mission_id: str, /, *, after: int | None = None) -> Iterator[Event]:
        """Stream a mission's events as they happen, past ones first; ends when the mission does.

        Answers 204 when it has ended and no event is left: browsers then stop to reconnect.

        Args:
            after: Seq of the last event you have.
        """
        return self._connection.events("GET", "/api/v1/missions/{}/stream", (mission_id,), query={"after": after})

    def submit(
        self, *, idempotency_key: str | None = None, **body: Unpack[schemas.MissionCreate]
    ) -> schemas.MissionRead:
        """Submit a mission. It is queued at once, or waits for approval, as the installation's policy has it.

        Args:
            idempotency_key: Submitting twice with one key makes one mission.
        """
        return self._connection.send(
            "POST", "/api/v1/missions", headers={"Idempotency-Key": idempotency_key}, body=body
        )


class AsyncMissions:
    """Missions."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def approve(self, mission_id: str, /) -> schemas.MissionRead:
        """Let a draft or a waiting mission run."""
        return await self._connection.send("POST", "/api/v1/missions/{}/approve", (mission_id,))

    async def cancel(self, mission_id: str, /) -> schemas.MissionRead:
        """End a mission; its artifacts so far are kept."""
        return await self._connection.send("POST", "/api/v1/missions/{}/cancel", (mission_id,))

    async def edit(self, mission_id: str, /, **body: Unpack[schemas.MissionUpdate]) -> schemas.MissionRead:
        """Change a mission, also while it runs; it is applied at the next safe point."""
        return await self._connection.send("PATCH", "/api/v1/missions/{}", (mission_id,), body=body)

    def list(
        self,
        *,
        state: str | None = None,
        q: str | None = None,
        sort: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> AsyncListing[schemas.MissionRead]:
        """List missions, newest first. Artifacts are left out; `artifacts_count` says how many there are.

        Args:
            state: States, separated by commas.
            q: Text in title or objective.
            sort: created_at, title, cost_usd or percent; - descends.
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/missions",
            query={"state": state, "q": q, "sort": sort, "limit": page_size, "cursor": cursor},
        )

    def list_artifacts(self, mission_id: str, /) -> AsyncListing[schemas.ArtifactRead]:
        """Return a mission's artifacts, in the order they were made."""
        return self._connection.listing("GET", "/api/v1/missions/{}/artifacts", (mission_id,))

    def list_events(
        self, mission_id: str, /, *, after: int | None = None, limit: int | None = None
    ) -> AsyncListing[schemas.EventRead]:
        """Return a mission's events after a seq, oldest first.

        Args:
            after: Seq of the last event you have.
            limit: How many to return at most.
        """
        return self._connection.listing(
            "GET", "/api/v1/missions/{}/events", (mission_id,), query={"after": after, "limit": limit}
        )

    async def pause(self, mission_id: str, /) -> schemas.MissionRead:
        """Hold a mission; what it finished is kept."""
        return await self._connection.send("POST", "/api/v1/missions/{}/pause", (mission_id,))

    async def read(self, mission_id: str, /) -> schemas.MissionRead:
        """Return one mission with its steps and artifacts."""
        return await self._connection.send("GET", "/api/v1/missions/{}", (mission_id,))

    async def read_progress(self, mission_id: str, /) -> schemas.ProgressRead:
        """Return how far a mission is."""
        return await self._connection.send("GET", "/api/v1/missions/{}/progress", (mission_id,))

    async def resume(self, mission_id: str, /) -> schemas.MissionRead:
        """Let a paused mission go on where it was."""
        return await self._connection.send("POST", "/api/v1/missions/{}/resume", (mission_id,))

    async def retry(self, mission_id: str, /) -> schemas.MissionRead:
        """Run a failed or cancelled mission again; finished steps are kept."""
        return await self._connection.send("POST", "/api/v1/missions/{}/retry", (mission_id,))

    def stream_events(self, mission_id: str, /, *, after: int | None = None) -> AsyncGenerator[Event]:
        """Stream a mission's events as they happen, past ones first; ends when the mission does.

        Answers 204 when it has ended and no event is left: browsers then stop to reconnect.

        Args:
            after: Seq of the last event you have.
        """
        return self._connection.events("GET", "/api/v1/missions/{}/stream", (mission_id,), query={"after": after})

    async def submit(
        self, *, idempotency_key: str | None = None, **body: Unpack[schemas.MissionCreate]
    ) -> schemas.MissionRead:
        """Submit a mission. It is queued at once, or waits for approval, as the installation's policy has it.

        Args:
            idempotency_key: Submitting twice with one key makes one mission.
        """
        return await self._connection.send(
            "POST", "/api/v1/missions", headers={"Idempotency-Key": idempotency_key}, body=body
        )
