"""Fan-out in memory: what one LISTEN connection hears reaches every subscriber of this process, in order."""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from pilothouse.core.errors import Unavailable
from pilothouse.core.ids import new_id
from pilothouse.core.telemetry import get_logger
from pilothouse.db.engine import Database
from pilothouse.db.listen import Listener
from pilothouse.live import log as event_log
from pilothouse.live.log import LoggedEvent

log = get_logger(__name__)

REMEMBERED = 5_000  # events a returning browser can catch up on without refetching
QUEUE_LENGTH = 2_000  # a subscriber further behind than this is told to refetch
REREAD_S = 5.0  # a notification may be lost; the tables never are


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event with its place in this process's order, or a call to refetch everything (`event` is None)."""

    cursor: str
    event: LoggedEvent | None


@dataclass(eq=False, slots=True)
class Subscription:
    """One browser's queue. `cursor` is the place from which it goes on."""

    organization_id: UUID
    cursor: str
    queue: asyncio.Queue[Delivery] = field(default_factory=lambda: asyncio.Queue(QUEUE_LENGTH))

    def offer(self, delivery: Delivery) -> None:
        """Put a delivery into the queue; when it is full, replace all of it by the call to refetch."""
        try:
            self.queue.put_nowait(delivery)
        except asyncio.QueueFull:
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(Delivery(delivery.cursor, None))


class Hub:
    """Turns notifications into events and hands them to subscribers.

    Streams are read once per process however many watch them. Only streams of organizations with a subscriber, or
    with a reader of their own (`follow`), are read at all.
    """

    def __init__(self, database: Database, listener: Listener) -> None:
        self._database = database
        self._boot = str(new_id())
        self._place = 0  # of the last event handed out
        self._subscriptions: dict[UUID, set[Subscription]] = defaultdict(set)
        self._followers: dict[UUID, set[asyncio.Event]] = defaultdict(set)
        self._seen: dict[UUID, int] = {}
        self._remembered: deque[tuple[int, LoggedEvent]] = deque(maxlen=REMEMBERED)
        self._pending: dict[UUID, tuple[UUID, int]] = {}  # by stream: whose it is, and the first seq that is news
        self._unread: dict[UUID, int] = {}  # by organization: the place at which something was passed over
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        listener.subscribe("pilothouse_event", self._heard)
        listener.subscribe("pilothouse_private_event", self._heard_private)
        listener.on_gap(self._missed)

    async def start(self) -> None:
        """Begin to deliver."""
        self._task = asyncio.create_task(self._deliver_forever(), name="live-hub")

    async def stop(self) -> None:
        """Stop delivering."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def subscribe(self, organization_id: UUID, cursor: str | None = None) -> Subscription:
        """Watch everything of an organization; with a cursor, from where an earlier connection was."""
        missed = self._since(organization_id, cursor)
        knows_its_place = cursor is not None and all(delivery.event is not None for delivery in missed)
        subscription = Subscription(organization_id, cursor if cursor and knows_its_place else self.cursor())
        for delivery in missed:
            subscription.offer(delivery)
        self._subscriptions[organization_id].add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Stop watching."""
        watchers = self._subscriptions[subscription.organization_id]
        watchers.discard(subscription)
        if not watchers:
            del self._subscriptions[subscription.organization_id]

    def cursor(self) -> str:
        """Return the place that this process has reached."""
        return f"{self._boot}.{self._place}"

    async def follow(self, organization_id: UUID, stream: UUID, after: int) -> AsyncGenerator[LoggedEvent]:
        """Yield a stream's events after a seq, past ones first, then each as it is written, without end."""
        changed = asyncio.Event()
        self._followers[stream].add(changed)
        try:
            while True:
                changed.clear()
                async with self._database.transaction(organization_id) as session:
                    events = await event_log.read(session, stream, after)
                for event in events:
                    after = event.seq
                    yield event
                if not events:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(REREAD_S):
                            await changed.wait()
        finally:
            self._followers[stream].discard(changed)
            if not self._followers[stream]:
                del self._followers[stream]

    def _since(self, organization_id: UUID, cursor: str | None) -> list[Delivery]:
        if cursor is None:
            return []
        boot, _, number = cursor.partition(".")
        oldest = self._remembered[0][0] if self._remembered else 1
        unread = self._unread.get(organization_id, -1)
        if boot != self._boot or not number.isdecimal() or int(number) < max(oldest - 1, unread + 1):
            return [Delivery(self.cursor(), None)]
        return [
            Delivery(f"{self._boot}.{place}", event)
            for place, event in self._remembered
            if place > int(number) and event.organization_id == organization_id
        ]

    def _heard(self, payload: str) -> None:
        organization, stream, seq = payload.split(" ")
        organization_id, stream_id = UUID(organization), UUID(stream)
        self._wake_followers(stream_id)
        if organization_id in self._subscriptions:
            self._pending.setdefault(stream_id, (organization_id, int(seq)))
            self._wake.set()
        else:
            self._unread[organization_id] = self._place

    def _heard_private(self, payload: str) -> None:
        self._wake_followers(UUID(payload.split(" ")[1]))

    def _wake_followers(self, stream: UUID) -> None:
        for follower in self._followers.get(stream, ()):
            follower.set()

    def _missed(self) -> None:
        """After a lost connection: followers re-read, browsers refetch, and no earlier cursor counts any more."""
        self._boot = str(new_id())
        for followers in self._followers.values():
            for follower in followers:
                follower.set()
        for watchers in self._subscriptions.values():
            for subscription in watchers:
                subscription.offer(Delivery(self.cursor(), None))

    async def _deliver_forever(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            pending, self._pending = self._pending, {}
            for stream, (organization_id, first) in pending.items():
                try:
                    await self._deliver(organization_id, stream, first)
                except Unavailable:
                    self._pending[stream] = (organization_id, first)
                    await asyncio.sleep(0.5)
                    self._wake.set()
                except Exception:
                    log.exception("delivery_failed", stream=str(stream))

    async def _deliver(self, organization_id: UUID, stream: UUID, first: int) -> None:
        while True:
            async with self._database.transaction(organization_id) as session:
                seen = self._seen.get(stream, first - 1)
                events = await event_log.read(session, stream, seen, with_private=False)
            for event in events:
                self._hand_out(event)
            if len(events) < event_log.AT_ONCE:
                break
        if len(self._seen) > REMEMBERED:
            self._seen.pop(next(iter(self._seen)))

    def _hand_out(self, event: LoggedEvent) -> None:
        self._place += 1
        self._seen[event.stream] = event.seq
        self._remembered.append((self._place, event))
        for subscription in self._subscriptions.get(event.organization_id, ()):
            subscription.offer(Delivery(f"{self._boot}.{self._place}", event))
