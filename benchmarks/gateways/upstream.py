"""A fake provider of chat completions that costs next to nothing, so that what is measured is the proxy before it.

The model's name says how it answers: "fast" at once, "slow" after 50 to 150 ms, "stream-1000" with so many chunks.
Every answer tells in `system_fingerprint` how many milliseconds it took here.

Usage: python -m benchmarks.gateways.upstream PORT
"""

import asyncio
import random
import re
import sys

import uvloop

_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_MODEL = re.compile(rb'"model"\s*:\s*"([^"]+)"')
_USAGE = b'"usage":{"prompt_tokens":120,"completion_tokens":20,"total_tokens":140}'
_ANSWER = (
    b'{"id":"chatcmpl-bench","object":"chat.completion","created":1,"model":"gpt-4o-mini","system_fingerprint":"%s",'
    b'"choices":[{"index":0,"message":{"role":"assistant","content":"The quick brown fox jumps over the lazy dog, '
    b'twice, and then rests."},"finish_reason":"stop"}],' + _USAGE + b"}"
)
_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
_STREAM_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
_CHUNK = (
    b'data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini",'
    b'"choices":[{"index":0,"delta":{"content":" word"},"finish_reason":null}],"usage":null}\n\n'
)
_LAST = (
    b'data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini",'
    b'"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}\n\n'
)
_COUNT = (
    b'data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini","choices":[],'
    + _USAGE
    + b"}\n\n"
)


class Provider(asyncio.Protocol):
    """One connection; one request at a time on it."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.buffer = b""
        self.task: asyncio.Task[None] | None = None

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head_end = self.buffer.find(b"\r\n\r\n")
        if head_end < 0:
            return
        found = _LENGTH.search(self.buffer, 0, head_end)
        body_end = head_end + 4 + (int(found[1]) if found else 0)
        if len(self.buffer) < body_end:
            return
        body, self.buffer = self.buffer[head_end + 4 : body_end], self.buffer[body_end:]
        model = found[1] if (found := _MODEL.search(body)) else b"fast"
        self._answer(model.rpartition(b"/")[2])

    def connection_lost(self, _error: Exception | None) -> None:
        if self.task is not None:
            self.task.cancel()

    def _answer(self, model: bytes) -> None:
        if model.startswith(b"stream-"):
            self.task = asyncio.get_running_loop().create_task(self._stream(int(model[7:])))
        elif model == b"slow":
            delay_s = random.uniform(0.05, 0.15)
            loop = asyncio.get_running_loop()
            loop.call_later(delay_s, self._write_whole, loop.time())
        else:
            self._write_whole(asyncio.get_running_loop().time())

    def _write_whole(self, began_at: float) -> None:
        took_ms = (asyncio.get_running_loop().time() - began_at) * 1000
        body = _ANSWER % f"{took_ms:.3f}".encode()
        self.transport.write(_HEAD % (len(body), body))

    async def _stream(self, n_chunks: int) -> None:
        """Send chunks one by one, in packets of their own, as a model does."""
        write = self.transport.write
        write(_STREAM_HEAD)
        for number in range(n_chunks):
            write(b"%x\r\n%s\r\n" % (len(_CHUNK), _CHUNK))
            if number % 4 == 3:
                await asyncio.sleep(0)
        for event in (_LAST, _COUNT, b"data: [DONE]\n\n"):
            write(b"%x\r\n%s\r\n" % (len(event), event))
        write(b"0\r\n\r\n")


async def main() -> None:
    """Serve until killed."""
    server = await asyncio.get_running_loop().create_server(Provider, "127.0.0.1", int(sys.argv[1]), backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
