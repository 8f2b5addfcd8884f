"""Where the cluster and everything around it lies.

<data dir>/postgres/                    the cluster's home, or a link to it in /var/lib/pilothouse
    data/                               PostgreSQL's own directory
    socket/                             the Unix socket
    server.log
<data dir>/postgres.credentials.json    passwords of the three roles, mode 0600
<data dir>/postgres.lock, .users        see `locks`
"""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pilothouse.db.embedded.account import Account
from pilothouse.db.embedded.errors import DataDirUnusable, ServerAccountUnusable

SYSTEM_DIR = Path("/var/lib/pilothouse")
# The name PostgreSQL gives a socket for its usual port. Nothing listens on that port; it is only part of a name.
SOCKET_PORT = 5432
_SOCKET_NAME = f".s.PGSQL.{SOCKET_PORT}"
_SOCKET_PATH_BYTES = 100  # Linux takes 107, macOS 103


@dataclass(frozen=True)
class Layout:
    """The places of one cluster.

    Attributes:
        root: the platform's data directory.
        home: what belongs to the cluster alone, owned by the account that runs the server.
    """

    root: Path
    home: Path

    @classmethod
    def of(cls, root: Path) -> "Layout":
        """Return the places for a data directory, following the link to a home elsewhere."""
        root = root.resolve()
        return cls(root, (root / "postgres").resolve())

    @property
    def pgdata(self) -> Path:
        """PostgreSQL's own directory."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server and `pg_ctl` say."""
        return self.home / "server.log"

    @property
    def credentials(self) -> Path:
        """The file with the passwords."""
        return self.root / "postgres.credentials.json"

    @property
    def lock(self) -> Path:
        """Held while the server is prepared, started, joined or stopped."""
        return self.root / "postgres.lock"

    @property
    def users(self) -> Path:
        """Held, shared, by every process that uses the server."""
        return self.root / "postgres.users"

    @property
    def socket_dir(self) -> Path | None:
        """The socket's directory; None where no socket can be made or written into a URL."""
        directory = self.home / "socket"
        path = str(directory / _SOCKET_NAME)
        # A comma separates hosts in every PostgreSQL client; what cannot be printed cannot be written to its settings.
        speakable = path.isprintable() and "," not in path
        return directory if speakable and len(os.fsencode(path)) <= _SOCKET_PATH_BYTES else None


def make_root(root: Path) -> None:
    """Make the data directory when there is none. For root it can be passed through, but not listed, by others."""
    try:
        root.mkdir(parents=True)
    except FileExistsError:
        if not root.is_dir():
            raise
    else:
        root.chmod(0o711 if os.geteuid() == 0 else 0o700)


def make_system_dir(*parts: str) -> Path:
    """Make a directory below `/var/lib/pilothouse` that every account can pass through, and return it."""
    directory = SYSTEM_DIR.joinpath(*parts)
    for missing in [path for path in (SYSTEM_DIR, directory) if not path.exists()]:
        missing.mkdir(parents=True, exist_ok=True)
        missing.chmod(0o755)  # whatever our umask; a directory that was there keeps its mode
    return directory


def make_home(root: Path, account: Account, progress: Callable[[str], None]) -> Layout:
    """Make the cluster's home when there is none, where the account can reach it.

    That is inside the data directory. Where a parent of it is closed to the account (a data directory below /root),
    the home goes to a directory of its own in `/var/lib/pilothouse`, with a link to it in the data directory.

    Raises:
        ServerAccountUnusable: the account can reach neither place.
        DataDirUnusable: the home was elsewhere and is gone.
    """
    link = root / "postgres"
    if link.is_symlink() and not link.exists():
        raise DataDirUnusable(root, f"its database was in {link.readlink()}, which is not there any more")
    if not link.exists():
        fresh = root / "postgres.new"  # under its name only once it is the account's
        fresh.mkdir(exist_ok=True)
        account.own(fresh)
        if account.can_use(fresh):
            fresh.rename(link)
        else:
            fresh.rmdir()
            link.symlink_to(_home_elsewhere(account))
            # For whoever finds it there and asks whether it may go.
            account.write("data-directory.txt", f"{root}\n", cwd=link.resolve())
            progress(f"The account {account.name!r} cannot reach {root}; the database goes to {link.readlink()}")
    layout = Layout.of(root)
    if not account.can_use(layout.home):
        raise ServerAccountUnusable(account.name, f"it cannot write in {layout.home}")
    return layout


def _home_elsewhere(account: Account) -> Path:
    # A name of its own, not one derived from the data directory: a new data directory at an old path starts empty.
    home = make_system_dir() / secrets.token_hex(6)
    home.mkdir()
    account.own(home)
    return home
