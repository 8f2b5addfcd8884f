"""The accountant: holds money before a call, books its cost after it, and never forgets either."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from itertools import chain, repeat
from typing import Any, TypeAlias

import asyncpg

from pilothouse.core.errors import PilothouseError, Unavailable
from pilothouse.core.ids import ProcessId, ReservationId
from pilothouse.core.telemetry import get_logger
from pilothouse.db.away import DatabaseAway
from pilothouse.gateway.ledger.entries import Bill, Correction, Entry, Hold, LimitRefusal, Refusal
from pilothouse.gateway.ledger.functions import LedgerFunctions

log = get_logger(__name__)

_Deliver: TypeAlias = Callable[[], Awaitable[Any]]

_PATIENCE_S = 5.0  # how long a call waits for its lease or for PostgreSQL before it fails
_GRACE_S = 5.0  # how long a stopping process delivers settlements; the sweep closes the rest at their estimate
_MOST_OWED = 5_000  # closings under way; PostgreSQL takes about as many in the grace of a stopping process
_STRAY_AGE_S = 60.0  # an admission whose reply was lost is certain to be one after this long
_PAUSES_S = (0.05, 0.1, 0.2, 0.4, 0.8)  # between repetitions; the last one repeats


class ProcessFenced(Unavailable):
    """This process has lost its lease and may not spend money until it beats again."""

    def __init__(self) -> None:
        super().__init__("This process has lost touch with the database. Try again in a moment.", retry_after_s=2)


class Accountant:
    """Speaks to the ledger for one process; there is one per process. Use it inside `running()`.

    The order of a call: `reserve`, then `confirm` before the first paid byte goes out, then `settle`, or `release` when
    nothing was sent to the provider. The last two return at once and are repeated until PostgreSQL acknowledges them.
    """

    def __init__(self, url: str, process_id: ProcessId, lease_s: float = 3.0) -> None:
        """Prepare; nothing is connected yet.

        Args:
            url: of the application role.
            process_id: of this process's lease, which somebody else keeps alive (`durable/lease.py`).
            lease_s: age of a beat at which any process is taken for dead.
        """
        self._functions = LedgerFunctions(url, process_id)
        self._lease_s = lease_s
        self._open: set[ReservationId] = set()
        self._closing: set[asyncio.Future[None]] = set()
        self._keeps_up = asyncio.Event()
        self._keeps_up.set()
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["Accountant"]:
        """Sweep regularly meanwhile; at the end deliver what is still to be settled, then close the connections."""
        upkeep = asyncio.create_task(self._keep_up())
        try:
            yield self
        finally:
            upkeep.cancel()
            with suppress(asyncio.CancelledError):
                await upkeep
            await self.settled(_GRACE_S)
            for task in self._tasks:
                task.cancel()
            await self._functions.close()

    async def reserve(self, entry: Entry) -> Hold | Refusal | LimitRefusal:
        """Hold an attempt's amount in every window of its scopes, or in none, and only within the limits on its calls.

        A process that owes the ledger too many closings catches up first: what waits to be booked counts as held.

        Raises:
            DatabaseAway: PostgreSQL does not answer; nothing stays held.
            ProcessFenced: this process has no lease, and did not get it back soon; or it cannot catch up.
        """
        if not self._keeps_up.is_set():
            async with _patience():
                await self._keeps_up.wait()
        self._open.add(entry.id)
        try:
            answer = await self._admit(entry)
        except BaseException as error:
            # only where nothing was sent is it sure that nothing is held
            self._forget(entry.id, is_unknown=type(error) is not DatabaseAway)
            raise
        if not isinstance(answer, Hold):
            self._open.discard(entry.id)
        return answer

    def confirm(self, hold: Hold) -> "Confirmation":
        """Begin to make a hold durable, so that it survives a crash of PostgreSQL."""
        return Confirmation(self._functions, hold)

    def settle(self, hold: Hold, bill: Bill) -> asyncio.Future[None]:
        """Book what an attempt cost, once, however often it takes. Await it to know that it is booked."""
        booked = self._owe()

        def look(first: asyncio.Future[bool]) -> None:
            if not first.cancelled() and first.exception() is None and first.result():
                self._closed(hold.entry.id, booked)
            else:
                self._insist(hold.entry.id, booked, lambda: self._functions.settle(hold, bill))

        self._functions.settle_soon(hold, bill).add_done_callback(look)
        return booked

    async def settled(self, at_most_s: float = 1.0) -> None:
        """Wait until what was settled before is booked, for readers who want to find it."""
        if self._closing:
            await asyncio.wait(set(self._closing), timeout=at_most_s)

    def release(self, hold: Hold) -> asyncio.Future[None]:
        """Give back the hold of an attempt that was never sent."""
        return self._void(hold.entry.id)

    async def correct(self, correction: Correction) -> bool:
        """Book what turned out later, such as a refund; return whether the ledger has it now. May be repeated.

        Raises:
            DatabaseAway: it may or may not be booked; repeat it.
        """
        return await self._functions.correct(correction)

    async def sweep(self) -> int:
        """Close holds of dead processes at their estimate; return how many."""
        return await self._functions.sweep(self._lease_s)

    async def void_strays(self, older_than_s: float = _STRAY_AGE_S) -> int:
        """Give back holds of this process that no call of it owns; return how many."""
        return await self._functions.void_strays(list(self._open), older_than_s)

    async def _admit(self, entry: Entry) -> Hold | Refusal | LimitRefusal:
        answer = await self._functions.admit(entry)
        if answer is None:
            answer = await self._admit_with_new_lease(entry)
        return Hold(entry, answer) if isinstance(answer, datetime) else answer

    async def _admit_with_new_lease(self, entry: Entry) -> datetime | Refusal | LimitRefusal:
        """Ask again until the lease, which beats anew by itself, is there."""
        async with _patience():
            for pause_s in _pauses():
                await asyncio.sleep(pause_s)
                if (answer := await self._functions.admit(entry)) is not None:
                    return answer
        raise AssertionError("pauses never end")

    def _forget(self, reservation_id: ReservationId, *, is_unknown: bool) -> None:
        if is_unknown:
            self._void(reservation_id)
        else:
            self._open.discard(reservation_id)

    def _void(self, reservation_id: ReservationId) -> asyncio.Future[None]:
        voided = self._owe()
        self._insist(reservation_id, voided, lambda: self._functions.void(reservation_id))
        return voided

    def _insist(self, reservation_id: ReservationId, done: asyncio.Future[None], deliver: _Deliver) -> None:
        """Deliver a closing until PostgreSQL acknowledges it."""

        async def insist() -> None:
            try:
                await _until_acknowledged(deliver)
            except asyncpg.PostgresError:
                log.exception("settlement_failed")
            finally:
                self._closed(reservation_id, done)

        task = asyncio.create_task(insist())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _owe(self) -> asyncio.Future[None]:
        """Note a closing that PostgreSQL has not acknowledged yet."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._closing.add(done)
        if len(self._closing) >= _MOST_OWED:
            self._keeps_up.clear()
        return done

    def _closed(self, reservation_id: ReservationId, done: asyncio.Future[None]) -> None:
        self._open.discard(reservation_id)
        self._closing.discard(done)
        if len(self._closing) < _MOST_OWED:
            self._keeps_up.set()
        if not done.done():
            done.set_result(None)

    async def _keep_up(self) -> None:
        """Sweep once per lease, and look for strays now and then."""
        while True:
            await asyncio.sleep(self._lease_s)
            try:
                swept = await self.sweep()
                strays = await self.void_strays()
            except PilothouseError as error:
                log.warning("ledger_upkeep_failed", error=error.message)
                continue
            if swept or strays:
                log.warning("holds_closed", swept=swept, strays=strays)


