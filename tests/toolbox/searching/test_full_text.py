"""The local index: what it finds, and that it follows the folder."""

import os
from pathlib import Path

import pytest

from pilothouse.toolbox.searching._documents import find_documents
from pilothouse.toolbox.searching._full_text import FullTextIndex, index_path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "fruit.md").write_text("Before.\n\n# Apples\n\nApples are red.\n\n# Pears\n\nPears are green, and sweet.")
    (folder / "page.html").write_text("<html><body><article><h1>Plums</h1><p>Plums are blue. " + "They are. " * 30)
    return folder


@pytest.fixture
def index(tmp_path: Path) -> FullTextIndex:
    return FullTextIndex(tmp_path / "index.sqlite")


def refresh(index: FullTextIndex, folder: Path) -> int:
    return index.refresh(find_documents(folder), lambda _fraction, _message: None)


def test_passages_come_with_their_heading(index: FullTextIndex, folder: Path) -> None:
    refresh(index, folder)
    (hit,) = index.search("green pears", 5)
    assert (hit.title, hit.source) == ("Pears", "fruit.md")
    assert "Pears are green" in hit.snippet


def test_pages_are_read_without_their_markup(index: FullTextIndex, folder: Path) -> None:
    refresh(index, folder)
    assert "<p>" not in index.search("plums blue", 5)[0].snippet


def test_some_of_the_words_are_better_than_nothing(index: FullTextIndex, folder: Path) -> None:
    refresh(index, folder)
    assert index.search("What colour have apples?", 5)[0].title == "Apples"
    assert index.search("appl", 5)[0].title == "Apples"


def test_only_what_changed_is_indexed_again(index: FullTextIndex, folder: Path) -> None:
    assert (refresh(index, folder), refresh(index, folder)) == (2, 0)
    (folder / "new.txt").write_text("Cherries are dark.")
    assert refresh(index, folder) == 1
    (folder / "new.txt").write_text("Cherries are bright.")
    os.utime(folder / "new.txt", (1, 1))
    assert refresh(index, folder) == 1
    assert "bright" in index.search("cherries", 5)[0].snippet
    (folder / "new.txt").unlink()
    assert refresh(index, folder) == 1
    assert index.search("cherries", 5) == []


def test_hidden_foreign_and_outside_files_are_left_alone(index: FullTextIndex, folder: Path) -> None:
    (folder.parent / "secret.md").write_text("hunter")
    (folder / "link.md").symlink_to(folder.parent / "secret.md")
    (folder / ".git").mkdir()
    (folder / ".git" / "x.md").write_text("hunter")
    (folder / "x.exe").write_text("hunter")
    (folder / "binary.txt").write_bytes(b"\x00\x01hunter" * 20)
    with (folder / "huge.txt").open("w") as file:
        file.truncate(6 * 2**20)
    refresh(index, folder)
    assert index.search("hunter", 5) == []


def test_folders_do_not_share_an_index(tmp_path: Path) -> None:
    assert index_path(tmp_path / "a", None) != index_path(tmp_path / "b", None)
    assert index_path(tmp_path / "a", tmp_path / "x").parent == tmp_path / "x"
