"""A proxy before PostgreSQL that loses things on purpose."""

import asyncio
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit


class Proxy:
    """Stands between us and PostgreSQL, and can lose what either side says."""

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self._writers: list[asyncio.StreamWriter] = []
        self.loses_replies = self.refuses = False

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        credentials = self._target.netloc.rpartition("@")[0]
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"postgresql://{credentials}@127.0.0.1:{port}{self._target.path}"

    async def stop(self) -> None:
        self.cut()
        self._server.close()
        await self._server.wait_closed()

    def cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers = []

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refuses:
            writer.transport.abort()
            return
        upstream_reader, upstream = await self._connect()
        self._writers += [writer, upstream]
        with suppress(ConnectionError):
            await asyncio.gather(self._pump(reader, upstream), self._pump(upstream_reader, writer, is_reply=True))
        for each in (writer, upstream):
            each.transport.abort()

    async def _pump(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, is_reply: bool = False
    ) -> None:
        while data := await source.read(65536):
            if is_reply and self.loses_replies:
                self.loses_replies = False
                self.cut()
                return
            target.write(data)
            await target.drain()
        target.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        options = parse_qs(self._target.query)
        if "host" in options:
            return await asyncio.open_unix_connection(f"{options['host'][0]}/.s.PGSQL.{options['port'][0]}")
        return await asyncio.open_connection(self._target.hostname, self._target.port)
