"""Head and body of an answer in one packet. uvicorn writes them apart, and each write is a system call."""

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_MOST_BYTES = 64 * 1024  # more is not worth waiting for


class Gathering:
    """A transport that gathers what is written in one turn of the event loop; everything else it passes on."""

    __slots__ = ("_loop", "_pieces", "_size", "_transport")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._pieces: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> None:
        """Write at the end of this turn, or at once when much has been gathered."""
        if not data:
            return
        if not self._pieces:
            self._loop.call_soon(self._flush)
        self._pieces.append(data)
        self._size += len(data)
        if self._size > _MOST_BYTES:
            self._flush()

    def close(self) -> None:
        """Write what was gathered, then close."""
        self._flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def _flush(self) -> None:
        pieces, self._pieces, self._size = self._pieces, [], 0
        if pieces and not self._transport.is_closing():
            self._transport.writelines(pieces)


class GatheringProtocol(HttpToolsProtocol):
    """HTTP as uvicorn speaks it, with fewer packets."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Begin, as asyncio says."""
        super().connection_made(cast("asyncio.Transport", Gathering(transport)))
