"""The little Markdown that the pages need."""

from collections.abc import Iterable, Sequence


def page(title: str, source: str, *parts: str) -> str:
    """Join a page under its title, with a note on where it comes from."""
    note = f"<!-- Written by `python -m scripts.reference` from {source}. Change it there. -->"
    return "\n\n".join([f"# {title}", note, *(part.strip("\n") for part in parts)]) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; cells may hold any text."""
    lines = [" | ".join(heads), " | ".join("---" for _ in heads)]
    lines += [" | ".join(_cell(each) for each in row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines)


def first_line(documentation: str | None) -> str:
    """Return the first sentence of a docstring."""
    return (documentation or "").strip().split("\n", maxsplit=1)[0]


def as_paragraphs(documentation: str | None) -> str:
    """Return a docstring as prose, its lines joined."""
    return "\n\n".join(" ".join(part.split()) for part in (documentation or "").split("\n\n"))


def code(value: object) -> str:
    """Write a value as code."""
    return f"`{value}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").strip()
