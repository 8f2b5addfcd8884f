"""Make a new, empty cluster. It appears under its name only when it is complete."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from pilothouse.db.embedded import config
from pilothouse.db.embedded.account import Account
from pilothouse.db.embedded.binaries import Binaries
from pilothouse.db.embedded.credentials import SUPERUSER, Credentials
from pilothouse.db.embedded.errors import (
    ClusterFailedToStart,
    CredentialsLost,
    DiskFull,
    WrongMajorVersion,
    is_disk_full,
)
from pilothouse.db.embedded.layout import Layout

_FRESH = "data.new"
_PASSWORD_FILE = "superuser.password"  # noqa: S105  a file's name
_INITDB_OPTIONS = (
    f"--username={SUPERUSER}",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    # The same sorting on every machine and after every upgrade of the C library.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
    "--no-instructions",
)


def ensure_cluster(
    layout: Layout, account: Account, binaries: Binaries, progress: Callable[[str], None]
) -> Credentials:
    """Return the passwords of the cluster, which is made first when there is none.

    Raises:
        WrongMajorVersion: another major version of PostgreSQL wrote the cluster.
        CredentialsLost: the cluster is there, and the file with its passwords is not.
        DiskFull, ClusterFailedToStart: the cluster cannot be made.
    """
    credentials = Credentials.read(layout.credentials)
    if layout.pgdata.exists():
        _require_major_version(layout.pgdata, binaries.major_version)
        if credentials is None:
            raise CredentialsLost(
                layout.credentials, layout.pgdata, "the file with its passwords is missing or damaged"
            )
        return credentials
    if credentials is None:
        # On disk before the cluster that needs them, so that no crash can separate the two.
        credentials = Credentials.generate()
        credentials.write(layout.credentials)
    progress(f"Creating a database in {layout.pgdata}")
    _create(layout, account, binaries, credentials)
    return credentials


def _require_major_version(pgdata: Path, expected: str) -> None:
    try:
        found = (pgdata / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        found = "an unknown version"
    if found != expected:
        raise WrongMajorVersion(pgdata, found, expected)


def _create(layout: Layout, account: Account, binaries: Binaries, credentials: Credentials) -> None:
    fresh = layout.home / _FRESH
    shutil.rmtree(fresh, ignore_errors=True)  # what a crash left half-made
    try:
        require(account.write(_PASSWORD_FILE, credentials.superuser_password, cwd=layout.home), layout)
        initdb = [binaries.path("initdb"), "-D", _FRESH, f"--pwfile={_PASSWORD_FILE}", *_INITDB_OPTIONS]
        require(account.run(initdb, cwd=layout.home), layout)
        require(account.write(f"{_FRESH}/postgresql.conf", config.INCLUDE, cwd=layout.home, append=True), layout)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    finally:
        (layout.home / _PASSWORD_FILE).unlink(missing_ok=True)
    fresh.rename(layout.pgdata)
    _sync(layout.home)


def require(result: CompletedProcess[str], layout: Layout) -> None:
    """Raise the error that the output of a failed program stands for."""
    if result.returncode == 0:
        return
    if is_disk_full(result.stdout):
        raise DiskFull(layout.home, log=result.stdout.strip())
    raise ClusterFailedToStart(f"The database in {layout.home} could not be prepared.", log=result.stdout.strip())


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
