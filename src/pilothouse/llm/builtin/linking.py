"""Which words of an objective name which columns and which values of a file."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from pilothouse.llm.builtin.lexicon import GENERIC, GENERIC_STEMS, SYNONYMS, VALUE_ALIASES
from pilothouse.llm.builtin.profiles import Column, FileProfile
from pilothouse.llm.embeddings import embed
from pilothouse.llm.words import split_identifier, stem

_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?(?![^\W\d_])|[^\W_]+(?:'[a-z]+)?")
_UNIT_WORDS = "lb lbs kg g mg oz in inch cm mm m km ft usd eur gbp pct percent celsius fahrenheit deg c f hr sec s"
_UNITS = frozenset(_UNIT_WORDS.split())
_FILLERS = frozenset({"of", "the", "in", "per", "a"})
_NEAR = 0.05  # columns whose scores differ by less are alternatives
_ALIKE = 0.5  # least cosine for two words to count as one thing
_MAX_SPAN = 6


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the objective. `start` and `end` are positions in the text."""

    text: str
    lower: str
    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ColumnMention:
    """Words that name a column. `alternatives` fit about as well."""

    column: Column
    start: int
    end: int
    score: float
    alternatives: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueMention:
    """Words that name a value of a text column, or a word that many of its values contain."""

    column: Column
    value: str
    start: int
    end: int
    is_part: bool = False


@dataclass(frozen=True)
class Links:
    """What an objective names. Positions are characters of `text`."""

    text: str
    columns: tuple[ColumnMention, ...]
    values: tuple[ValueMention, ...]

    @cached_property
    def lower(self) -> str:
        return self.text.lower()

    @cached_property
    def operations(self) -> str:
        """The text in lower case without what names columns and values, so that "total" in a name is no sum."""
        masked = self.lower
        for mention in (*self.columns, *self.values):
            masked = masked[: mention.start] + "\x00" * (mention.end - mention.start) + masked[mention.end :]
        return masked

    @property
    def score(self) -> float:
        """How much of the objective is about this file."""
        return sum(each.score for each in self.columns) + len(self.values)


def tokens_of(text: str) -> list[Token]:
    """Cut a text into words and numbers."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        lower = match[0].lower().removesuffix("'s")
        found.append(Token(match[0], lower, stem(lower), match.start(), match.end()))
    return found


def link(text: str, profile: FileProfile) -> Links:
    """Find the columns and values a text names; where two readings overlap, the longer and surer one stays."""
    tokens = tokens_of(text)
    columns = _column_mentions(tokens, profile)
    values = _value_mentions(text, tokens, profile, columns)
    taken = [(each.start, each.end) for each in values]
    kept = [each for each in columns if not _overlaps(each.start, each.end, taken)]
    return Links(text, tuple(sorted(kept, key=lambda each: each.start)), tuple(values))


def nearest_column(word: str, columns: Sequence[Column]) -> Column | None:
    """Return the column whose name means most nearly the same as a word, None when none is near."""
    if not columns or not word:
        return None
    vectors = embed([word, *(split_identifier(each.name).lower() for each in columns)])
    alike = vectors[1:] @ vectors[0]
    best = int(alike.argmax())
    return columns[best] if float(alike[best]) >= _ALIKE else None


# Columns


@dataclass(frozen=True, slots=True)
class _Name:
    """A column's name as a set of words: what has to match, and every word that may."""

    column: Column
    core: frozenset[str]
    acronym: str


def _column_mentions(tokens: list[Token], profile: FileProfile) -> list[ColumnMention]:
    known = {word for column in profile.columns for word in column.words}
    plain = [(_known_form(token.stem, known), index, index + 1) for index, token in enumerate(tokens)]
    candidates = [*_matches(plain, tokens, _names(profile, canonical=False), 1.0)]
    merged = _canonical_tokens(plain)
    candidates += _matches(merged, tokens, _names(profile, canonical=True), 0.9)
    # "passengers" means the rows, not their PassengerId
    telling = [each for each in candidates if each.score >= 1 or not each.column.is_identifier]
    return _without_overlaps(telling)


