"""Two locks in the data directory that the kernel lets go of when their process dies, however it dies."""

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from pilothouse.db.embedded.errors import DataDirInUse

# Longer than the 60 s a server may take to start, so that a waiting process outlives the one it waits for.
_TURN_TIMEOUT_S = 120
_POLL_S = 0.05


@contextmanager
def one_at_a_time(path: Path) -> Generator[None]:
    """Hold the lock under which a server is prepared, started, joined or stopped.

    Raises:
        DataDirInUse: another process has held it for two minutes.
    """
    handle = _open(path)
    try:
        _wait_for_turn(handle, path)
        yield
    finally:
        os.close(handle)


class UserLock:
    """A process's mark that it uses the server. Each mark is its own; one process may hold several."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = _open(path)
        fcntl.flock(self._handle, fcntl.LOCK_SH)

    def release(self) -> bool:
        """Take the mark away, and tell whether it was the last one. Call it under `one_at_a_time`."""
        if self._handle is None:
            return False
        handle, self._handle = self._handle, None
        try:
            # Turning a shared lock into an exclusive one succeeds for the only holder.
            return _try_exclusive(handle)
        finally:
            # Said aloud, since a forked child that shares the handle would keep the lock beyond the close.
            fcntl.flock(handle, fcntl.LOCK_UN)
            os.close(handle)


def _open(path: Path) -> int:
    # Not inheritable (the default of os.open): a child that outlives us must not keep our lock.
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _try_exclusive(handle: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _wait_for_turn(handle: int, path: Path) -> None:
    deadline = time.monotonic() + _TURN_TIMEOUT_S
    while not _try_exclusive(handle):
        if time.monotonic() > deadline:
            raise DataDirInUse(
                f"Another process has been starting or stopping the database in {path.parent} for "
                f"{_TURN_TIMEOUT_S} s. See what it is doing with `fuser {path}`, end it if it hangs, and start again."
            )
        time.sleep(_POLL_S)
