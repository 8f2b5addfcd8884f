import json
from pathlib import Path

import pytest

from pilothouse.agents import local_context
from pilothouse.agents.local import LocalArtifacts, media_type_of
from pilothouse.core.errors import NotFound


class TestFiles:
    async def test_are_those_of_the_folder(self, tmp_path: Path) -> None:
        (tmp_path / "b.csv").write_text("x")
        (tmp_path / "a.parquet").write_text("xx")
        (tmp_path / ".hidden").write_text("x")
        (tmp_path / "sub").mkdir()
        files = await local_context(tmp_path).files.list()
        assert [(each.name, each.size_bytes) for each in files] == [("a.parquet", 2), ("b.csv", 1)]

    @pytest.mark.parametrize("name", ["missing.csv", "../secret.txt", "/etc/passwd", "sub/x"])
    async def test_of_other_folders_are_not_found(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "a.csv").write_text("x")
        with pytest.raises(NotFound, match=r"a\.csv"):
            await local_context(tmp_path).files.open(name)


class TestArtifacts:
    async def test_are_files_with_names_of_their_own(self, tmp_path: Path) -> None:
        store = LocalArtifacts(tmp_path / "out")
        first = await store.save("table", "t.json", "T", {"a": 1}, "application/json")
        second = await store.save("markdown", "t.json", "T", "text", "text/markdown")
        assert (first.name, second.name) == ("t.json", "t-2.json")
        assert json.loads((tmp_path / "out" / first.name).read_text()) == {"a": 1}
        assert second.size_bytes == 4

    @pytest.mark.parametrize("name", ["../../evil.txt", "/evil.txt", "..", "a/b.txt", "", "\x00x"])
    async def test_cannot_leave_the_folder(self, tmp_path: Path, name: str) -> None:
        store = LocalArtifacts(tmp_path / "out")
        saved = await store.save("file", name, "Evil", b"x", "text/plain")
        assert (tmp_path / "out" / saved.name).read_bytes() == b"x"


def test_media_types_of_data_files_are_known() -> None:
    assert media_type_of("a.parquet") == "application/vnd.apache.parquet"
    assert media_type_of("a.csv") == "text/csv"
    assert media_type_of("a.unknown") == "application/octet-stream"
