"""Reading the documentation: pages, fenced blocks, headings and links."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

_FENCE = re.compile(r"^(?P<fence>`{3,})(?P<info>[^`\n]*)\n(?P<text>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`[^`\n]*`")


@dataclass(frozen=True)
class Block:
    """A fenced block.

    Attributes:
        language: the first word after the fence.
        mark: the second: `run` executes a shell block, `expect` holds what the last one prints, `file=NAME` is written.
    """

    language: str
    mark: str
    text: str
    line: int


@dataclass(frozen=True)
class Page:
    """One Markdown file of the repository."""

    path: Path

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def blocks(self) -> list[Block]:
        """Return the fenced blocks in order."""
        found = []
        for match in _FENCE.finditer(self.text):
            language, _, mark = match["info"].strip().partition(" ")
            found.append(Block(language, mark, match["text"], self.text.count("\n", 0, match.start()) + 1))
        return found

    def prose(self) -> str:
        """Return the page without its fenced blocks."""
        return _FENCE.sub("", self.text)

    def anchors(self) -> set[str]:
        """Return the fragments that its headings make, as GitHub writes them."""
        return {_anchor(heading) for heading in _HEADING.findall(self.prose())}

    def links(self) -> list[str]:
        """Return where its links and pictures lead."""
        return _LINK.findall(_CODE.sub("", self.prose()))


def all_pages() -> list[Page]:
    """Return every page of the documentation, and those at the top of the repository."""
    patterns = ("*.md", ".github/**/*.md", "docs/**/*.md", "examples/**/*.md")
    return [Page(path) for pattern in patterns for path in sorted(ROOT.glob(pattern))]


def page(name: str) -> Page:
    """Return one page by its path in the repository."""
    return Page(ROOT / name)


def _anchor(heading: str) -> str:
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
