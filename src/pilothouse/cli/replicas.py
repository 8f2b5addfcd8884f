"""Further processes of one server: they answer the same socket, and end with the process that made them."""

import asyncio
import socket
import sys
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager

from pilothouse.core.telemetry import get_logger

log = get_logger(__name__)

_AGAIN_AFTER_S = 1.0
_END_WITHIN_S = 20.0


class Replicas:
    """Keeps processes at work; one that ends by itself is started anew.

    Each holds the reading end of a pipe as its standard input, so that it also learns of our sudden end.
    """

    def __init__(self, count: int, listening: socket.socket, options: Sequence[str]) -> None:
        """Describe them.

        Args:
            count: how many, beside this process.
            listening: the socket that all of them answer.
            options: of `pilothouse serve`.
        """
        self._count = count
        self._socket = listening
        self._command = (*_program(), "serve", *options, "--no-worker", "--listen-fd", str(listening.fileno()))
        self._processes: set[asyncio.subprocess.Process] = set()
        self._is_stopping = False

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Have them at work meanwhile."""
        keepers = [asyncio.create_task(self._keep_one()) for _ in range(self._count)]
        try:
            yield
        finally:
            self.stop()
            if keepers:
                await asyncio.wait(keepers, timeout=_END_WITHIN_S)
            self.stop()
            for keeper in keepers:
                keeper.cancel()
            await asyncio.gather(*keepers, return_exceptions=True)

    def stop(self) -> None:
        """Let them finish what is running; a second time, do not wait for it."""
        for process in self._processes:
            if self._is_stopping:
                process.kill()
            elif process.stdin is not None:
                process.stdin.close()
        self._is_stopping = True

    async def _keep_one(self) -> None:
        while not self._is_stopping:
            # a session of its own: an interrupt at the terminal is for the first process, which tells the others
            process = await asyncio.create_subprocess_exec(
                *self._command, stdin=asyncio.subprocess.PIPE, pass_fds=[self._socket.fileno()], start_new_session=True
            )
            self._processes.add(process)
            code = await process.wait()
            self._processes.discard(process)
            if not self._is_stopping:
                log.error("replica_ended", code=code, again_after_s=_AGAIN_AFTER_S)
                await asyncio.sleep(_AGAIN_AFTER_S)


def when_left_alone(act: Callable[[], None]) -> None:
    """Act once the process that made this one is gone, or wants it to end: nothing else closes its standard input."""
    loop = asyncio.get_running_loop()

    def ended() -> None:
        loop.remove_reader(sys.stdin.fileno())
        act()

    loop.add_reader(sys.stdin.fileno(), ended)


def _program() -> tuple[str, ...]:
    return sys.executable, "-m", "pilothouse.cli"
