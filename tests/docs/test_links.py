"""Links between pages lead somewhere."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.pages import ROOT, Page, all_pages

_OUTSIDE = re.compile(r"^(https?|mailto):")


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.name)
def test_every_link_of_a_page_resolves(page: Page) -> None:
    for link in page.links():
        if not _OUTSIDE.match(link):
            _check(page, link)


def _check(page: Page, link: str) -> None:
    name, _, fragment = link.partition("#")
    target = (page.path.parent / unquote(name)).resolve() if name else page.path
    assert target.exists(), f"{page.name} links to {link}, which is not there"
    assert target.is_relative_to(ROOT), f"{page.name} links out of the repository: {link}"
    if fragment and target.suffix == ".md":
        assert fragment in Page(target).anchors(), f"{page.name} links to {link}, and there is no such heading"


def test_every_page_can_be_reached_from_the_readme() -> None:
    pages = {page.path: page for page in all_pages()}
    pending, reached = [ROOT / "README.md"], set[Path]()
    while pending:
        path = pending.pop()
        if path in reached or path not in pages:
            continue
        reached.add(path)
        links = (link.partition("#")[0] for link in pages[path].links() if not _OUTSIDE.match(link))
        pending += [(path.parent / unquote(link)).resolve() for link in links if link]
    lost = {page.name for path, page in pages.items() if path not in reached and not page.name.startswith(".github")}
    assert not lost
