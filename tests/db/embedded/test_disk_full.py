"""A disk without room is named as such, and once there is room the next start succeeds."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pilothouse.db.embedded import start_cluster, stop_cluster
from pilothouse.db.embedded.errors import DiskFull
from tests.db.embedded.conftest import Start, ask
from tests.db.embedded.neighbour import Neighbour


@pytest.fixture
def disk(place: Path) -> Iterator[Path]:
    """A small disk of its own."""
    mount = place / "disk"
    mount.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=80m,mode=755", "tmpfs", mount], check=False)
    if made.returncode:
        pytest.skip("this machine lets no disk be mounted; a file size limit stands in for it in the other test")
    yield mount
    subprocess.run(["umount", "--lazy", mount], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a disk; a file size limit stands in for it below")
class TestFullDisk:
    def fill(self, disk: Path, *, leave_bytes: int) -> Path:
        room = os.statvfs(disk)
        filler = disk / "filler"
        filler.write_bytes(b"x" * max(0, room.f_bavail * room.f_frsize - leave_bytes))
        return filler

    async def test_a_cluster_that_does_not_fit_leaves_nothing_half_made(self, disk: Path) -> None:
        filler = self.fill(disk, leave_bytes=10_000_000)
        with pytest.raises(DiskFull, match="There is no room left"):
            start_cluster(disk / "d")
        assert not (disk / "d" / "postgres" / "data").exists()
        filler.unlink()
        cluster = start_cluster(disk / "d")
        assert await ask(cluster.app_url, "select 1") == 1
        stop_cluster(cluster)

    async def test_a_server_that_finds_no_room_starts_once_there_is_some(self, disk: Path, start: Start) -> None:
        stop_cluster(start(disk / "d"))
        filler = self.fill(disk, leave_bytes=0)
        with pytest.raises(DiskFull):
            start_cluster(disk / "d")
        filler.unlink()
        cluster = start_cluster(disk / "d")
        assert await ask(cluster.app_url, "select 1") == 1
        stop_cluster(cluster)


class TestLimitedFiles:
    def test_a_limit_on_file_size_is_named(self, data_dir: Path, neighbour: Callable[..., Neighbour]) -> None:
        limited = neighbour(data_dir, file_size_limit_bytes=512_000)
        limited.go()
        report = limited.report()
        assert report["error"] == "disk_full"
        assert "a file size limit" in report["message"]
