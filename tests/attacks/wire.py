"""A real server on a free port, as `pilothouse serve` configures it, and bytes written to it by hand."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from pilothouse.server.http import http_config


@dataclass(frozen=True)
class Told:
    """One answer on the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


@asynccontextmanager
async def listening(app: ASGIApp) -> AsyncIterator[int]:
    """Serve an application; yield the port."""
    place = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(http_config(app))
    serving = asyncio.create_task(server.serve(sockets=[place]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield place.getsockname()[1]
    finally:
        server.should_exit = server.force_exit = True
        await serving


async def exchange(port: int, sent: bytes) -> list[Told]:
    """Write bytes as they are, and read answers until the server closes, as it does on what it refuses."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers: list[Told] = []
    try:
        writer.write(sent)
        await writer.drain()
        async with asyncio.timeout(10):
            while (answer := await _answer(reader)) is not None:
                answers.append(answer)
    except ConnectionError:
        pass  # it has had enough
    finally:
        writer.close()
    return answers


async def _answer(reader: asyncio.StreamReader) -> Told | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Told(int(first.split()[1]), headers, body)
