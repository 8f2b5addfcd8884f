"""Make a new, empty cluster. It appears under its name only when it is complete."""

import os
import secrets
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
    _clear_away(layout)
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
    # A name of its own each time: when a process is killed here, its initdb lives on and writes for a moment.
    fresh = f"{_FRESH}.{secrets.token_hex(4)}"
    password_file = f"{fresh}.password"
    try:
        require(account.write(password_file, credentials.superuser_password, cwd=layout.home), layout)
        initdb = [binaries.path("initdb"), "-D", fresh, f"--pwfile={password_file}", *_INITDB_OPTIONS]
        require(account.run(initdb, cwd=layout.home), layout)
        require(account.write(f"{fresh}/postgresql.conf", config.INCLUDE, cwd=layout.home, append=True), layout)
        (layout.home / fresh).rename(layout.pgdata)
        _sync(layout.home)
    finally:
        _clear_away(layout)


def _clear_away(layout: Layout) -> None:
    for remains in layout.home.glob(f"{_FRESH}.*"):
        if remains.is_dir():
            shutil.rmtree(remains, ignore_errors=True)
        else:
            remains.unlink(missing_ok=True)


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
