# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Audit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.downloads import AsyncDownload, Download
from pilothouse.client.listing import AsyncListing, Listing


class Audit:
    """Audit."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def export(
        self,
        *,
        actor_id: str | None = None,
        action: str | None = None,
        resource: str | None = None,
        outcome: Sequence[Literal["success", "refused", "failed"]] | None = None,
        since: str | None = None,
        until: str | None = None,
        q: str | None = None,
        format: Literal["csv", "xlsx", "parquet", "jsonl"] | None = None,
    ) -> Download:
        """Download exactly the entries that the same filter lists, as CSV, XLSX, Parquet or JSON lines.

        Args:
            actor_id: The user, or the owner of the key.
            action: Its beginning, such as user or user.update.
            resource: Its beginning, such as budget:0198.
            outcome: Several are alternatives.
            since: At or after this time.
            until: Before this time.
            q: Text that any field or change holds.
        """
        return self._connection.download(
            "GET",
            "/api/v1/audit/export",
            query={
                "actor_id": actor_id,
                "action": action,
                "resource": resource,
                "outcome": outcome,
                "since": since,
                "until": until,
                "q": q,
                "format": format,
            },
        )

    def list(
        self,
        *,
        actor_id: str | None = None,
        action: str | None = None,
        resource: str | None = None,
        outcome: Sequence[Literal["success", "refused", "failed"]] | None = None,
        since: str | None = None,
        until: str | None = None,
        q: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Listing[schemas.AuditRead]:
        """Return what was done in your organization, and what was refused, newest first.

        Args:
            actor_id: The user, or the owner of the key.
            action: Its beginning, such as user or user.update.
            resource: Its beginning, such as budget:0198.
            outcome: Several are alternatives.
            since: At or after this time.
            until: Before this time.
            q: Text that any field or change holds.
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/audit",
            query={
                "actor_id": actor_id,
                "action": action,
                "resource": resource,
                "outcome": outcome,
                "since": since,
                "until": until,
                "q": q,
                "limit": page_size,
                "cursor": cursor,
            },
        )

    def read_body(self, entry_id: str, /) -> schemas.AuditBodyRead:
        """Return what was sent with a change, without its secrets. Of sign-ins, passwords and keys nothing is kept."""
        return self._connection.send("GET", "/api/v1/audit/{}/body", (entry_id,))

    def read_entry(self, entry_id: str, /) -> schemas.AuditRead:
        """Return one entry."""
        return self._connection.send("GET", "/api/v1/audit/{}", (entry_id,))

    def verify(
        self,
        *,
        seq: int | None = None,
        hash: str | None = None,
        after_seq: int | None = None,
        after_hash: str | None = None,
    ) -> schemas.AuditVerification:
        """Check that every entry is there, in its place and unchanged, and that one which you know is still there.

        A long log takes several answers: until one is complete, go on where it ended.

        Args:
            seq: The last entry then.
            hash: Its hash.
            after_seq: last_seq of an answer that was not complete.
            after_hash: Its hash.
        """
        return self._connection.send(
            "GET",
            "/api/v1/audit/verification",
            query={"seq": seq, "hash": hash, "after_seq": after_seq, "after_hash": after_hash},
        )


class AsyncAudit:
    """Audit."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    def export(
        self,
        *,
        actor_id: str | None = None,
        action: str | None = None,
        resource: str | None = None,
        outcome: Sequence[Literal["success", "refused", "failed"]] | None = None,
        since: str | None = None,
        until: str | None = None,
        q: str | None = None,
        format: Literal["csv", "xlsx", "parquet", "jsonl"] | None = None,
    ) -> AsyncDownload:
        """Download exactly the entries that the same filter lists, as CSV, XLSX, Parquet or JSON lines.

        Args:
            actor_id: The user, or the owner of the key.
            action: Its beginning, such as user or user.update.
            resource: Its beginning, such as budget:0198.
            outcome: Several are alternatives.
            since: At or after this time.
            until: Before this time.
            q: Text that any field or change holds.
        """
        return self._connection.download(
            "GET",
            "/api/v1/audit/export",
            query={
                "actor_id": actor_id,
                "action": action,
                "resource": resource,
                "outcome": outcome,
                "since": since,
                "until": until,
                "q": q,
                "format": format,
            },
        )

    def list(
        self,
        *,
        actor_id: str | None = None,
        action: str | None = None,
        resource: str | None = None,
        outcome: Sequence[Literal["success", "refused", "failed"]] | None = None,
        since: str | None = None,
        until: str | None = None,
        q: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> AsyncListing[schemas.AuditRead]:
        """Return what was done in your organization, and what was refused, newest first.

        Args:
            actor_id: The user, or the owner of the key.
            action: Its beginning, such as user or user.update.
            resource: Its beginning, such as budget:0198.
            outcome: Several are alternatives.
            since: At or after this time.
            until: Before this time.
            q: Text that any field or change holds.
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/audit",
            query={
                "actor_id": actor_id,
                "action": action,
                "resource": resource,
                "outcome": outcome,
                "since": since,
                "until": until,
                "q": q,
                "limit": page_size,
                "cursor": cursor,
            },
        )

    async def read_body(self, entry_id: str, /) -> schemas.AuditBodyRead:
        """Return what was sent with a change, without its secrets. Of sign-ins, passwords and keys nothing is kept."""
        return await self._connection.send("GET", "/api/v1/audit/{}/body", (entry_id,))

    async def read_entry(self, entry_id: str, /) -> schemas.AuditRead:
        """Return one entry."""
        return await self._connection.send("GET", "/api/v1/audit/{}", (entry_id,))

    async def verify(
        self,
        *,
        seq: int | None = None,
        hash: str | None = None,
        after_seq: int | None = None,
        after_hash: str | None = None,
    ) -> schemas.AuditVerification:
        """Check that every entry is there, in its place and unchanged, and that one which you know is still there.

        A long log takes several answers: until one is complete, go on where it ended.

        Args:
            seq: The last entry then.
            hash: Its hash.
            after_seq: last_seq of an answer that was not complete.
            after_hash: Its hash.
        """
        return await self._connection.send(
            "GET",
            "/api/v1/audit/verification",
            query={"seq": seq, "hash": hash, "after_seq": after_seq, "after_hash": after_hash},
        )
