"""What pages tell people to do works, word by word."""

import ast
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.docs.conftest import Installation
from tests.docs.pages import ROOT, Page, all_pages, page
from tests.docs.scratch import Scratch
from tests.typescript import build_package

_MARKS = ("", "run", "expect")
OWN_CODE = (
    "docs/guides/write-a-tool.md",
    "docs/guides/write-an-agent.md",
    "docs/guides/yaml-agents.md",
    "docs/guides/project-folder.md",
    "docs/guides/approvals.md",
    "docs/guides/scan.md",
)


def by_name(each: Page) -> str:
    return each.name


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Python blocks run in this process, in the folder that they would be run in."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def test_the_quickstart_works_on_a_fresh_checkout(place: Path) -> None:
    with inside(place):
        Scratch(place).follow(page("docs/start/quickstart.md"))


@pytest.mark.timeout(300)  # several commands, each of which starts the database for itself
@pytest.mark.parametrize("name", OWN_CODE)
def test_a_page_about_code_of_ones_own_works_with_nothing_started(name: str, place: Path) -> None:
    with inside(place):
        Scratch(place).follow(page(name))


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "docs/guides/missions.md",
        "docs/guides/gateway.md",
        "docs/guides/follow-spending.md",
        "docs/guides/chat.md",
        "docs/concepts/live-events.md",
    ],
)
def test_a_page_works_against_a_running_server(name: str, tmp_path: Path, installation: Installation) -> None:
    follow(name, tmp_path, installation)


def test_the_page_about_clients_works(tmp_path: Path, installation: Installation) -> None:
    build_package(tmp_path)
    follow("docs/guides/sdk.md", tmp_path, installation)


def test_a_page_that_connects_models_works(tmp_path: Path, own_installation: Installation) -> None:
    follow("docs/guides/connect-a-model.md", tmp_path, own_installation)


def follow(name: str, folder: Path, installation: Installation) -> None:
    """Do what a page says with a server at hand."""
    with inside(folder), pytest.MonkeyPatch.context() as patch:
        for variable, value in installation.variables.items():
            patch.setenv(variable, value)
        Scratch(folder, **installation.variables).follow(page(name))


def test_the_quickstart_builds_the_package_that_is_among_the_examples() -> None:
    shown = [each for each in page("docs/start/quickstart.md").blocks() if each.mark.startswith("file=")]
    assert {each.mark for each in shown} == {"file=trip-tools/trip_tools.py", "file=trip-tools/pyproject.toml"}
    for block in shown:
        example = ROOT / "examples" / block.mark.removeprefix("file=")
        assert example.read_text(encoding="utf-8") == block.text


@pytest.mark.parametrize("each", all_pages(), ids=by_name)
def test_every_block_says_what_it_is_and_python_is_python(each: Page) -> None:
    for block in each.blocks():
        assert block.language, f"{each.name}:{block.line} has no language"
        assert block.mark in _MARKS or block.mark.startswith("file="), f"{each.name}:{block.line}: {block.mark!r}"
        if block.language == "python":
            ast.parse(block.text)
