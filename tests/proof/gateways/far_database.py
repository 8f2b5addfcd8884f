"""A way to PostgreSQL that takes its time: what is said arrives 2 ms later, in each direction.

Usage: DATABASE_URL=… python -m tests.proof.gateways.far_database   (prints the address to use instead)
"""

import asyncio
import os

import uvloop

from tests.gateway.proxy import Proxy

_DELAY_S = 0.002


class FarDatabase(Proxy):
    """Hands everything on, later; what is under way does not keep what follows from starting."""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await super()._serve(reader, writer)
        except OSError:  # PostgreSQL is away: as without us, nobody takes the call
            writer.transport.abort()

    async def _pump(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, is_reply: bool = False
    ) -> None:
        del is_reply
        clock = asyncio.get_running_loop().time
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        delivering = asyncio.create_task(self._deliver(under_way, target))
        try:
            data = b"-"
            while data:
                data = await source.read(65536)
                under_way.put_nowait((clock() + _DELAY_S, data))
            await delivering
        finally:
            delivering.cancel()

    async def _deliver(self, under_way: asyncio.Queue[tuple[float, bytes]], target: asyncio.StreamWriter) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            arrives_at, data = await under_way.get()
            await asyncio.sleep(max(0.0, arrives_at - clock()))
            if not data:
                target.close()
                return
            target.write(data)
            await target.drain()


async def main() -> None:
    """Serve until killed."""
    proxy = FarDatabase(os.environ["DATABASE_URL"])
    await proxy.start()
    print(proxy.url, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
