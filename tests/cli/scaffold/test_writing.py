"""Files are written all or none, and never over others."""

from pathlib import Path

import pytest

from pilothouse.cli.scaffold.writing import FileTaken, project_files, write_all
from pilothouse.core.errors import Conflict


def test_folders_are_made_and_paths_returned(tmp_path: Path) -> None:
    assert write_all(tmp_path, {"a/b.py": "1", "c.py": "2"}) == [tmp_path / "a/b.py", tmp_path / "c.py"]
    assert (tmp_path / "a/b.py").read_text() == "1"


def test_nothing_is_written_when_one_file_is_there(tmp_path: Path) -> None:
    (tmp_path / "c.py").write_text("mine")
    with pytest.raises(FileTaken, match=r"c\.py is there already"):
        write_all(tmp_path, {"a.py": "1", "c.py": "2"})
    assert (tmp_path / "c.py").read_text() == "mine"
    assert not (tmp_path / "a.py").exists()


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Conflict, match="cannot be written"):
        write_all(tmp_path / "file", {"a.py": "1"})


def test_a_project_has_its_folders_and_hides_what_is_hidden() -> None:
    files = project_files({"name": "sales", "title": "Sales"})
    assert {name.split("/")[0] for name in files if "/" in name} == {
        "agents", "tools", "connectors", "recipes", "knowledge", "tests",
    }  # fmt: skip
    assert {"README.md", "AGENTS.md", ".gitignore", "pyproject.toml", "conftest.py"} <= files.keys()
    assert not [name for name, text in files.items() if "$" in text]
