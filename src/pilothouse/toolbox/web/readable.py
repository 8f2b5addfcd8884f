"""What a web page says, without what stands around it: Markdown, its tables and its links."""

import importlib
import logging
import re
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urljoin, urlsplit

_MAX_LINKS = 100
_MAX_TABLES = 20
_MAX_ROWS = 200
_MAX_CELL_CHARS = 300
_LITTLE_CHARS = 200  # less than this is a menu or an apology, and no text


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link of the page, with its words."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table of the page; the first row is its header where it has one."""

    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class ReadablePage:
    """A page, as one reads it. `is_thin` tells that there is hardly any text: it may be made by scripts."""

    title: str
    markdown: str
    tables: list[PageTable]
    links: list[PageLink]
    is_thin: bool


def readable_page(html: str, url: str) -> ReadablePage:
    """Read a page. Whatever its HTML is like, something comes out."""
    import trafilatura  # takes a third of a second to import, and few processes read pages

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # an empty page is no error of ours
    tree = _parsed(html)
    if tree is None:
        return ReadablePage("", "", [], [], is_thin=True)
    title = _words(tree.findtext(".//title") or "")[:300]
    found: str | None = trafilatura.extract(
        html, url=url or None, output_format="markdown", include_links=True, include_tables=True,
        include_formatting=True, include_comments=False, favor_recall=True,
    )  # fmt: skip
    markdown = (found or "").strip() or _plain_text(tree)
    return ReadablePage(title, markdown, _tables(tree), _links(tree, url), len(markdown) < _LITTLE_CHARS)


def _parsed(html: str) -> Any:
    """Parse a page into a tree of lxml; None when there is nothing in it."""
    etree: Any = importlib.import_module("lxml.etree")
    lxml_html: Any = importlib.import_module("lxml.html")
    try:
        return lxml_html.document_fromstring(html.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return None


def _plain_text(tree: Any) -> str:
    """Take all text of the body, for pages without an article."""
    for each in tree.xpath("//script | //style | //noscript | //template"):
        each.drop_tree()
    body = tree.find("body")
    lines = (_words(line) for line in (tree if body is None else body).text_content().splitlines())
    return "\n".join(line for line in lines if line)


def _tables(tree: Any) -> list[PageTable]:
    tables: list[PageTable] = []
    for table in tree.iter("table"):
        rows = [_cells(row) for row in list(table.iter("tr"))[:_MAX_ROWS]]
        filled = [row for row in rows if any(row)]
        if len(filled) > 1 and max(len(row) for row in filled) > 1 and len(tables) < _MAX_TABLES:
            tables.append(PageTable(filled))
    return tables


def _cells(row: Any) -> list[str]:
    return [_words(cell.text_content())[:_MAX_CELL_CHARS] for cell in row.iterchildren("td", "th")]


def _links(tree: Any, url: str) -> list[PageLink]:
    found: dict[str, PageLink] = {}
    for link in tree.iter("a"):
        address = _address(url, cast("str", link.get("href") or ""))
        words = _words(link.text_content())[:200]
        if address and words and address not in found and len(found) < _MAX_LINKS:
            found[address] = PageLink(words, address)
    return list(found.values())


def _address(base: str, href: str) -> str:
    """Make a link absolute; nothing of one that is no page, such as javascript: or one within this page."""
    try:
        address = urljoin(base, href.strip())
        is_page = urlsplit(address).scheme in {"http", "https"} and not href.startswith("#")
    except ValueError:
        return ""
    return address[:2_000] if is_page else ""


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
