import io
import os
import zipfile
from pathlib import Path

import pytest

from pilothouse.access.security.screening.screener import Screener
from pilothouse.access.security.screening.verdict import BlockedByPolicy
from pilothouse.core.principal import Principal
from pilothouse.runtime.files.screening import screen_upload


def archive(files: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return written.getvalue()


async def upload(folder: Path, name: str, content: bytes, who: Principal) -> None:
    path = folder / "uploaded"
    path.write_bytes(content)
    await screen_upload(Screener(), who, name, path)


class TestArchives:
    async def test_that_are_large_are_read_to_their_end(self, tmp_path: Path, principal: Principal) -> None:
        """Their directory stands there: cut anywhere before, the best of them looks broken."""
        await upload(tmp_path, "figures.zip", archive({f"{n}.bin": os.urandom(3_000_000) for n in range(4)}), principal)

    @pytest.mark.parametrize("name", ["cut.xlsx", "cut.zip"])
    async def test_that_are_broken_are_let_in(self, tmp_path: Path, principal: Principal, name: str) -> None:
        """Whoever opens it says so in words that help; it harms nobody."""
        await upload(tmp_path, name, archive({"a.txt": b"x" * 100})[:60], principal)

    @pytest.mark.parametrize(
        "files",
        [{"../../etc/passwd": b"x"}, {"zeros.bin": bytes(50_000_000)}],
        ids=["a path that leads out", "a bomb"],
    )
    async def test_that_attack_their_reader_are_kept_out(
        self, tmp_path: Path, principal: Principal, files: dict[str, bytes]
    ) -> None:
        with pytest.raises(BlockedByPolicy, match="An archive that attacks its reader"):
            await upload(tmp_path, "skill.zip", archive(files, zipfile.ZIP_DEFLATED), principal)
