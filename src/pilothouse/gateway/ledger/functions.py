"""The ledger's functions in PostgreSQL (`db/functions.sql`), each called in batches over a lane of its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from pilothouse.core import json
from pilothouse.core.ids import ProcessId, ReservationId
from pilothouse.db.connection import Connection
from pilothouse.db.lane import Lane
from pilothouse.gateway.ledger.entries import Bill, Entry, Hold, Refusal


class LedgerFunctions:
    """Admit, confirm, settle, void, sweep, on behalf of one process."""

    def __init__(self, url: str, process_id: ProcessId) -> None:
        self._process_id = process_id
        self._connections = [Connection(url) for _ in range(4)]
        self._admissions, self._confirmations, self._closings, self._upkeep = self._connections
        self._admit_lane: Lane[Entry, datetime | Refusal | None] = Lane(self._admit)
        self._confirm_lane: Lane[ReservationId, bool | None] = Lane(self._confirm)
        self._settle_lane: Lane[dict[str, Any], None] = Lane(self._settle)

    async def admit(self, entry: Entry) -> datetime | Refusal | None:
        """Hold an entry's amount; return when it was admitted, or why not, or None when the process has no lease."""
        return await self._admit_lane.submit(entry)

    async def confirm(self, reservation_id: ReservationId) -> bool | None:
        """Make a hold durable; return whether PostgreSQL has it, or None when the process has no lease."""
        return await self._confirm_lane.submit(reservation_id)

    async def settle(self, hold: Hold, bill: Bill) -> None:
        """Book what an attempt cost. May be repeated."""
        facts = msgspec.to_builtins(hold.entry) | msgspec.to_builtins(bill.tokens)
        facts |= {name: getattr(bill, name) for name in ("outcome", "cost_microusd", "is_estimated", "error_code")}
        await self._settle_lane.submit({**facts, "admitted_at": hold.admitted_at})

    async def void(self, reservation_id: ReservationId) -> None:
        """Give back the hold of an attempt that was never sent. May be repeated."""
        await self._upkeep.fetch("select gateway_void($1)", [reservation_id])

    async def void_strays(self, known: Sequence[ReservationId], older_than_s: float) -> int:
        """Give back this process's holds that it knows nothing of; return how many."""
        query = "select gateway_void_strays($1, $2, $3)"
        return (await self._upkeep.fetch(query, self._process_id, known, older_than_s))[0][0]

    async def sweep(self, lease_s: float, at_most: int = 500) -> int:
        """Close holds of processes without a live lease; return how many."""
        return (await self._upkeep.fetch("select gateway_sweep($1, $2)", lease_s, at_most))[0][0]

    async def close(self) -> None:
        """Close the connections."""
        for connection in self._connections:
            await connection.close()

    async def _admit(self, entries: Sequence[Entry]) -> Sequence[datetime | Refusal | None]:
        query = "select * from gateway_admit($1, $2)"
        rows = await self._admissions.fetch(query, self._process_id, json.dumps_text(entries))
        answers: dict[UUID, asyncpg.Record] = {row["call_id"]: row for row in rows}
        return [_answer(answers[entry.id]) for entry in entries]

    async def _confirm(self, ids: Sequence[ReservationId]) -> Sequence[bool | None]:
        rows = await self._confirmations.fetch("select gateway_confirm($1, $2)", self._process_id, ids)
        held = rows[0][0]
        return [None if held is None else each in held for each in ids]

    async def _settle(self, calls: Sequence[dict[str, Any]]) -> Sequence[None]:
        await self._closings.fetch("select gateway_settle($1)", json.dumps_text(calls))
        return [None] * len(calls)


def _answer(row: asyncpg.Record) -> datetime | Refusal | None:
    if row["outcome"] == "admitted":
        return row["admitted_at"]
    if row["outcome"] == "fenced":
        return None
    return Refusal(
        budget_id=row["budget_id"],
        scope=row["scope"],
        period=row["period"],
        limit_microusd=row["limit_microusd"],
        spent_microusd=row["spent_microusd"],
        held_microusd=row["held_microusd"],
        resets_at=row["resets_at"],
    )
