# Written by `python -m scripts.reference` from the OpenAPI document. Change the routes instead.
"""Budgets."""

from __future__ import annotations

from typing import Literal, Unpack

from pilothouse.client import schemas
from pilothouse.client.connection import AsyncConnection, Connection
from pilothouse.client.listing import AsyncListing, Listing


class Budgets:
    """Budgets."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self, **body: Unpack[schemas.BudgetCreate]) -> schemas.BudgetRead:
        """Make a budget. It counts what its scope has spent since the start of the present period."""
        return self._connection.send("POST", "/api/v1/budgets", body=body)

    def delete(self, budget_id: str, /) -> None:
        """Remove a budget. The ledger keeps what was spent."""
        return self._connection.send("DELETE", "/api/v1/budgets/{}", (budget_id,))

    def edit(self, budget_id: str, /, **body: Unpack[schemas.BudgetUpdate]) -> schemas.BudgetRead:
        """Change a budget from the next call on."""
        return self._connection.send("PATCH", "/api/v1/budgets/{}", (budget_id,), body=body)

    def end_raise(self, budget_id: str, /) -> schemas.BudgetRead:
        """End a raise before its time."""
        return self._connection.send("DELETE", "/api/v1/budgets/{}/raise", (budget_id,))

    def list(
        self,
        *,
        scope_kind: Literal["organization", "team", "user", "api_key", "agent", "model", "mission", "conversation"]
        | None = None,
        scope_id: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Listing[schemas.BudgetRead]:
        """List budgets with what is spent, held and left, oldest first.

        Those of missions and conversations, of which there is one for each, only when `scope_kind` asks for them.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/budgets",
            query={"scope_kind": scope_kind, "scope_id": scope_id, "limit": page_size, "cursor": cursor},
        )

    def list_alerts(
        self, *, page_size: int | None = None, cursor: str | None = None, budget_id: str | None = None
    ) -> Listing[schemas.AlertRead]:
        """List what budgets have told: thresholds crossed, calls refused, budgets switched off. Newest first.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET", "/api/v1/budgets/alerts", query={"limit": page_size, "cursor": cursor, "budget_id": budget_id}
        )

    def raise_budget(self, budget_id: str, /, **body: Unpack[schemas.BudgetRaise]) -> schemas.BudgetRead:
        """Raise the limit for a time. The raise holds at once, ends by itself, and takes an earlier one's place."""
        return self._connection.send("PUT", "/api/v1/budgets/{}/raise", (budget_id,), body=body)

    def read(self, budget_id: str, /) -> schemas.BudgetRead:
        """Return one budget."""
        return self._connection.send("GET", "/api/v1/budgets/{}", (budget_id,))

    def read_history(self, budget_id: str, /, *, starts_at: str | None = None) -> schemas.HistoryRead:
        """Return how a window's money was spent and where that leads to: the latest one, or the one that starts
        then.
        """
        return self._connection.send("GET", "/api/v1/budgets/{}/history", (budget_id,), query={"starts_at": starts_at})

    def reopen(self, budget_id: str, /) -> schemas.BudgetRead:
        """Switch a budget on again. Its limit holds as before."""
        return self._connection.send("POST", "/api/v1/budgets/{}/reopen", (budget_id,))

    def shut_off(self, budget_id: str, /) -> schemas.BudgetRead:
        """Switch a budget off: its scope makes no call that costs something until it is switched on again."""
        return self._connection.send("POST", "/api/v1/budgets/{}/shut-off", (budget_id,))


class AsyncBudgets:
    """Budgets."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(self, **body: Unpack[schemas.BudgetCreate]) -> schemas.BudgetRead:
        """Make a budget. It counts what its scope has spent since the start of the present period."""
        return await self._connection.send("POST", "/api/v1/budgets", body=body)

    async def delete(self, budget_id: str, /) -> None:
        """Remove a budget. The ledger keeps what was spent."""
        return await self._connection.send("DELETE", "/api/v1/budgets/{}", (budget_id,))

    async def edit(self, budget_id: str, /, **body: Unpack[schemas.BudgetUpdate]) -> schemas.BudgetRead:
        """Change a budget from the next call on."""
        return await self._connection.send("PATCH", "/api/v1/budgets/{}", (budget_id,), body=body)

    async def end_raise(self, budget_id: str, /) -> schemas.BudgetRead:
        """End a raise before its time."""
        return await self._connection.send("DELETE", "/api/v1/budgets/{}/raise", (budget_id,))

    def list(
        self,
        *,
        scope_kind: Literal["organization", "team", "user", "api_key", "agent", "model", "mission", "conversation"]
        | None = None,
        scope_id: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> AsyncListing[schemas.BudgetRead]:
        """List budgets with what is spent, held and left, oldest first.

        Those of missions and conversations, of which there is one for each, only when `scope_kind` asks for them.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET",
            "/api/v1/budgets",
            query={"scope_kind": scope_kind, "scope_id": scope_id, "limit": page_size, "cursor": cursor},
        )

    def list_alerts(
        self, *, page_size: int | None = None, cursor: str | None = None, budget_id: str | None = None
    ) -> AsyncListing[schemas.AlertRead]:
        """List what budgets have told: thresholds crossed, calls refused, budgets switched off. Newest first.

        Args:
            page_size: How many to fetch at a time.
            cursor: `meta.pagination.next_cursor` of the page before.
        """
        return self._connection.listing(
            "GET", "/api/v1/budgets/alerts", query={"limit": page_size, "cursor": cursor, "budget_id": budget_id}
        )

    async def raise_budget(self, budget_id: str, /, **body: Unpack[schemas.BudgetRaise]) -> schemas.BudgetRead:
        """Raise the limit for a time. The raise holds at once, ends by itself, and takes an earlier one's place."""
        return await self._connection.send("PUT", "/api/v1/budgets/{}/raise", (budget_id,), body=body)

    async def read(self, budget_id: str, /) -> schemas.BudgetRead:
        """Return one budget."""
        return await self._connection.send("GET", "/api/v1/budgets/{}", (budget_id,))

    async def read_history(self, budget_id: str, /, *, starts_at: str | None = None) -> schemas.HistoryRead:
        """Return how a window's money was spent and where that leads to: the latest one, or the one that starts
        then.
        """
        return await self._connection.send(
            "GET", "/api/v1/budgets/{}/history", (budget_id,), query={"starts_at": starts_at}
        )

    async def reopen(self, budget_id: str, /) -> schemas.BudgetRead:
        """Switch a budget on again. Its limit holds as before."""
        return await self._connection.send("POST", "/api/v1/budgets/{}/reopen", (budget_id,))

    async def shut_off(self, budget_id: str, /) -> schemas.BudgetRead:
        """Switch a budget off: its scope makes no call that costs something until it is switched on again."""
        return await self._connection.send("POST", "/api/v1/budgets/{}/shut-off", (budget_id,))
