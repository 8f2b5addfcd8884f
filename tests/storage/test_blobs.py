import asyncio
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.requests import ClientDisconnect

from pilothouse.core.errors import NotFound, TooLarge
from pilothouse.core.ids import new_id
from pilothouse.storage.blobs import DiskBlobs, StorageBroken, StorageFull

MINE, THEIRS = new_id(), new_id()
LIMIT = 10_000_000


@pytest.fixture
def blobs(tmp_path: Path) -> DiskBlobs:
    return DiskBlobs(tmp_path / "blobs")


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def chunks(*content: bytes) -> AsyncIterator[bytes]:
    for each in content:
        yield each


class TestErase:
    async def test_takes_everything_of_one_organization(self, blobs: DiskBlobs, tmp_path: Path) -> None:
        kept = {(await blobs.put(MINE, content, LIMIT)).sha256 for content in (b"one", b"two")}
        await blobs.put(THEIRS, b"one", LIMIT)
        (tmp_path / "blobs" / str(MINE) / ".incoming-half").touch()
        assert {name async for name in blobs.names(MINE)} == kept
        await blobs.erase(MINE)
        await blobs.erase(MINE)
        assert [name async for name in blobs.names(MINE)] == []
        assert not (tmp_path / "blobs" / str(MINE)).exists()
        assert [name async for name in blobs.names(THEIRS)] != []


class TestPut:
    async def test_stores_bytes_under_their_hash_readable_by_nobody_else(self, blobs, tmp_path) -> None:
        blob = await blobs.put(MINE, b"some content", LIMIT)
        assert (blob.sha256, blob.size_bytes) == (hashlib.sha256(b"some content").hexdigest(), 12)
        path = await blobs.path(MINE, blob.sha256)
        assert path.read_bytes() == b"some content"
        assert path.stat().st_mode & 0o077 == 0
        assert (tmp_path / "blobs" / str(MINE)).stat().st_mode & 0o077 == 0

    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.binary(max_size=3_000), max_size=6))
    def test_whatever_the_pieces_the_whole_is_stored(self, blobs, pieces) -> None:
        whole = b"".join(pieces)
        blob = asyncio.run(blobs.put(MINE, chunks(*pieces), LIMIT))
        assert (blob.sha256, blob.size_bytes) == (hashlib.sha256(whole).hexdigest(), len(whole))
        assert asyncio.run(blobs.path(MINE, blob.sha256)).read_bytes() == whole

    async def test_keeps_the_same_bytes_once(self, blobs, tmp_path) -> None:
        made = await asyncio.gather(*(blobs.put(MINE, b"x" * 3_000_000, LIMIT) for _ in range(5)))
        assert len({blob.sha256 for blob in made}) == 1
        assert len(files_in(tmp_path)) == 1

    async def test_keeps_organizations_apart(self, blobs, tmp_path) -> None:
        blob = await blobs.put(MINE, b"mine", LIMIT)
        with pytest.raises(NotFound, match="no longer stored"):
            await blobs.path(THEIRS, blob.sha256)
        await blobs.put(THEIRS, b"mine", LIMIT)
        assert len(files_in(tmp_path)) == 2

    @pytest.mark.parametrize("is_stream", [False, True])
    async def test_refuses_what_passes_the_limit_and_keeps_nothing(self, blobs, tmp_path, is_stream) -> None:
        content = chunks(*[b"x" * 1_000] * 2_001) if is_stream else b"x" * 2_000_001
        with pytest.raises(TooLarge, match="2 MB at most") as refused:
            await blobs.put(MINE, content, 2_000_000)
        assert refused.value.details == {"limit_bytes": 2_000_000}
        assert files_in(tmp_path) == []

    async def test_takes_what_reaches_the_limit(self, blobs) -> None:
        assert (await blobs.put(MINE, b"x" * 2_000_000, 2_000_000)).size_bytes == 2_000_000

    async def test_keeps_nothing_of_a_sender_who_leaves(self, blobs, tmp_path) -> None:
        async def leaves() -> AsyncIterator[bytes]:
            yield b"the first half"
            raise ClientDisconnect

        with pytest.raises(ClientDisconnect):
            await blobs.put(MINE, leaves(), LIMIT)
        assert files_in(tmp_path) == []

    async def test_keeps_nothing_when_it_is_cancelled(self, blobs, tmp_path) -> None:
        began = asyncio.Event()

        async def stalls() -> AsyncIterator[bytes]:
            yield b"the first half"
            began.set()
            await asyncio.Event().wait()

        putting = asyncio.create_task(blobs.put(MINE, stalls(), LIMIT))
        await began.wait()
        putting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await putting
        assert files_in(tmp_path) == []

    async def test_says_so_when_the_folder_cannot_be_written(self, tmp_path) -> None:
        (tmp_path / "blobs").write_text("a file stands where the folder should be")
        with pytest.raises(StorageBroken, match="cannot be written: "):
            await DiskBlobs(tmp_path / "blobs").put(MINE, b"x", LIMIT)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of one megabyte."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a disk; a file size limit stands in for it below")
    mount = Path(tempfile.mkdtemp(prefix="ph-"))
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount], check=False)
    if made.returncode:
        pytest.skip("this machine lets no disk be mounted; a file size limit stands in for it below")
    yield mount
    subprocess.run(["umount", "--lazy", mount], check=True)
    mount.rmdir()


_LIMITED = """
import asyncio, resource, sys
from pathlib import Path
from uuid import UUID
from pilothouse.storage.blobs import DiskBlobs, StorageFull
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    asyncio.run(DiskBlobs(Path(sys.argv[1])).put(UUID(int=1), b"x" * 200_000, 10**7))
except StorageFull as error:
    print(error.message)
"""


class TestFullDisk:
    async def test_says_that_it_is_full_keeps_nothing_and_works_again_with_room(self, small_disk) -> None:
        blobs = DiskBlobs(small_disk / "blobs")
        kept = await blobs.put(MINE, b"x" * 300_000, LIMIT)
        with pytest.raises(StorageFull, match="full; nothing was stored"):
            await blobs.put(MINE, b"y" * 2_000_000, LIMIT)
        assert files_in(small_disk) == [await blobs.path(MINE, kept.sha256)]
        assert (await blobs.put(MINE, b"z" * 300_000, LIMIT)).size_bytes == 300_000

    def test_a_limit_on_the_size_of_files_counts_as_full(self, tmp_path) -> None:
        # -B: Python 3.11 leaves half of a compiled module where the limit cuts it, and nobody can import it any more
        command = [sys.executable, "-B", "-c", _LIMITED, tmp_path]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
        assert "full; nothing was stored" in done.stdout
        assert files_in(tmp_path) == []
