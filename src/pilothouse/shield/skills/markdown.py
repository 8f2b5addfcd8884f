"""Instructions as an agent reads them: front matter, passages, fenced code."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import yaml

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FENCE = re.compile(
    (
        r"(?m)^(?P<indent>[ \t]*)(?P<fence>`{3,}"
        r"|~{3,})(?P<info>[^\n`]*)\n(?P<text>.*?)(?:^[ \t]*(?P=fence)[`~]*[ \t]*$|\Z)"
    ),
    re.DOTALL,
)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.*)$|^\*\*[^*\n]{3,120}\*\*:?\s*$")
_MOST_CHARS = 400_000
_MOST_FRONT_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block of code; `start` and `end` are those of its text."""

    info: str
    text: str
    start: int
    end: int
    before: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that belong together: a paragraph with the list or the code that it leads to.

    Attributes:
        heading: what stands above it.
    """

    text: str
    start: int
    end: int
    heading: str


def front_matter(text: str) -> Mapping[str, Any]:
    """Return the fields above a document, empty where there are none or they are no YAML."""
    match = _FRONT.match(text)
    if match is None or len(match[1]) > _MOST_FRONT_CHARS:
        return {}
    try:
        fields = yaml.safe_load(match[1])
    except (yaml.YAMLError, RecursionError, ValueError):
        return _plain_fields(match[1])
    return cast("Mapping[str, Any]", fields) if isinstance(fields, dict) else {}


def fences(text: str) -> list[Fence]:
    """Return the fenced blocks of a document, each with the lines that lead to it."""
    found: list[Fence] = []
    for match in _FENCE.finditer(text[:_MOST_CHARS]):
        before = text[max(0, match.start() - 400) : match.start()]
        found.append(Fence(match["info"].strip(), match["text"], match.start("text"), match.end("text"), before))
        if len(found) >= 500:
            break
    return found


def passages(text: str) -> Iterator[Passage]:
    """Yield the passages of a document. One whose last line ends with a colon takes in what follows it."""
    heading, start, end, is_open = "", 0, 0, False
    place = 0
    for line in text[:_MOST_CHARS].split("\n"):
        stripped = line.strip()
        match = _HEADING.match(stripped)
        leads_on = text[max(0, end - 3) : end].rstrip().endswith(":") if is_open else False
        if is_open and (match or (not stripped and not leads_on) or place - start > 2500):
            yield Passage(text[start:end], start, end, heading)
            is_open = False
        if match:
            heading = stripped.strip("#* :")
        if stripped:
            if not is_open:
                start, is_open = place, True
            end = place + len(line)
        place += len(line) + 1
    if is_open:
        yield Passage(text[start:end], start, end, heading)


def _plain_fields(text: str) -> dict[str, str]:
    """Read `name: value` lines of front matter that is no YAML, as agents do."""
    pairs = (line.partition(":") for line in text.splitlines() if ":" in line and not line.startswith((" ", "-")))
    return {name.strip(): value.strip() for name, _, value in pairs}
