"""What the planner knows of a file: the result of `table_profile`, with what each column may serve as."""

import re
from typing import Any

import msgspec

from pilothouse.llm.builtin.lexicon import ADDITIVE
from pilothouse.llm.words import split_identifier, stem

_IDENTIFIER = re.compile(
    r"(^|[\W_])(id|uuid|guid|key|code|zip|zipcode|postcode|iata|index|phone|fips)($|[\W_])", re.IGNORECASE
)
_COORDINATE = re.compile(r"^(lat|latitude|lon|lng|long|longitude)$", re.IGNORECASE)
_YEAR_NAME = re.compile(r"(^|[\W_])(year|yr|jahr|année|año)($|[\W_])|^year", re.IGNORECASE)
_MAX_GROUPS = 200
_FEW = 24


class Column(msgspec.Struct, frozen=True):
    """A column as profiled; see the tool `table_profile`."""

    name: str
    type: str
    missing: int
    distinct: int
    min: Any = None
    max: Any = None
    mean: float | None = None
    median: float | None = None
    values: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    mentioned_parts: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """The words of the name, in lower case and without endings."""
        return [stem(word) for word in re.findall(r"[^\W_]+", split_identifier(self.name).lower())]

    @property
    def is_number(self) -> bool:
        return self.type in {"integer", "number"}

    @property
    def is_year(self) -> bool:
        """Whether it holds years as plain numbers."""
        in_range = isinstance(self.min, int) and isinstance(self.max, int) and 1000 <= self.min <= self.max <= 2300
        return self.type == "integer" and in_range and bool(_YEAR_NAME.search(self.name))

    @property
    def is_time(self) -> bool:
        return self.type in {"date", "datetime"} or self.is_year

    @property
    def is_identifier(self) -> bool:
        """Whether it numbers or codes the rows or what they refer to: adding or averaging it says nothing."""
        return self.type in {"integer", "number", "text"} and bool(_IDENTIFIER.search(split_identifier(self.name)))

    @property
    def is_measure(self) -> bool:
        is_place = bool(_COORDINATE.match(self.name))
        return self.is_number and not self.is_year and not self.is_identifier and not is_place

    @property
    def is_coordinate(self) -> bool:
        return bool(_COORDINATE.match(self.name))

    @property
    def is_text(self) -> bool:
        return self.type in {"text", "boolean"}

    @property
    def is_additive(self) -> bool:
        """Whether people add it up rather than average it, as sales or deaths."""
        return self.is_number and bool(set(self.words) & ADDITIVE)

    @property
    def is_code(self) -> bool:
        """Whether its whole numbers are few enough to stand for groups, as the cylinders of an engine."""
        return self.type == "integer" and 1 < self.distinct <= _FEW and not self.is_additive

    @property
    def is_flag(self) -> bool:
        """Whether it says yes or no by 1 and 0."""
        return self.type == "integer" and self.distinct == 2 and (self.min, self.max) == (0, 1)


class FileProfile(msgspec.Struct, frozen=True):
    """A file as profiled."""

    file: str
    rows: int
    columns: tuple[Column, ...]
    duplicate_rows: int = 0
    notes: tuple[str, ...] = ()

    @property
    def times(self) -> list[Column]:
        """Columns of time, real dates before plain years."""
        return sorted((each for each in self.columns if each.is_time), key=lambda each: each.is_year)

    @property
    def measures(self) -> list[Column]:
        return [each for each in self.columns if each.is_measure and each.distinct > 1]

    @property
    def categories(self) -> list[Column]:
        """Columns of text that sort the rows into groups, the fewest groups first."""
        limit = min(_MAX_GROUPS, max(2, self.rows // 2))
        fitting = [
            each for each in self.columns if each.is_text and 1 < each.distinct <= limit and not each.is_identifier
        ]
        return sorted(fitting, key=lambda each: each.distinct)

    @property
    def label(self) -> Column | None:
        """The column that names a row best: a name, a text that rarely repeats, else a time that rarely does."""
        telling = [each for each in self.columns if each.distinct > max(1, self.rows * 0.2)]
        texts = [each for each in telling if each.type == "text"]
        named = [each for each in texts if set(each.words) & {"name", "title"}]
        if named or texts:
            return max(named or texts, key=lambda each: each.distinct)
        times = [each for each in telling if each.is_time and each.distinct > self.rows * 0.5]
        return times[0] if times else None

    @property
    def labels(self) -> list[Column]:
        """The columns that name a row together: a first name needs the last name beside it."""
        first = self.label
        if first is None or not {"first", "given"} & set(first.words):
            return [first] if first is not None else []
        return [first, *(each for each in self.columns if {"last", "surname", "family"} & set(each.words))][:2]

    @property
    def nouns(self) -> set[str]:
        """What a row may be called: the words of the file's name, and general ones."""
        stem_of_name = self.file.rsplit("/", 1)[-1].split(".", 1)[0]
        words = re.findall(r"[^\W\d_]+", split_identifier(stem_of_name).lower())
        ids = [each for each in self.columns if each.is_identifier and each.distinct > self.rows * 0.9]
        words += [word for each in ids for word in each.words if not _IDENTIFIER.search(word)]
        return {stem(word) for word in (*words, "row", "record", "entry", "item", "observation", "one", "case")}

    def column(self, name: str) -> Column | None:
        """Return a column by its exact name."""
        return next((each for each in self.columns if each.name == name), None)


def read_profile(text: str) -> FileProfile | None:
    """Read the answer of `table_profile`; None when it is an error or something else."""
    try:
        return msgspec.json.decode(text, type=FileProfile)
    except msgspec.DecodeError:
        return None
