"""The documents of a folder, and their text in passages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pilothouse.toolbox.tables.errors import TableUnreadable
from pilothouse.toolbox.tables.text_formats import decode

_SUFFIXES = frozenset({".md", ".markdown", ".txt", ".rst", ".html", ".htm", ".csv", ".tsv", ".json", ".yaml", ".yml"})
_MAX_BYTES = 5 * 1024 * 1024
_MAX_FILES = 20_000
_PASSAGE_CHARS = 1_200  # a few paragraphs: enough to answer from, little enough to quote
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the folder. `name` is its path from there, `stamp` changes with its content."""

    name: str
    path: Path
    stamp: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a document under its nearest heading."""

    title: str
    text: str


def find_documents(folder: Path) -> list[Document]:
    """List the documents of a folder and its sub-folders. Links that lead out of it are not followed."""
    root = folder.resolve()
    found: list[Document] = []
    for path in sorted(root.rglob("*")):
        if len(found) >= _MAX_FILES:
            break
        if path.suffix.lower() in _SUFFIXES and path.is_file() and path.resolve().is_relative_to(root):
            stat = path.stat()
            if not _is_hidden(path.relative_to(root)) and stat.st_size <= _MAX_BYTES:
                found.append(Document(path.relative_to(root).as_posix(), path, f"{stat.st_mtime_ns}-{stat.st_size}"))
    return found


def passages_of(document: Document) -> list[Passage]:
    """Read a document and cut it at its headings and paragraphs; nothing of one that holds no text."""
    try:
        text = decode(document.path.read_bytes())
    except (TableUnreadable, OSError):
        return []
    if document.path.suffix.lower() in {".html", ".htm"}:
        text = _readable(text)
    return list(_cut(text, Path(document.name).stem))


def _cut(text: str, name: str) -> Iterator[Passage]:
    headings = [(match.start(), match[1]) for match in _HEADING.finditer(text)] or [(0, name)]
    if headings[0][0] > 0:
        headings.insert(0, (0, name))
    ends = [start for start, _ in headings[1:]] + [len(text)]
    for (start, title), end in zip(headings, ends, strict=True):
        for part in _parts(text[start:end]):
            yield Passage(title, part)


def _parts(section: str) -> Iterator[str]:
    """Gather paragraphs up to a passage's length; a longer paragraph is cut where it must be."""
    gathered = ""
    for paragraph in re.split(r"\n\s*\n", section):
        if gathered and len(gathered) + len(paragraph) > _PASSAGE_CHARS:
            yield gathered
            gathered = ""
        gathered = f"{gathered}\n\n{paragraph}".strip()
        while len(gathered) > 2 * _PASSAGE_CHARS:
            yield gathered[:_PASSAGE_CHARS]
            gathered = gathered[_PASSAGE_CHARS:]
    if gathered.strip():
        yield gathered


def _readable(text: str) -> str:
    from pilothouse.toolbox.web.readable import readable_page  # brings a reader of web pages along

    return readable_page(text, "").markdown


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
