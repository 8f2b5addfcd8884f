from pathlib import Path

import pytest

from pilothouse.agents import ToolContext, ToolRetry, local_context
from pilothouse.agents.errors import InvalidArguments
from pilothouse.agents.execution import execute
from pilothouse.toolbox.files_search import files_search
from pilothouse.toolbox.files_write import files_write


@pytest.fixture
def context(tmp_path: Path) -> ToolContext:
    (tmp_path / "a.txt").write_text("First line\nThe Red fox\nlast")
    (tmp_path / "b.md").write_text("a red dog\n" * 100)
    (tmp_path / "c.bin").write_bytes(b"\x00\x01red" * 50)
    return local_context(tmp_path)


class TestSearching:
    async def test_finds_lines_in_all_files(self, context: ToolContext) -> None:
        found = (await execute(files_search, {"text": "red", "limit": 5}, context)).output
        assert found["total_lines"] == 101
        assert found["lines"][0] == {"file": "a.txt", "line": 2, "text": "The Red fox"}
        assert len(found["lines"]) == 5
        assert found["skipped"] == ["c.bin"]

    async def test_finds_patterns(self, context: ToolContext) -> None:
        arguments = {"text": r"^the \w+ fox$", "file": "a.txt", "is_pattern": True}
        assert (await execute(files_search, arguments, context)).output["total_lines"] == 1

    async def test_takes_what_looks_like_a_pattern_as_it_stands(self, context: ToolContext) -> None:
        assert (await execute(files_search, {"text": ".*", "file": "a.txt"}, context)).output["total_lines"] == 0

    async def test_is_not_held_up_by_a_hostile_pattern(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("a" * 50_000 + "b")
        arguments = {"text": "(a+)+c", "is_pattern": True}
        assert (await execute(files_search, arguments, local_context(tmp_path))).output["total_lines"] == 0

    async def test_a_broken_pattern_is_told(self, context: ToolContext) -> None:
        with pytest.raises(ToolRetry, match="regular expression"):
            await execute(files_search, {"text": "(", "is_pattern": True}, context)


class TestWriting:
    async def test_saves_a_text(self, context: ToolContext, tmp_path: Path) -> None:
        written = (await execute(files_write, {"name": "Report 1.md", "text": "# Ä"}, context)).output
        assert (tmp_path / "artifacts" / written["artifact"]).read_text() == "# Ä"

    @pytest.mark.parametrize(
        "name",
        ["../x.md", "/etc/x.md", "a/b.md", "..", ".md", "x", "", "a\\b.md", "a\n.md", "x.exe", "x.PS1", "\u202egpj.md"],
    )
    async def test_refuses_names_that_lead_elsewhere(self, context: ToolContext, name: str, tmp_path: Path) -> None:
        with pytest.raises(ToolRetry):
            await execute(files_write, {"name": name, "text": "x"}, context)
        assert not (tmp_path / "artifacts").exists()

    async def test_refuses_a_text_without_end(self, context: ToolContext) -> None:
        with pytest.raises(InvalidArguments):
            await execute(files_write, {"name": "a.md", "text": "x" * 1_000_001}, context)