def _known_form(word: str, known: set[str]) -> str:
    """Return the column word that a word is another form of: "survival" for Survived, "class" for Pclass."""
    if word in known or len(word) < 4 or word in GENERIC_STEMS:
        return word
    for other in sorted(known):
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))
        is_form = shared >= 6 and shared >= 0.65 * max(len(word), len(other))
        if is_form or (other.endswith(word) and len(other) - len(word) <= 2):
            return other
    return word


def _names(profile: FileProfile, *, canonical: bool) -> list[_Name]:
    names: list[_Name] = []
    for column in profile.columns:
        words = column.words
        core = [word for word in words if word not in _UNITS] or words
        if canonical:
            core = [word for word, _, _ in _canonical_tokens([(word, i, i + 1) for i, word in enumerate(core)])]
        meaningful = [word for word in core if word not in _FILLERS] or core
        initials = "".join(word[0] for word in words) if len(words) > 1 else ""
        names.append(_Name(column, frozenset(meaningful), initials))
    return names


def _canonical_tokens(words: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Replace phrases that mean one thing by one word each; positions stay those of the phrase."""
    merged: list[tuple[str, int, int]] = []
    index = 0
    while index < len(words):
        rest = [word for word, _, _ in words[index : index + 4]]
        known = next((each for each in SYNONYMS if tuple(rest[: len(each.words)]) == each.words), None)
        size = len(known.words) if known else 1
        name = known.canonical if known else words[index][0]
        merged.append((name, words[index][1], words[index + size - 1][2]))
        index += size
    return merged


def _matches(
    words: list[tuple[str, int, int]], tokens: list[Token], names: list[_Name], weight: float
) -> Iterator[ColumnMention]:
    known = {word for name in names for word in name.core}
    shared = {word for word in known if sum(word in name.core for name in names) > 1}
    for first in range(len(words)):
        if words[first][0] in _FILLERS and words[first][0] not in known:
            continue
        for last in range(first, min(len(words), first + _MAX_SPAN)):
            run = [word for word, _, _ in words[first : last + 1]]
            for name in names:
                if score := _score(run, name, shared):
                    start, end = tokens[words[first][1]].start, tokens[words[last][2] - 1].end
                    yield ColumnMention(name.column, start, end, score * weight)


def _score(run: list[str], name: _Name, shared: set[str]) -> float:
    """Rate a run of words as a name: 1 and more for the whole name, less for a part that no other column has."""
    if run == [name.acronym] and len(name.acronym) > 2:
        return 0.95
    matched = {word for word in run if word in name.core}
    has_strangers = any(word not in name.core and word not in _FILLERS for word in run)
    if has_strangers or run[0] not in name.core or run[-1] not in name.core:
        return 0
    share = len(matched) / len(name.core)
    if share == 1:
        return 1 + 0.1 * len(matched)
    telling = {word for word in matched if word not in GENERIC_STEMS}
    is_shared = telling <= shared
    if not telling or share < (0.5 if is_shared else 0.25):
        return 0
    return share * (0.7 if is_shared else 0.85)


def _without_overlaps(candidates: list[ColumnMention]) -> list[ColumnMention]:
    ordered = sorted(candidates, key=lambda each: (-each.score, each.start - each.end, each.start))
    kept: list[ColumnMention] = []
    for each in ordered:
        rivals = [other for other in kept if _overlaps(each.start, each.end, [(other.start, other.end)])]
        if not rivals:
            kept.append(each)
        elif rivals[0].column != each.column and rivals[0].score - each.score <= _NEAR:
            same = rivals[0]
            kept[kept.index(same)] = ColumnMention(
                same.column, same.start, same.end, same.score, (*same.alternatives, each.column)
            )
    return kept


def _overlaps(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in spans)


# Values


def _value_mentions(
    text: str, tokens: list[Token], profile: FileProfile, columns: list[ColumnMention]
) -> list[ValueMention]:
    found: list[ValueMention] = []
    sure = [(each.start, each.end) for each in columns if each.score >= 1]
    for column in profile.columns:
        if column.type != "text":
            continue
        listed = dict.fromkeys((*column.mentioned, *column.values))
        for value in listed:
            found += [
                ValueMention(column, value, start, end)
                for start, end in _spans_of(value, column, text, tokens)
                if not any(s <= start and end <= e for s, e in sure)
            ]
    found += _part_mentions(tokens, profile, columns)
    found.sort(key=lambda each: (each.is_part, each.start - each.end, each.column.distinct))
    kept: list[ValueMention] = []
    for each in found:
        if not _overlaps(each.start, each.end, [(other.start, other.end) for other in kept]):
            kept.append(each)
    return sorted(kept, key=lambda each: each.start)


def _part_mentions(tokens: list[Token], profile: FileProfile, columns: list[ColumnMention]) -> Iterator[ValueMention]:
    """Find words that stand in many values, as "ford" in the names of cars, and mean nothing else here."""
    taken = [(each.start, each.end) for each in columns]
    column_words = {word for column in profile.columns for word in column.words}
    for column in profile.columns:
        for token in tokens:
            is_known = token.stem in GENERIC_STEMS | profile.nouns | column_words
            if token.lower in column.mentioned_parts and not is_known and not _overlaps(token.start, token.end, taken):
                yield ValueMention(column, token.lower, token.start, token.end, is_part=True)


def _spans_of(value: str, column: Column, text: str, tokens: list[Token]) -> Iterator[tuple[int, int]]:
    words = tokens_of(value)
    if not words:
        return
    for first in range(len(tokens) - len(words) + 1):
        run = tokens[first : first + len(words)]
        if all(_same_word(said, meant) for said, meant in zip(run, words, strict=True)) and _is_meant(
            value, run, column, text
        ):
            yield run[0].start, run[-1].end
    yield from _alias_spans(value, text.lower())
    if len(words) > 1 and column.distinct <= 60 and len(words[0].lower) >= 5:
        others = [tokens_of(other)[0].lower for other in column.values if other != value and tokens_of(other)]
        if words[0].lower not in others and words[0].lower not in GENERIC:
            yield from ((each.start, each.end) for each in tokens if each.stem == words[0].stem)


def _same_word(said: Token, meant: Token) -> bool:
    if said.lower == meant.lower or (len(meant.lower) > 3 and said.stem == meant.stem):
        return True
    tail = said.lower.removeprefix(meant.lower) if len(meant.lower) >= 3 else said.lower
    return tail in {"y", meant.lower[-1] + "y"} and said.lower.startswith(meant.lower)  # rain: rainy; sun: sunny


def _is_meant(value: str, run: list[Token], column: Column, text: str) -> bool:
    """Tell whether common or very short words are meant as a value, by how they are written or what is beside them."""
    said = text[run[0].start : run[-1].end]
    if len(value) > 2 and value.lower() not in GENERIC and not value.isdigit():
        return True
    before = text[: run[0].start].lower().rstrip(" \"'=:")
    named = any(
        before.endswith(word) for word in (column.name.lower(), "is", "equals", split_identifier(column.name).lower())
    )
    is_code = said == value and value.isupper() and value not in {"I", "A", "IN", "OR"} and not text.isupper()
    is_rated = is_code and re.match(r"[- ]?rated", text[run[-1].end :].lower())
    return named or bool(is_rated) or (is_code and len(value) == 2) or f'"{said}"' in text or f"'{said}'" in text


def _alias_spans(value: str, lower: str) -> Iterator[tuple[int, int]]:
    for alias, meant in VALUE_ALIASES.items():
        if meant == value.lower() and alias != "us":
            yield from (match.span() for match in re.finditer(rf"(?<!\w){re.escape(alias)}(?!\w)", lower))
