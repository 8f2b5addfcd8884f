"""Requests to models and messages between people: what is said to an assistant all day, out of data of packages.

`evals` holds tasks of some 460 authors with their system prompts, `chitchat-dataset` what people wrote to each other.
"""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from scripts.injection.folders import LEFT_OUT, Piece

_MOST_PER_SET = 45
_LINES_READ = 60  # of each file
_LARGEST_BYTES = 20_000_000
_READ_CHARS = 400_000
_FEWEST_CHARS, _MOST_CHARS = 15, 1800
_MESSAGES = 5000
_CHAT_GROUPS = 6


def requests_in(folder: Path, seed: int = 1) -> Iterator[Piece]:
    """Read the packages that stand in a folder under their names."""
    chance = random.Random(seed)
    yield from _tasks(folder / "evals", chance)
    yield from _messages(folder / "chitchat-dataset", chance)


def _tasks(folder: Path, chance: random.Random) -> Iterator[Piece]:
    found: dict[str, dict[str, None]] = {}
    for root in sorted(folder.rglob("registry/data")):
        for path in sorted(root.rglob("*.jsonl")):
            name = str(path.relative_to(root))
            if not LEFT_OUT.search(name) and path.stat().st_size <= _LARGEST_BYTES:
                lines = path.read_text(encoding="utf-8", errors="ignore")[:_READ_CHARS].splitlines()
                chance.shuffle(lines)
                texts = found.setdefault(name.split("/", maxsplit=1)[0], {})
                texts.update(dict.fromkeys(text for line in lines[:_LINES_READ] for text in _said(line)))
    for name, texts in found.items():
        chosen = list(texts)
        chance.shuffle(chosen)
        yield from _pieces(f"evals/{name}", chosen[:_MOST_PER_SET])


def _said(line: str) -> Iterator[str]:
    """Return what a line of a data set says: a prompt, the messages of one, or whatever sentences it has."""
    try:
        row = json.loads(line)
    except ValueError:
        return
    if isinstance(row, dict):
        fields = cast("dict[str, Any]", row)
        said = fields.get("input", list(fields.values()))
        for each in said if isinstance(said, list) else [said]:
            text = cast("dict[str, Any]", each).get("content") if isinstance(each, dict) else each
            if isinstance(text, str):
                yield text


def _messages(folder: Path, chance: random.Random) -> Iterator[Piece]:
    for path in sorted(folder.rglob("dataset.json")):
        texts = list(dict.fromkeys(_texts(json.loads(path.read_text(encoding="utf-8")))))
        chance.shuffle(texts)
        for number, text in enumerate(texts[:_MESSAGES]):
            yield from _pieces(f"chitchat/{number % _CHAT_GROUPS}", [text])


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in cast("dict[str, object]", value).items():
            if name in {"text", "message"} and isinstance(inner, str):
                yield inner
            else:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from _texts(inner)


def _pieces(group: str, texts: list[str]) -> Iterator[Piece]:
    for text in texts:
        kept = text.strip()[:_MOST_CHARS]
        if len(kept) >= _FEWEST_CHARS and not LEFT_OUT.search(kept):
            yield Piece(kept, group)
