# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Approvals."""

from __future__ import annotations

from typing import Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.listing import AsyncListing, Listing


class Approvals:
    """Approvals."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def decide(self, approval_id: str, /, **body: Unpack[schemas.ApprovalDecide]) -> schemas.ApprovalRead:
        """Approve a call, also with other arguments, or refuse it. Its run goes on where the decision is taken."""
        return self._connection.send("POST", "/api/v1/approvals/{}/decide", (approval_id,), body=body)

    def list(
        self,
        *,
        state: str | None = None,
        tool: str | None = None,
        agent: str | None = None,
        q: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Listing[schemas.ApprovalRead]:
        """List tool calls that wait or waited for a person, newest first: your own, or all when you decide for
        others.

        Args:
            state: States, separated by commas.
            q: Text in tool, agent or arguments.
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/approvals",
            query={"state": state, "tool": tool, "agent": agent, "q": q, "limit": page_size, "cursor": cursor},
        )

    def read(self, approval_id: str, /) -> schemas.ApprovalRead:
        """Return one tool call with its arguments and their schema."""
        return self._connection.send("GET", "/api/v1/approvals/{}", (approval_id,))


class AsyncApprovals:
    """Approvals."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def decide(self, approval_id: str, /, **body: Unpack[schemas.ApprovalDecide]) -> schemas.ApprovalRead:
        """Approve a call, also with other arguments, or refuse it. Its run goes on where the decision is taken."""
        return await self._connection.send("POST", "/api/v1/approvals/{}/decide", (approval_id,), body=body)

    def list(
        self,
        *,
        state: str | None = None,
        tool: str | None = None,
        agent: str | None = None,
        q: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> AsyncListing[schemas.ApprovalRead]:
        """List tool calls that wait or waited for a person, newest first: your own, or all when you decide for
        others.

        Args:
            state: States, separated by commas.
            q: Text in tool, agent or arguments.
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/approvals",
            query={"state": state, "tool": tool, "agent": agent, "q": q, "limit": page_size, "cursor": cursor},
        )

    async def read(self, approval_id: str, /) -> schemas.ApprovalRead:
        """Return one tool call with its arguments and their schema."""
        return await self._connection.send("GET", "/api/v1/approvals/{}", (approval_id,))
