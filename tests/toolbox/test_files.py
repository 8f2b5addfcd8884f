from pathlib import Path

import pytest

from pilothouse.agents import ToolContext, ToolFailed, local_context
from pilothouse.agents.execution import execute
from pilothouse.core.errors import NotFound
from pilothouse.toolbox.files import files_list, files_read
from pilothouse.toolbox.tables.errors import TableUnreadable


async def test_attached_files_are_listed(context: ToolContext) -> None:
    listed = (await execute(files_list, {}, context)).output
    assert "notes.txt" in {each["name"] for each in listed["files"]}
    assert listed["finding"].startswith("5 attached")


async def test_nothing_attached_is_said(tmp_path: Path) -> None:
    assert (await execute(files_list, {}, local_context(tmp_path))).summary == "No file is attached."


async def test_text_is_read_in_parts(context: ToolContext) -> None:
    first = (await execute(files_read, {"file": "notes.txt", "limit": 10}, context)).output
    assert (first["text"], first["next_offset"], first["total_chars"]) == ("Ä note.\nÄ ", 10, 16_000)
    last = (await execute(files_read, {"file": "notes.txt", "offset": 15_995}, context)).output
    assert last["text"] == "ote.\n"
    assert "next_offset" not in last


async def test_an_unknown_file_is_answered_with_those_there_are(context: ToolContext) -> None:
    with pytest.raises(NotFound, match=r"cars\.json"):
        await execute(files_read, {"file": "../cars.json"}, context)


async def test_binary_and_huge_files_are_refused(context: ToolContext, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"\x00\x01" * 100)
    with pytest.raises(TableUnreadable, match="binary"):
        await execute(files_read, {"file": "a.bin"}, context)
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    with pytest.raises(ToolFailed, match="22 MB"):
        await execute(files_read, {"file": "huge.txt"}, context)
