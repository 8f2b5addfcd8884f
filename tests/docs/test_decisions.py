"""Decisions are numbered, complete and listed."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, Page, page

DECISIONS = sorted((ROOT / "docs/adr").glob("[0-9]*.md"))


def test_they_are_numbered_without_a_gap() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_each_has_context_decision_and_consequences(path: Path) -> None:
    text = Page(path).text
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert re.search(r"^Status: (accepted|replaced by \[\d{4}\]\(.+\))$", text, re.MULTILINE)


def test_the_list_has_all_of_them() -> None:
    assert set(page("docs/adr/README.md").links()) >= {path.name for path in DECISIONS}
