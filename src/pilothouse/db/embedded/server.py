"""Start and stop the server process with `pg_ctl`."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

from pilothouse.db.embedded import config
from pilothouse.db.embedded.account import Account
from pilothouse.db.embedded.binaries import Binaries
from pilothouse.db.embedded.errors import (
    ClusterFailedToStart,
    ClusterFailedToStop,
    DatabasePortTaken,
    DiskFull,
    EmbeddedPostgresError,
    is_disk_full,
    tail,
)
from pilothouse.db.embedded.initialize import require
from pilothouse.db.embedded.layout import Layout
from pilothouse.db.embedded.probe import living_server

_WAIT_S = 60
_LOG_LIMIT_BYTES = 10_000_000
# Backends of a server that was killed outlive it for a moment, and hold its memory.
_ORPHANS_SIGN = "pre-existing shared memory block"


class OrphansRemain(ClusterFailedToStart):
    """Processes of a server that was killed are still leaving."""


@dataclass(frozen=True)
class Server:
    """One server: where it lies, who runs it, with which programs."""

    layout: Layout
    account: Account
    binaries: Binaries

    def start(self, port: int) -> None:
        """Start the server and wait up to a minute until it serves. A longer recovery goes on without an error.

        Raises:
            DatabasePortTaken: another program listens on the port.
            OrphansRemain: try again in a moment.
            DiskFull, ClusterFailedToStart: as they say.
        """
        pgdata, log = self.layout.pgdata, self.layout.log
        self._forget_the_dead()
        self._write_settings(port)
        said_before_bytes = _rotate(log)
        result = self._pg_ctl("start", "-l", log.name)
        if result.returncode != 0 and living_server(pgdata) is None:
            raise self.failure(f"{result.stdout}\n{tail(log, since_bytes=said_before_bytes)}".strip(), port)

    def stop(self) -> None:
        """Stop the server: sessions are closed, data is flushed. Does nothing where none runs.

        Raises:
            ClusterFailedToStop: it still runs after a minute.
        """
        if living_server(self.layout.pgdata) is None:
            return
        result = self._pg_ctl("stop", "-m", "fast")
        if result.returncode != 0 and living_server(self.layout.pgdata) is not None:
            raise ClusterFailedToStop(self.layout.pgdata, log=result.stdout.strip())

    def failure(self, log: str, port: int = 0) -> EmbeddedPostgresError:
        """Return the error that the last words of `pg_ctl` and the server stand for."""
        if is_disk_full(log):
            return DiskFull(self.layout.home, log=log)
        if "Address already in use" in log:
            return DatabasePortTaken(port, log=log)
        kind = OrphansRemain if _ORPHANS_SIGN in log else ClusterFailedToStart
        return kind(f"The database in {self.layout.pgdata} did not start.", log=log, log_path=self.layout.log)

    def _forget_the_dead(self) -> None:
        # PostgreSQL refuses to start when the number in one of its lock files is in use, by a zombie or by anybody.
        # Only files that were there before we looked are of the dead: the pg_ctl of a process that was killed lives on,
        # and its server may be writing its own at this moment.
        files = [self.layout.pgdata / "postmaster.pid", *self.layout.home.glob("socket/.s.PGSQL.*")]
        old = [file for file in files if file.exists()]
        if living_server(self.layout.pgdata) is None:
            for file in old:
                file.unlink(missing_ok=True)

    def _pg_ctl(self, action: str, *options: str) -> CompletedProcess[str]:
        command = [self.binaries.path("pg_ctl"), action, "-D", self.layout.pgdata.name, "-w", "-t", str(_WAIT_S)]
        return self.account.run([*command, *options], cwd=self.layout.home)

    def _write_settings(self, port: int) -> None:
        layout = self.layout
        require(self.account.run(["/bin/sh", "-c", "umask 077; mkdir -p socket"], cwd=layout.home), layout)
        text = config.render_settings(layout.socket_dir, port)
        require(self.account.write(f"{layout.pgdata.name}/{config.FILE_NAME}", text, cwd=layout.home), layout)


def _rotate(log: Path) -> int:
    """Put a log aside that has grown long, and return the size in bytes of what is already in the one in use."""
    with suppress(FileNotFoundError):
        if log.stat().st_size < _LOG_LIMIT_BYTES:
            return log.stat().st_size
        log.replace(log.with_name(f"{log.name}.1"))
    return 0
