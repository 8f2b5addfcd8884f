"""Batching without waiting: what arrives while the last batch is in flight goes together in the next one."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from pilothouse.core.errors import Unavailable

Item = TypeVar("Item")
Result = TypeVar("Result")

_CROWD = 3  # a caller that asks again and again leaves two at a time: the end of one call, the beginning of the next


class Lane(Generic[Item, Result]):
    """One batch at a time. An idle lane sends a lone item at once, so a call that comes alone is never delayed."""

    def __init__(
        self,
        send: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]],
        max_batch: int = 64,
        interval_s: float = 0.0,
    ) -> None:
        """Wrap a batch function.

        Args:
            send: answers items in their order. `Unavailable` fails them all; after any other failure of a batch they
                are sent one by one, so that one bad item does not harm the rest.
            max_batch: most items that go together.
            interval_s: least time from the beginning of a crowded batch to that of the next. Where nobody hurries,
                fewer and larger batches cost a fraction of the CPU; calls that come one by one are not held up.
        """
        self._send = send
        self._max_batch = max_batch
        self._interval_s = interval_s
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._driver: asyncio.Task[None] | None = None

    async def submit(self, item: Item) -> Result:
        """Send an item with whatever else is waiting and return its answer.

        A caller that is cancelled stops waiting; its item may be sent all the same.
        """
        return await self.soon(item)

    def soon(self, item: Item) -> asyncio.Future[Result]:
        """Send an item as `submit` does; return at once what will be its answer. A task would cost more than this."""
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._driver is None:
            self._driver = asyncio.create_task(self._drive())
        return answer

    async def _drive(self) -> None:
        clock = asyncio.get_running_loop().time
        try:
            while self._waiting:
                began_at = clock()
                size = min(self._max_batch, len(self._waiting))
                batch = [self._waiting.popleft() for _ in range(size)]
                await self._run(batch)
                if size >= _CROWD and self._interval_s:  # also when nothing waits: what comes meanwhile goes together
                    await asyncio.sleep(max(0.0, began_at + self._interval_s - clock()))
        finally:
            self._driver = None

    async def _run(self, batch: list[tuple[Item, asyncio.Future[Result]]]) -> None:
        try:
            results = await self._send([item for item, _ in batch])
        except Exception as error:  # noqa: BLE001 - handed to every waiting caller
            if len(batch) > 1 and not isinstance(error, Unavailable):
                for each in batch:
                    await self._run([each])
                return
            for _, answer in batch:
                if not answer.done():
                    answer.set_exception(error)
            return
        for (_, answer), result in zip(batch, results, strict=True):
            if not answer.done():
                answer.set_result(result)
