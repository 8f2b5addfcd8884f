"""The load: so many connections, each asking again when it was answered; by hand on sockets, to cost little itself."""

import asyncio
import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_SERVED = re.compile(rb'"system_fingerprint"\s*:\s*"([\d.]+)"')


@dataclass
class Measured:
    """What one run of load saw: milliseconds that the proxy added to each answer, and bytes of streams."""

    added_ms: list[float] = field(default_factory=list)
    seconds: float = 0.0
    chunks: int = 0


def request_bytes(port: int, model: str, *, key: str, headers: Mapping[str, str]) -> bytes:
    """Write a request as clients do: some 120 tokens of prompt, a bound on the answer."""
    prompt = "Summarise the following note for a colleague who was away. " * 8
    fields: dict[str, object] = {
        "model": model,
        "messages": [{"role": "system", "content": "You are brief."}, {"role": "user", "content": prompt}],
        "max_tokens": 64,
        "temperature": 0.2,
    }
    if "stream-" in model:
        fields["stream"] = True
    body = json.dumps(fields).encode()
    lines = {
        "host": f"127.0.0.1:{port}",
        "content-type": "application/json",
        "authorization": f"Bearer {key}",
        "content-length": str(len(body)),
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST /v1/chat/completions HTTP/1.1\r\n{head}\r\n".encode() + body


async def ask(port: int, request: bytes, *, total: int, in_flight: int) -> Measured:
    """Send so many requests over so many connections.

    Raises:
        RuntimeError: an answer was not 200.
    """
    measured = Measured()
    left = iter(range(total))
    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(in_flight):
            group.create_task(_connection(port, request, left, measured))
    measured.seconds = time.perf_counter() - started
    return measured


async def _connection(port: int, request: bytes, left: Iterator[int], measured: Measured) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    try:
        for _ in left:  # shared by all connections
            began = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError((head + await reader.read(500)).decode(errors="replace"))
            if found := _LENGTH.search(head):
                body = await reader.readexactly(int(found[1]))
            else:
                body = await _chunked(reader)
                measured.chunks += body.count(b'"delta"')
            took_ms = (time.perf_counter() - began) * 1000
            served = float(found[1]) if (found := _SERVED.search(body)) else 0.0
            measured.added_ms.append(took_ms - served)
    finally:
        writer.close()


async def _chunked(reader: asyncio.StreamReader) -> bytes:
    pieces: list[bytes] = []
    while size := int(await reader.readline(), 16):
        pieces.append((await reader.readexactly(size + 2))[:-2])
    await reader.readline()
    return b"".join(pieces)
