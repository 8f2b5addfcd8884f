"""What a script is worth reading for: the words of a dialect that it uses, and the statements in which they stand."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from pilothouse.shield.code.dialects import NEVER, Dialect
from pilothouse.shield.code.kinds import FACTS, PRIVATE, Kind
from pilothouse.shield.code.pieces import Pieces
from pilothouse.shield.code.places import PRIVATE_PLACE
from pilothouse.shield.code.statements import statements_of
from pilothouse.shield.rules.prefilter import Prefilter

MOST_CHARS_IN_ONE = 6_000  # of a statement; what is longer is cut
LONGEST_VALUE = 3_000  # characters of what a name is assigned
SERIALIZES = re.compile(
    r"JSON\.(?:stringify|dump|generate)\b|\.to_(?:json|yaml)\b|\b(?:YAML|Marshal)\.dump\b"
    r"|json\.Marshal\(|ConvertTo-Json\b|querystring\.stringify|\.inspect\b"
)


def asked(text: str, dialect: Dialect) -> Pieces:
    """Return the statements of a script, asked which words of a dialect may stand in them."""
    return Pieces(text, statements_of(text), _prefilter_of(dialect), most_chars=MOST_CHARS_IN_ONE)


@cache
def _prefilter_of(dialect: Dialect) -> Prefilter:
    """Return what tells which of a dialect's patterns a statement is worth; what assigns stands in too many."""
    words = (dialect.sends, dialect.evaluates, dialect.runs, dialect.reads, dialect.keeps, dialect.opens)
    sources = (pattern for _, pattern in dialect.sources)
    patterns = [*sources, *words, dialect.defines, PRIVATE_PLACE, SERIALIZES]
    return Prefilter(pattern for pattern in patterns if pattern is not NEVER)


def words_used(text: str, dialect: Dialect, statements: Pieces) -> Dialect | None:
    """Return the words of a dialect that a text uses, None where no source of it could meet a sink."""

    def is_said(pattern: re.Pattern[str]) -> bool:
        return any(pattern.search(statements[number].text) for number in statements.asked_for({id(pattern)}))

    has_place, serializes = is_said(PRIVATE_PLACE), is_said(SERIALIZES)
    sends, evaluates, runs = is_said(dialect.sends), is_said(dialect.evaluates), is_said(dialect.runs)
    if not (has_place or serializes or sends or evaluates or runs):
        return None
    sources = tuple(
        (kind, pattern)
        for kind, pattern in dialect.sources
        if statements.asked_for({id(pattern)}) and pattern.search(text)
    )
    kinds = {kind for kind, _ in sources}
    brings_code = bool(kinds & {Kind.DOWNLOAD, Kind.RECEIVED, Kind.DECODED})
    sends = sends and bool(has_place or kinds & (PRIVATE | FACTS | {Kind.SECRET_VARIABLE}))
    evaluates = evaluates and brings_code
    runs = runs and brings_code and (dialect.runs_by is None or dialect.runs_by.search(text) is not None)
    if not (sends or evaluates or runs or has_place or (Kind.ENVIRONMENT in kinds and serializes)):
        return None
    return replace(
        dialect,
        sources=sources,
        sends=dialect.sends if sends else NEVER,
        evaluates=dialect.evaluates if evaluates else NEVER,
        runs=dialect.runs if runs else NEVER,
        reads=dialect.reads if has_place else NEVER,
    )


def telling(statements: Pieces, dialect: Dialect) -> Iterator[int]:
    """Yield the numbers of statements that tell something by themselves; the others only pass on what is known."""
    words = {id(pattern) for _, pattern in dialect.sources} | {id(dialect.opens), id(dialect.defines)}
    if dialect.reads is not NEVER:
        words.add(id(PRIVATE_PLACE))
    yield from statements.asked_for(words)
    yield from statements.longer_than(LONGEST_VALUE)
    if dialect.sends is not NEVER:
        yield from (number for number in statements.with_words(["://"]) if "=" in statements[number].text)
    if dialect.has_anchored_sources:
        yield from statements.with_words(["="])
