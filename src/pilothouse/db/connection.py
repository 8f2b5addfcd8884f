"""One connection of its own, without a pool or an ORM between: an admission is one round trip (half the time)."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, cast

import asyncpg

from pilothouse.db.away import AWAY, DRIVER_ERRORS, DatabaseAway, ReplyLost

_LOST = (*AWAY, asyncpg.InterfaceError)
_connect = cast("Any", asyncpg.connect)


class Connection:
    """A connection that is opened on use and again after it broke. Queries take turns: give each lane its own."""

    def __init__(self, url: str, timeout_s: int = 5) -> None:
        self._url = "postgresql://" + url.partition("://")[2]
        self._timeout_s = timeout_s
        self._connection: Any = None
        self._sessions = 0
        self._turn = asyncio.Lock()

    async def fetch(self, query: str, *arguments: Any) -> Sequence[Any]:
        """Run one statement, which is a transaction by itself, and return its rows.

        Raises:
            DatabaseAway: no connection, so nothing was sent.
            ReplyLost: sent, but the answer did not come.
        """
        async with self._turn:
            connection = await self._open()
            try:
                rows: list[Any] = await connection.fetch(query, *arguments, timeout=self._timeout_s)
            except _LOST as error:
                self._drop()
                raise ReplyLost from error
            except asyncio.CancelledError:
                self._drop()
                raise
            return rows

    async def session(self) -> int:
        """Return which session this is, counted from 1; one is opened if there is none.

        While it is the same one, PostgreSQL has not crashed: that ends every session.

        Raises:
            DatabaseAway: there is none, and none could be opened.
        """
        if not self._is_open():
            async with self._turn:
                await self._open()
        return self._sessions

    async def close(self) -> None:
        """Close the connection; one that does not answer is cut."""
        if self._connection is not None:
            with suppress(*_LOST):
                await self._connection.close(timeout=self._timeout_s)

    async def _open(self) -> Any:  # the driver has no types
        if self._is_open():
            return self._connection
        try:
            connection = await _connect(
                self._url, timeout=self._timeout_s, server_settings={"application_name": "pilothouse"}
            )
        except DRIVER_ERRORS as error:
            raise DatabaseAway from error
        self._connection = connection
        self._sessions += 1
        return connection

    def _is_open(self) -> bool:
        return self._connection is not None and not self._connection.is_closed()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
