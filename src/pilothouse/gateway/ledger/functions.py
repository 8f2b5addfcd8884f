"""The ledger's functions in PostgreSQL (`db/functions/gateway*.sql`); most go in batches, over a lane of their own."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import msgspec

from pilothouse.core import json
from pilothouse.core.ids import ProcessId, ReservationId
from pilothouse.db.away import ReplyLost
from pilothouse.db.connection import Connection
from pilothouse.db.lane import Lane
from pilothouse.gateway.ledger.entries import Bill, Correction, Entry, Hold, LimitRefusal, Refusal

Answer: TypeAlias = datetime | Refusal | LimitRefusal | None
# Admissions wait while a batch of settlements moves their windows: with 17 windows a call and 700 calls a second, the
# slowest 1 % of admissions took 8-20 ms with batches of up to 24, and 40-200 ms with 64.
_SETTLED_TOGETHER = 24
_ALWAYS = {"cost_microusd", "is_estimated"}

# Nobody waits for these two as one waits for an admission: a provider takes longer than the one, and an answer goes
# out before the other.
_INTERVAL_S = 0.01
_CONFIRM = "select gateway_confirm($1, $2)"


class LedgerFunctions:
    """Admit, confirm, settle, void, sweep, on behalf of one process."""

    def __init__(self, url: str, process_id: ProcessId) -> None:
        self._process_id = process_id
        self._connections = [Connection(url) for _ in range(4)]
        self._admissions, self._confirmations, self._closings, self._upkeep = self._connections
        self._admit_lane: Lane[Entry, Answer] = Lane(self._admit)
        self._confirm_lane: Lane[ReservationId | None, bool | None] = Lane(self._confirm, interval_s=_INTERVAL_S)
        self._settle_lane: Lane[dict[str, Any], bool] = Lane(self._settle, _SETTLED_TOGETHER, _INTERVAL_S)

    async def admit(self, entry: Entry) -> Answer:
        """Hold an entry's amount; return when it was admitted, or why not, or None when the process has no lease."""
        return await self._admit_lane.submit(entry)

    async def book_anew(self, entry: Entry) -> datetime | None:
        """Hold an entry's amount without asking: the provider works on it already. None: the process has no lease."""
        (answer,) = await self._admit([entry], is_forced=True)
        return answer if isinstance(answer, datetime) else None

    def confirm_soon(self, reservation_id: ReservationId) -> asyncio.Future[bool | None]:
        """Make a hold durable; the answer is whether PostgreSQL has it, or None when the process has no lease."""
        return self._confirm_lane.soon(reservation_id)

    async def settle(self, hold: Hold, bill: Bill) -> None:
        """Book what an attempt cost, and return when that would survive a crash. May be repeated."""
        if not await self.settle_soon(hold, bill):
            facts = msgspec.structs.asdict(hold.entry) | {"admitted_at": hold.admitted_at}
            await self._settle_lane.submit(facts | _closing(hold, bill))

    def settle_soon(self, hold: Hold, bill: Bill) -> asyncio.Future[bool]:
        """Book what an attempt cost; False when a crash has lost the hold: `settle` then tells what it was for."""
        return self._settle_lane.soon(_closing(hold, bill))

    async def correct(self, correction: Correction) -> bool:
        """Book a correction; return whether the ledger has it. May be repeated."""
        return bool(await self._upkeep.fetch("select gateway_correct($1)", json.dumps_text([correction])))

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

    async def _admit(self, entries: Sequence[Entry], *, is_forced: bool = False) -> Sequence[Answer]:
        query = "select * from gateway_admit($1, $2, $3)"
        rows = await self._admissions.fetch(query, self._process_id, json.dumps_text(entries), is_forced)
        answers: dict[UUID, asyncpg.Record] = {row["call_id"]: row for row in rows}
        return [_answer(answers[entry.id]) for entry in entries]

    async def _confirm(self, ids: Sequence[ReservationId | None]) -> Sequence[bool | None]:
        """Write to disk what is committed so far, and tell which holds are there. None asks for the writing alone."""
        rows = await self._confirmations.fetch(_CONFIRM, self._process_id, [each for each in ids if each])
        held = rows[0][0]
        return [None if held is None else each in held for each in ids]

    async def _settle(self, calls: Sequence[dict[str, Any]]) -> Sequence[bool]:
        """Book calls, then have that written to disk together with the holds of that moment.

        Raises:
            ReplyLost: PostgreSQL may have crashed between the two and forgotten what was booked, which the writing that
                came after would not tell. Repeat it.
        """
        session = await self._confirmations.session()
        rows = await self._closings.fetch("select gateway_settle($1)", json.dumps_text(calls))
        await self._confirm_lane.submit(None)
        if await self._confirmations.session() != session:
            raise ReplyLost
        unknown = {row[0] for row in rows}
        return [call["id"] not in unknown for call in calls]


def _closing(hold: Hold, bill: Bill) -> dict[str, Any]:
    """Lay a bill out flat, as the function reads it, without what is nothing."""
    facts = msgspec.structs.asdict(bill) | msgspec.structs.asdict(bill.tokens)
    facts["server_tool_calls"] = bill.tokens.web_searches + bill.tokens.storage_searches
    facts["id"] = hold.entry.id
    del facts["tokens"]
    return {name: value for name, value in facts.items() if value or name in _ALWAYS}


def _answer(row: asyncpg.Record) -> Answer:
    match row["outcome"]:
        case "admitted":
            return row["admitted_at"]
        case "budget":
            return msgspec.json.decode(row["refusal"], type=Refusal)
        case "limit":
            return msgspec.json.decode(row["refusal"], type=LimitRefusal)
        case _:
            return None
