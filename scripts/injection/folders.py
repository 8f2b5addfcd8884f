"""Ordinary text from folders of installed packages: prose, documentation, data files with sentences, programs."""

import bz2
import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PROSE = {".md", ".rst", ".txt", ".yml", ".yaml", ".html", ".cor", ".json", ".tex", ".1", "", ".po", ".mdx", ".csv"}
_PROSE |= {".intent", ".dialog"}  # what people say to voice assistants, and what these answer
_CODE = {".py", ".js", ".ts", ".c", ".h", ".sh", ".sql", ".rs", ".go", ".java", ".toml", ".cfg", ".css", ".pyi", ".xml"}
_LARGEST_BYTES = 400_000
_MARKUP = re.compile(r"<[^>\n]{1,200}>")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
# Packages that speak about attacks on models would teach the wrong thing.
LEFT_OUT = re.compile(
    r"jailbreak|prompt.?inject|toxi|harmful|advbench|do.not.answer|garak|shield|red.?team", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of ordinary text.

    Attributes:
        group: the package or folder it came from; pieces of one group never stand on both sides of a split.
    """

    text: str
    group: str


def pieces_of(folder: Path, *, most_per_group: int, seed: int = 0) -> Iterator[Piece]:
    """Cut pieces of one sentence to 1,800 characters out of a folder's files, a few of each file."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in _PROSE | _CODE]
    random.Random(seed).shuffle(files)
    taken: dict[str, int] = {}
    for path in files:
        group = _group(folder, path)
        if taken.get(group, 0) < most_per_group and not LEFT_OUT.search(str(path.relative_to(folder))):
            for text in _cut(_read(path), is_prose=path.suffix in _PROSE, seed=seed):
                if not LEFT_OUT.search(text):
                    taken[group] = taken.get(group, 0) + 1
                    yield Piece(text, group)


def _group(folder: Path, path: Path) -> str:
    parts = path.relative_to(folder).parts
    deep = 3 if {"tasks", "lang", "locale"} & set(parts) else 1
    return "/".join((folder.name, *parts[: min(deep, len(parts) - 1)]))


def _read(path: Path) -> str:
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST_BYTES:
            return ""
        data = path.read_bytes()
        return (bz2.decompress(data) if path.suffix == ".bz2" else data).decode()
    except (OSError, UnicodeDecodeError):
        return ""


def _cut(text: str, *, is_prose: bool, seed: int) -> Iterator[str]:
    if len(text) < 40:
        return
    chance = random.Random(hashlib.sha256(f"{seed}{text[:2000]}".encode()).digest())
    for _ in range(min(4, 1 + len(text) // 1500)):
        start = text.find("\n", chance.randrange(max(1, len(text) - 200))) + 1
        piece = text[start : start + chance.choice((200, 600, 1800))].strip()
        if len(piece) >= 40:
            yield piece
    if is_prose:
        sentences = [
            each.strip() for each in _SENTENCE.split(_MARKUP.sub(" ", text[:60_000])) if 15 <= len(each) <= 300
        ]
        for _ in range(min(6, len(sentences))):
            start = chance.randrange(len(sentences))
            yield " ".join(" ".join(sentences[start : start + chance.choice((1, 1, 1, 2, 4))]).split())
