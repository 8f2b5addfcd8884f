"""Start, revive and stop the embedded PostgreSQL. Several processes may use one server at the same time."""

import errno
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from pilothouse.db.embedded.account import Account
from pilothouse.db.embedded.binaries import binaries_for
from pilothouse.db.embedded.bringup import address_of, bring_up
from pilothouse.db.embedded.credentials import APP, DATABASE, OWNER
from pilothouse.db.embedded.errors import DataDirUnusable, DiskFull
from pilothouse.db.embedded.initialize import ensure_cluster
from pilothouse.db.embedded.layout import Layout, make_home, make_root
from pilothouse.db.embedded.locks import UserLock, one_at_a_time
from pilothouse.db.embedded.probe import Address
from pilothouse.db.embedded.server import Server

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True)
class Cluster:
    """A running embedded PostgreSQL, and this process's claim on it until `stop_cluster`.

    Attributes:
        data_dir: PostgreSQL's own directory, which holds `PG_VERSION`.
        owner_url: of the role that owns the database and runs migrations, such as
            `postgresql://pilothouse_owner:…@/pilothouse?host=/…/socket&port=5432`.
        app_url: of the plain role that serves requests.
        port: on 127.0.0.1; None on a Unix socket.
        started_here: whether this call started the server, rather than joining a running one.
        server: its process, for this room.
        claim: the mark that keeps others from stopping it, for this room.
    """

    data_dir: Path
    owner_url: str = field(repr=False)
    app_url: str = field(repr=False)
    port: int | None
    started_here: bool
    server: Server = field(repr=False, compare=False)
    claim: UserLock = field(repr=False, compare=False)


def _say_nothing(_message: str) -> None:
    """Take the place of a progress callback."""


def start_cluster(data_dir: Path, *, progress: Callable[[str], None] = _say_nothing) -> Cluster:
    """Start the PostgreSQL of a data directory, or join it where it runs. A missing cluster is made first.

    Args:
        data_dir: the platform's data directory; made when missing.
        progress: told, a line each, what takes time or happens where it is not expected.

    Raises:
        EmbeddedPostgresError: one of `errors`, by what is wrong.
    """
    with _named_os_errors(data_dir):
        make_root(data_dir)
        layout = Layout.of(data_dir)
        with one_at_a_time(layout.lock):
            # Claimed last, so that a failure leaves no claim behind; nobody can stop the server before we let go.
            return _up(layout.root, progress, lambda: UserLock(layout.users))


def revive_cluster(cluster: Cluster, *, progress: Callable[[str], None] = _say_nothing) -> Cluster:
    """Start the server of a cluster again where it died. It takes the place of `cluster`; its port may be another.

    Raises:
        EmbeddedPostgresError: as `start_cluster`.
    """
    layout = cluster.server.layout
    with _named_os_errors(layout.root), one_at_a_time(layout.lock):
        return _up(layout.root, progress, lambda: cluster.claim)


def stop_cluster(cluster: Cluster) -> None:
    """Give up this process's claim on the server, which stops when it was the last. Calling it twice is harmless.

    Raises:
        ClusterFailedToStop: it did not stop in a minute.
        DataDirInUse: another process has been starting or stopping it for two minutes.
    """
    layout = cluster.server.layout
    with _named_os_errors(layout.root), one_at_a_time(layout.lock):
        if cluster.claim.release():
            cluster.server.stop()


def _up(root: Path, progress: Callable[[str], None], claim: Callable[[], UserLock]) -> Cluster:
    account = Account.choose(root / "postgres")
    binaries = binaries_for(account, progress)
    layout = make_home(root, account, progress)
    credentials = ensure_cluster(layout, account, binaries, progress)
    server = Server(layout, account, binaries)
    credentials, started_here = bring_up(server, credentials, progress)
    address = address_of(layout, credentials)
    return Cluster(
        data_dir=layout.pgdata,
        owner_url=_url(OWNER, credentials.owner_password, address),
        app_url=_url(APP, credentials.app_password, address),
        port=None if layout.socket_dir else address.port,
        started_here=started_here,
        server=server,
        claim=claim(),
    )


def _url(role: str, password: str, address: Address) -> str:
    if address.host.startswith("/"):
        # The port is part of the socket's name; without it here, a PGPORT in the environment would win.
        return f"postgresql://{role}:{password}@/{DATABASE}?host={quote(address.host)}&port={address.port}"
    return f"postgresql://{role}:{password}@{address.host}:{address.port}/{DATABASE}"


@contextmanager
def _named_os_errors(data_dir: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DiskFull(data_dir) from error
        reason = f"{error.strerror} ({error.filename})" if error.filename else str(error)
        raise DataDirUnusable(data_dir, reason) from error
