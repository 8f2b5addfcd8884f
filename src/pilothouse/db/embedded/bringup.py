"""The way from a cluster on disk to a server that answers, whatever a crash or another process left behind."""

import socket
import time
from collections.abc import Callable

from pilothouse.db.embedded.credentials import Credentials
from pilothouse.db.embedded.errors import CredentialsLost, DatabasePortTaken, DataDirInUse
from pilothouse.db.embedded.layout import SOCKET_PORT, Layout
from pilothouse.db.embedded.probe import Address, Answer, ask, living_server
from pilothouse.db.embedded.roles import ensure_roles
from pilothouse.db.embedded.server import OrphansRemain, Server

_HANG_TIMEOUT_S = 60  # a server process that takes no connection, or takes it and says nothing
_RECOVERY_TIMEOUT_S = 600  # one that says it is starting: after a crash it replays what it had promised to keep
_START_TRIES = 20
_RETRY_S = 0.5
_POLL_S = 0.05
_LOOPBACK = "127.0.0.1"


def address_of(layout: Layout, credentials: Credentials) -> Address:
    """Return where the server of a cluster listens, or will."""
    if layout.socket_dir is not None:
        return Address(str(layout.socket_dir), SOCKET_PORT)
    return Address(_LOOPBACK, credentials.port or 0)


def bring_up(server: Server, credentials: Credentials, progress: Callable[[str], None]) -> tuple[Credentials, bool]:
    """Join the running server, or start it. Call it under `one_at_a_time`.

    Returns:
        The credentials with the port the server has, and whether it had to be started.

    Raises:
        EmbeddedPostgresError: one of `errors`, by what is wrong.
    """
    started = not _wait_until_ready(server, credentials, progress)
    if started:
        progress("Starting the database")
        credentials = _start(server, credentials, progress)
        if not _wait_until_ready(server, credentials, progress):
            raise server.failure("It died while it was starting.")
    ensure_roles(server.layout, address_of(server.layout, credentials), credentials)
    return credentials, started


def _wait_until_ready(server: Server, credentials: Credentials, progress: Callable[[str], None]) -> bool:
    """Return True when the server answers and False when there is none. While one starts or stops, wait."""
    layout = server.layout
    address = address_of(layout, credentials)
    if not address.port:
        return False
    began = announced = time.monotonic()
    while True:
        answer = ask(address, credentials.superuser_password, layout.pgdata)
        pid = living_server(layout.pgdata)
        if answer is Answer.READY:
            return True
        if answer is Answer.WRONG_PASSWORD:
            raise CredentialsLost(layout.credentials, layout.pgdata, "its passwords are not those of the file")
        if pid is None and _is_nobody(answer, layout):
            return False
        now = time.monotonic()
        if now - began > (_RECOVERY_TIMEOUT_S if answer is Answer.BUSY else _HANG_TIMEOUT_S):
            raise _held(server, pid, answer, now - began)
        if now - announced > 1:
            progress(f"Waiting for the database, which is running but not ready ({now - began:.0f} s)")
            announced = now + 9
        time.sleep(_POLL_S)


def _is_nobody(answer: Answer, layout: Layout) -> bool:
    # Any program may sit mute on a port; on our socket it is a server whose process we cannot see from here.
    return answer in {Answer.SILENT, Answer.STRANGER} or (answer is Answer.MUTE and layout.socket_dir is None)


def _held(server: Server, pid: int | None, answer: Answer, waited_s: float) -> DataDirInUse:
    process = f"process {pid}" if pid else "a process on another machine or in another container"
    return DataDirInUse(
        f"The database in {server.layout.pgdata} is held by {process}, which does not serve ({answer.value}) "
        f"after {waited_s:.0f} s. End that process and start again."
    )


def _start(server: Server, credentials: Credentials, progress: Callable[[str], None]) -> Credentials:
    for remaining in reversed(range(_START_TRIES)):
        credentials = _with_port(server.layout, credentials, progress)
        try:
            server.start(address_of(server.layout, credentials).port)
        except (DatabasePortTaken, OrphansRemain):
            if not remaining:
                raise
            time.sleep(_RETRY_S)
        else:
            break
    return credentials


def _with_port(layout: Layout, credentials: Credentials, progress: Callable[[str], None]) -> Credentials:
    """Keep the port of the last start, so that URLs stay the same; take another one only where that is taken."""
    old = credentials.port
    if layout.socket_dir is not None or (old is not None and _is_free(old)):
        return credentials
    credentials = credentials.with_port(_free_port())
    credentials.write(layout.credentials)
    if old is not None:
        progress(f"Port {old} is taken by another program; the database moves to port {credentials.port}")
    return credentials


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as PostgreSQL does
        try:
            probe.bind((_LOOPBACK, port))
        except OSError:
            return False
        return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        return int(probe.getsockname()[1])
