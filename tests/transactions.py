"""A watch on transactions: one that our code opens within its own takes a second connection while it keeps the first.

Enough requests that do so at once wait for each other until the pool gives up, so no test may see it happen.
"""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from types import TracebackType
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.db.engine import Database

_OURS = "/src/pilothouse/"


class _Watched:
    """One transaction, and the line of code that opened it."""

    def __init__(self, inner: AbstractAsyncContextManager[AsyncSession], opened: dict[Any, str]) -> None:
        self._inner = inner
        self._opened = opened
        self._key: Any = None

    async def __aenter__(self) -> AsyncSession:
        caller = sys._getframe(1)
        session = await self._inner.__aenter__()
        place = f"{caller.f_code.co_filename}:{caller.f_lineno}"
        key = asyncio.current_task()
        if _OURS in place:
            assert key not in self._opened, f"{place} opens a transaction within the one of {self._opened[key]}"
            self._opened[key] = place
            self._key = key
        return session

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool | None:
        self._opened.pop(self._key, None)
        return await self._inner.__aexit__(kind, error, traceback)


@contextmanager
def watched_transactions() -> Iterator[None]:
    """Let whoever opens a transaction within its own fail."""
    real = Database.transaction
    opened: dict[Any, str] = {}

    def transaction(database: Database, organization_id: UUID | None = None) -> _Watched:
        return _Watched(real(database, organization_id), opened)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "transaction", transaction)
        yield
