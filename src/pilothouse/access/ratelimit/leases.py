"""Counting for several processes without Redis: each leases tokens from PostgreSQL in blocks and hands them out.

The limit is never passed, since every token comes from the one row of its scope. It can be reached early: what other
processes hold of their blocks cannot be used here. A block is a twentieth of the limit, so each further process that
serves the same scope costs at most a twentieth. With limits below 40 each token is fetched by itself and none is lost.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import text

# declares the table that the function below works on
import pilothouse.access.ratelimit.tables  # noqa: F401  # pyright: ignore[reportUnusedImport]
from pilothouse.access.ratelimit.limit import Limit, Standing
from pilothouse.db.engine import Database

_LEASE = text("select granted, remaining, reset_s from access_lease_tokens(:scope, :amount, :window_s, :wanted)")
_BLOCKS_PER_LIMIT = 20
_MOST_SCOPES = 100_000
_REFUSAL_S = 1.0  # how long a refusal is believed: whoever goes on asking does not burden the database


@dataclass(slots=True)
class Block:
    """Tokens of a scope that this process holds."""

    left: int = 0
    remaining_elsewhere: int = 0
    ends_s: float = 0
    refused_until_s: float = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class LeasedCounter:
    """Counts per scope, with one query per block.

    Args:
        database: as the application role.
        now_s: seconds that only grow; another clock in tests.
    """

    def __init__(self, database: Database, now_s: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._now_s = now_s
        self._blocks: dict[str, Block] = {}

    async def take(self, scope: str, limit: Limit) -> Standing:
        block = self._blocks.pop(scope, None) or Block()
        self._blocks[scope] = block
        if len(self._blocks) > _MOST_SCOPES:
            del self._blocks[next(iter(self._blocks))]
        if (standing := self._from(block, limit)) is not None:
            return standing
        async with block.lock:  # one of those who wait fetches for all
            return self._from(block, limit) or await self._lease(block, scope, limit)

    async def aclose(self) -> None:
        self._blocks.clear()

    def _from(self, block: Block, limit: Limit) -> Standing | None:
        """Answer from what this process holds; None when it must ask."""
        now_s = self._now_s()
        if now_s < block.refused_until_s:
            return Standing(limit.amount, 0, block.ends_s - now_s, is_refused=True)
        if block.left and now_s < block.ends_s:
            block.left -= 1
            return Standing(limit.amount, block.left + block.remaining_elsewhere, block.ends_s - now_s)
        return None

    async def _lease(self, block: Block, scope: str, limit: Limit) -> Standing:
        """Fetch a block, and take one token of it."""
        asked_s = self._now_s()  # the way there and back counts, so no token outlives its window
        values = {
            "scope": f"{scope}/{limit.window_s}",
            "amount": limit.amount,
            "window_s": limit.window_s,
            "wanted": max(1, limit.amount // _BLOCKS_PER_LIMIT),
        }
        async with self._database.transaction() as session:
            row = (await session.execute(_LEASE, values)).one()
        block.ends_s, block.remaining_elsewhere = asked_s + row.reset_s, row.remaining
        if not row.granted:
            block.left, block.refused_until_s = 0, asked_s + min(row.reset_s, _REFUSAL_S)
            return Standing(limit.amount, 0, row.reset_s, is_refused=True)
        block.left, block.refused_until_s = row.granted - 1, 0
        return Standing(limit.amount, block.left + row.remaining, row.reset_s)
