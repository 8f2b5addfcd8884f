"""Directories for clusters: in memory where there is room, and open to the account that runs the server."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pilothouse.db.embedded.probe import living_server
from tests.processes import kill

# A new cluster is 40 MB; in memory a test takes half the time.
_MEMORY = Path("/dev/shm")


def _has_room(directory: Path) -> bool:
    return directory.is_dir() and shutil.disk_usage(directory).free > 1_000_000_000


@contextmanager
def open_place(*, on_disk: bool = False) -> Iterator[Path]:
    """Make an empty directory that everybody can enter; pytest's own is closed to the server's account."""
    in_memory = not on_disk and _has_room(_MEMORY)
    path = Path(tempfile.mkdtemp(prefix="ph-", dir=_MEMORY if in_memory else None))
    path.chmod(0o755)
    try:
        yield path
    finally:
        for pid_file in path.rglob("postmaster.pid"):
            kill(living_server(pid_file.parent))
        shutil.rmtree(path, ignore_errors=True)
