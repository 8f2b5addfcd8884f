"""The table of the verification standard: every item has a row, and every test that a row names is there."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, page

PAGE = "docs/concepts/asvs.md"
# How many items of levels 1 and 2 each section of version 5.0.0 has. They are numbered before those of level 3.
# Left out are sections that ask for nothing at these levels, and those that the page names as a whole.
ITEMS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4,
    "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5,
    "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4,
    "10.5": 5, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
}  # fmt: skip
_ROW = re.compile(r"^\| (V[\d., V-]+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/.]+)((?:::\w+)*)`")
_WITHOUT_TEST = ("does not apply", "yours to do", "**open**", "above", "[")  # a link: it asks for a page


def rows() -> list[tuple[str, str]]:
    """Return items and what shows them."""
    return [(items, shown) for items, _, shown in _ROW.findall(page(PAGE).text)]


def numbers(items: str) -> Iterator[str]:
    """Yield every item that the first cell of a row names: "V1.4.1, 3", "V1.2.6-8"."""
    section = ""
    for each in items.replace("V", "").split(", "):
        named, _, last = each.rpartition(".")
        section = named or section
        first, _, end = last.partition("-")
        yield from (f"{section}.{number}" for number in range(int(first), int(end or first) + 1))


@cache
def names_in(path: Path) -> frozenset[str]:
    """Return the tests of a file, and the classes that hold some, as pytest names them."""
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        names.add(getattr(node, "name", ""))
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}::{getattr(each, 'name', '')}" for each in node.body}
    return frozenset(names)


def test_every_item_has_one_row() -> None:
    wanted = [f"{section}.{number + 1}" for section, many in ITEMS.items() for number in range(many)]
    assert sorted(each for items, _ in rows() for each in numbers(items)) == sorted(wanted)


def test_every_row_names_a_test_or_why_there_is_none() -> None:
    assert [items for items, shown in rows() if not _TEST.search(shown) and not shown.startswith(_WITHOUT_TEST)] == []


@pytest.mark.parametrize("name", [PAGE, "tests/attacks/README.md"])
def test_every_test_that_is_named_is_there(name: str) -> None:
    named = _TEST.findall(page(name).text)
    assert len(named) > 20
    for path, inside in named:
        assert (ROOT / path).exists(), path
        assert not inside or inside.removeprefix("::") in names_in(ROOT / path), path + inside
