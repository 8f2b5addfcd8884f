"""The connection that says for which organization a transaction is in the packet that begins it: a round trip less."""

from typing import Any, cast
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

_SET_ORGANIZATION = "select set_config('pilothouse.organization', '{}', true)"


class TenantConnection(asyncpg.Connection):
    """Row-level security reads for whom a transaction is; this says it as the transaction begins, and only for it."""

    __slots__ = ("_organization_id",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._organization_id: UUID | None = None

    def begin_next_for(self, organization_id: UUID | None) -> None:
        """Name the organization of the next transaction; None makes no tenant's row visible in it."""
        # it goes into a statement without parameters: nothing but an id may get there
        self._organization_id = None if organization_id is None else UUID(int=organization_id.int)

    async def execute(self, query: str, *args: Any, **options: Any) -> str:
        """Run a statement; one that begins a transaction also says for whom."""
        if query.startswith("BEGIN") and self._organization_id is not None:
            organization_id, self._organization_id = self._organization_id, None
            query = f"{query.rstrip(';')}; {_SET_ORGANIZATION.format(organization_id)}"
        return await super().execute(query, *args, **options)


def begin_for(connection: AsyncConnection, organization_id: UUID | None) -> None:
    """Name the organization of the transaction that a connection's first statement will begin."""
    pooled = connection.sync_connection
    assert pooled is not None, "it was opened"
    cast("TenantConnection", pooled.connection.driver_connection).begin_next_for(organization_id)
