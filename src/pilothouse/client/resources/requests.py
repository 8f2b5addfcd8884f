# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.downloads import AsyncDownload, Download
from pilothouse.client.listing import AsyncListing, Listing


class Requests:
    """Requests."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def export(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        model: Sequence[str] | None = None,
        requested_model: Sequence[str] | None = None,
        provider: Sequence[str] | None = None,
        connection: Sequence[str] | None = None,
        agent: Sequence[str] | None = None,
        operation: Sequence[str] | None = None,
        outcome: Sequence[Literal["completed", "failed", "cancelled", "swept"]] | None = None,
        kind: Literal["call", "correction"] | None = None,
        user_id: str | None = None,
        api_key_id: str | None = None,
        team_id: str | None = None,
        mission_id: str | None = None,
        conversation_id: str | None = None,
        tag: str | None = None,
        error_code: str | None = None,
        status: Literal["2xx", "3xx", "4xx", "5xx"] | None = None,
        min_cost_usd: float | str | None = None,
        is_estimated: bool | None = None,
        is_streaming: bool | None = None,
        request_id: str | None = None,
        answer_id: str | None = None,
        sort: Literal["-admitted_at", "admitted_at", "-cost_usd", "cost_usd"] | None = None,
        format: Literal["csv", "xlsx", "parquet", "jsonl"] | None = None,
    ) -> Download:
        """Download exactly the requests that the same filter lists, as CSV, XLSX, Parquet or JSON lines.

        Args:
            since: Admitted at or after this time.
            until: Admitted before this time.
            model: As the provider was asked for it.
            requested_model: As the caller named it.
            operation: agent, chat, responses, messages, embeddings, …
            status: Class of the HTTP status.
            min_cost_usd: At least this dear.
            request_id: Beginning of a request id.
            answer_id: The provider's id of its answer.
            sort: - in front for descending.
        """
        return self._connection.download(
            "GET",
            "/api/v1/requests/export",
            query={
                "since": since,
                "until": until,
                "model": model,
                "requested_model": requested_model,
                "provider": provider,
                "connection": connection,
                "agent": agent,
                "operation": operation,
                "outcome": outcome,
                "kind": kind,
                "user_id": user_id,
                "api_key_id": api_key_id,
                "team_id": team_id,
                "mission_id": mission_id,
                "conversation_id": conversation_id,
                "tag": tag,
                "error_code": error_code,
                "status": status,
                "min_cost_usd": min_cost_usd,
                "is_estimated": is_estimated,
                "is_streaming": is_streaming,
                "request_id": request_id,
                "answer_id": answer_id,
                "sort": sort,
                "format": format,
            },
        )

    def list(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        model: Sequence[str] | None = None,
        requested_model: Sequence[str] | None = None,
        provider: Sequence[str] | None = None,
        connection: Sequence[str] | None = None,
        agent: Sequence[str] | None = None,
        operation: Sequence[str] | None = None,
        outcome: Sequence[Literal["completed", "failed", "cancelled", "swept"]] | None = None,
        kind: Literal["call", "correction"] | None = None,
        user_id: str | None = None,
        api_key_id: str | None = None,
        team_id: str | None = None,
        mission_id: str | None = None,
        conversation_id: str | None = None,
        tag: str | None = None,
        error_code: str | None = None,
        status: Literal["2xx", "3xx", "4xx", "5xx"] | None = None,
        min_cost_usd: float | str | None = None,
        is_estimated: bool | None = None,
        is_streaming: bool | None = None,
        request_id: str | None = None,
        answer_id: str | None = None,
        sort: Literal["-admitted_at", "admitted_at", "-cost_usd", "cost_usd"] | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Listing[schemas.RequestItem]:
        """List booked model calls, one per attempt, newest first unless sorted otherwise.

        Args:
            since: Admitted at or after this time.
            until: Admitted before this time.
            model: As the provider was asked for it.
            requested_model: As the caller named it.
            operation: agent, chat, responses, messages, embeddings, …
            status: Class of the HTTP status.
            min_cost_usd: At least this dear.
            request_id: Beginning of a request id.
            answer_id: The provider's id of its answer.
            sort: - in front for descending.
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/requests",
            query={
                "since": since,
                "until": until,
                "model": model,
                "requested_model": requested_model,
                "provider": provider,
                "connection": connection,
                "agent": agent,
                "operation": operation,
                "outcome": outcome,
                "kind": kind,
                "user_id": user_id,
                "api_key_id": api_key_id,
                "team_id": team_id,
                "mission_id": mission_id,
                "conversation_id": conversation_id,
                "tag": tag,
                "error_code": error_code,
                "status": status,
                "min_cost_usd": min_cost_usd,
                "is_estimated": is_estimated,
                "is_streaming": is_streaming,
                "request_id": request_id,
                "answer_id": answer_id,
                "sort": sort,
                "limit": page_size,
                "cursor": cursor,
            },
        )

    def read(self, request_id: str, /) -> schemas.RequestRead:
        """Return every model call made under a request id (the answer's `X-Request-ID`), with what it cost."""
        return self._connection.send("GET", "/api/v1/requests/{}", (request_id,))