class Confirmation:
    """A hold on its way to the disk. Await it before the first paid byte goes out; it has begun already."""

    def __init__(self, functions: LedgerFunctions, hold: Hold) -> None:
        self._functions = functions
        self._hold = hold
        # what is free is not worth a write to the disk
        self._first = functions.confirm_soon(hold.entry.id) if hold.entry.amount_microusd else None

    def __await__(self) -> Generator[Any, None, None]:
        """Return once the hold would survive a crash of PostgreSQL; book it anew when a crash has lost it.

        Raises:
            DatabaseAway, ProcessFenced: that could not be had in time. The call happened all the same: settle it.
        """
        if self._first is not None:
            yield from self._wait().__await__()
            self._first = None

    def forget(self) -> None:
        """Ask no more. Once a call is settled its hold is gone, and must not be booked anew."""
        if self._first is not None and not self._first.cancel() and not self._first.cancelled():
            self._first.exception()  # looked at, so that asyncio does not report it as forgotten

    async def _wait(self) -> None:
        assert self._first is not None
        with suppress(DatabaseAway):
            if await self._took(await self._first):
                return
        async with _patience():
            for pause_s in _pauses():
                await asyncio.sleep(pause_s)
                with suppress(DatabaseAway):
                    if await self._took(await self._functions.confirm_soon(self._hold.entry.id)):
                        return

    async def _took(self, is_held: bool | None) -> bool:  # noqa: FBT001 - PostgreSQL's answer
        return bool(is_held) or (is_held is False and await self._book_anew())

    async def _book_anew(self) -> bool:
        log.warning("hold_booked_anew", reservation_id=str(self._hold.entry.id))
        admitted_at = await self._functions.book_anew(self._hold.entry)
        if admitted_at is None:
            return False
        self._hold.admitted_at = admitted_at
        return await self._functions.confirm_soon(self._hold.entry.id) is True


def _pauses() -> Iterator[float]:
    return chain(_PAUSES_S, repeat(_PAUSES_S[-1]))


@asynccontextmanager
async def _patience() -> AsyncGenerator[None]:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            yield
    except TimeoutError as error:
        raise ProcessFenced from error


async def _until_acknowledged(deliver: _Deliver) -> None:
    """Repeat while PostgreSQL is away; give up on what it refuses several times, which only a defect of ours can be."""
    refusals = 0
    for pause_s in _pauses():
        try:
            await deliver()
        except DatabaseAway:
            log.warning("settlement_waits_for_database")
        except asyncpg.PostgresError:
            refusals += 1
            if refusals == len(_PAUSES_S):
                raise
        else:
            return
        await asyncio.sleep(pause_s)