class AsyncRequests:
    """Requests."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    def export(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        model: Sequence[str] | None = None,
        requested_model: Sequence[str] | None = None,
        provider: Sequence[str] | None = None,
        connection: Sequence[str] | None = None,
        agent: Sequence[str] | None = None,
        operation: Sequence[str] | None = None,
        outcome: Sequence[Literal["completed", "failed", "cancelled", "swept"]] | None = None,
        kind: Literal["call", "correction"] | None = None,
        user_id: str | None = None,
        api_key_id: str | None = None,
        team_id: str | None = None,
        mission_id: str | None = None,
        conversation_id: str | None = None,
        tag: str | None = None,
        error_code: str | None = None,
        status: Literal["2xx", "3xx", "4xx", "5xx"] | None = None,
        min_cost_usd: float | str | None = None,
        is_estimated: bool | None = None,
        is_streaming: bool | None = None,
        request_id: str | None = None,
        answer_id: str | None = None,
        sort: Literal["-admitted_at", "admitted_at", "-cost_usd", "cost_usd"] | None = None,
        format: Literal["csv", "xlsx", "parquet", "jsonl"] | None = None,
    ) -> AsyncDownload:
        """Download exactly the requests that the same filter lists, as CSV, XLSX, Parquet or JSON lines.

        Args:
            since: Admitted at or after this time.
            until: Admitted before this time.
            model: As the provider was asked for it.
            requested_model: As the caller named it.
            operation: agent, chat, responses, messages, embeddings, …
            status: Class of the HTTP status.
            min_cost_usd: At least this dear.
            request_id: Beginning of a request id.
            answer_id: The provider's id of its answer.
            sort: - in front for descending.
        """
        return self._connection.download(
            "GET",
            "/api/v1/requests/export",
            query={
                "since": since,
                "until": until,
                "model": model,
                "requested_model": requested_model,
                "provider": provider,
                "connection": connection,
                "agent": agent,
                "operation": operation,
                "outcome": outcome,
                "kind": kind,
                "user_id": user_id,
                "api_key_id": api_key_id,
                "team_id": team_id,
                "mission_id": mission_id,
                "conversation_id": conversation_id,
                "tag": tag,
                "error_code": error_code,
                "status": status,
                "min_cost_usd": min_cost_usd,
                "is_estimated": is_estimated,
                "is_streaming": is_streaming,
                "request_id": request_id,
                "answer_id": answer_id,
                "sort": sort,
                "format": format,
            },
        )

    def list(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        model: Sequence[str] | None = None,
        requested_model: Sequence[str] | None = None,
        provider: Sequence[str] | None = None,
        connection: Sequence[str] | None = None,
        agent: Sequence[str] | None = None,
        operation: Sequence[str] | None = None,
        outcome: Sequence[Literal["completed", "failed", "cancelled", "swept"]] | None = None,
        kind: Literal["call", "correction"] | None = None,
        user_id: str | None = None,
        api_key_id: str | None = None,
        team_id: str | None = None,
        mission_id: str | None = None,
        conversation_id: str | None = None,
        tag: str | None = None,
        error_code: str | None = None,
        status: Literal["2xx", "3xx", "4xx", "5xx"] | None = None,
        min_cost_usd: float | str | None = None,
        is_estimated: bool | None = None,
        is_streaming: bool | None = None,
        request_id: str | None = None,
        answer_id: str | None = None,
        sort: Literal["-admitted_at", "admitted_at", "-cost_usd", "cost_usd"] | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> AsyncListing[schemas.RequestItem]:
        """List booked model calls, one per attempt, newest first unless sorted otherwise.

        Args:
            since: Admitted at or after this time.
            until: Admitted before this time.
            model: As the provider was asked for it.
            requested_model: As the caller named it.
            operation: agent, chat, responses, messages, embeddings, …
            status: Class of the HTTP status.
            min_cost_usd: At least this dear.
            request_id: Beginning of a request id.
            answer_id: The provider's id of its answer.
            sort: - in front for descending.
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/requests",
            query={
                "since": since,
                "until": until,
                "model": model,
                "requested_model": requested_model,
                "provider": provider,
                "connection": connection,
                "agent": agent,
                "operation": operation,
                "outcome": outcome,
                "kind": kind,
                "user_id": user_id,
                "api_key_id": api_key_id,
                "team_id": team_id,
                "mission_id": mission_id,
                "conversation_id": conversation_id,
                "tag": tag,
                "error_code": error_code,
                "status": status,
                "min_cost_usd": min_cost_usd,
                "is_estimated": is_estimated,
                "is_streaming": is_streaming,
                "request_id": request_id,
                "answer_id": answer_id,
                "sort": sort,
                "limit": page_size,
                "cursor": cursor,
            },
        )

    async def read(self, request_id: str, /) -> schemas.RequestRead:
        """Return every model call made under a request id (the answer's `X-Request-ID`), with what it cost."""
        return await self._connection.send("GET", "/api/v1/requests/{}", (request_id,))
