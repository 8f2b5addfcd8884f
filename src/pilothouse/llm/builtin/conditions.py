"""Conditions an objective sets: values it names, numbers it compares with, years and months it speaks of."""

import re
from dataclasses import dataclass
from typing import Any

from pilothouse.llm.builtin.lexicon import IMPLIED_MEASURES, MONTHS, NUMBER_WORDS, SEASONS
from pilothouse.llm.builtin.linking import Links
from pilothouse.llm.builtin.profiles import Column, FileProfile

_NUMBER = r"(?P<{}>[-$€£]?\d[\d,]*(?:\.\d+)?(?:k|m)?)"
_OPERATORS = {
    ">=": r"at least|no less than|minimum of|>=|≥|from|or more than",
    "<=": r"at most|no more than|up to|maximum of|<=|≤",
    ">": r"(?:more|greater|higher|larger|bigger|heavier|older|longer|faster|hotter|warmer|taller|above|"
    r"over|exceed\w*|beyond)(?: than)?|above|over|>|mehr als|über|más de|plus de",
    "<": r"(?:less|fewer|lower|smaller|lighter|younger|shorter|slower|colder|cooler|cheaper)(?: than)?|below|under|<|"
    r"weniger als|unter|menos de|moins de",
    "=": r"exactly|equal to|equals?|=|of exactly",
}
_COMPARISONS = [
    (op, re.compile(rf"(?<![\w])(?:{words})\s*(?:than )?{_NUMBER.format('n')}(?!\s*(?:st|nd|rd|th)\b)"))
    for op, words in _OPERATORS.items()
]
_BETWEEN = re.compile(
    rf"(?:between|from)\s+{_NUMBER.format('a')}\s+(?:and|to|-|\u2013|until|through)\s+{_NUMBER.format('b')}"
)
_OR_MORE = re.compile(
    rf"{_NUMBER.format('n')}\s+(?:\w+\s+)?or (?P<way>more|less|fewer|older|younger|higher|lower|above|below)"
)
_YEAR = r"(?P<{}>1[5-9]\d\d|20\d\d)"
_JOINTS = r"and|to|-|\u2013|until|through|till|versus|vs\.?|or|compared (?:to|with)"
_YEARS_BETWEEN = re.compile(rf"(?:between|from|in)?\s*{_YEAR.format('a')}\s*(?:{_JOINTS})\s*{_YEAR.format('b')}(?!\d)")
_BARE_YEAR = re.compile(r"(?<![\d.,$€£-])(?:1[5-9]|20)\d\d(?![\d.,]*\d|%)")
_YEAR_AFTER = re.compile(rf"(?:after|later than|past)\s+(?:the year\s+)?{_YEAR.format('a')}(?!\d)")
_YEAR_SINCE = re.compile(
    rf"(?:since|starting(?: in| from)?|from|as of)\s+(?:the year\s+)?{_YEAR.format('a')}(?!\d)(?:\s+on(?:wards?)?)?"
)
_YEAR_BEFORE = re.compile(rf"(?:before|prior to|earlier than|until|up to)\s+(?:the year\s+)?{_YEAR.format('a')}(?!\d)")
_YEAR_IN = re.compile(rf"(?:in|during|for|of|year|the)\s+(?:the year\s+)?{_YEAR.format('a')}(?!\d)")
_DECADE = re.compile(r"(?:the\s+)?(?P<a>1[5-9]\d0|20\d0|[1-9]0)'?s(?!\w)")
_MONTH = re.compile(
    rf"(?<!\w)(?:in|during|for|of|every|each)\s+(?:the month of\s+)?(?P<m>{'|'.join(MONTHS)})(?!\w)", re.IGNORECASE
)
_SEASON = re.compile(rf"(?<!\w)(?:in|during)\s+(?:the\s+)?(?P<s>{'|'.join(SEASONS)})(?!\w)", re.IGNORECASE)
_NEGATION = re.compile(
    r"(?:not|except|excluding|without|other than|outside(?: of)?|non|besides)[\s-]+(?:from\s+|in\s+|the\s+|for\s+)*$"
)
_CODE_BEFORE = re.compile(rf"{_NUMBER.format('n')}[\s-]+$")
_CODE_AFTER = re.compile(rf"^\s*(?:=|is|of|:)?\s*{_NUMBER.format('n')}(?!\S*\d)")


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition in the form the table tools take. `start` and `end` are positions in the text; -1 without any."""

    column: str
    op: str
    value: Any = None
    values: tuple[Any, ...] = ()
    start: int = -1
    end: int = -1

    def as_argument(self) -> dict[str, Any]:
        """Return the filter as a tool's argument."""
        if self.values:
            return {"column": self.column, "op": self.op, "values": list(self.values)}
        return {"column": self.column, "op": self.op, "value": self.value}


def read_conditions(links: Links, profile: FileProfile) -> list[Condition]:
    """Find every condition of an objective: on time, on values, on numbers."""
    times = _time_conditions(links, profile)
    spans = [(each.start, each.end) for each in times]
    numbers = [each for each in _number_conditions(links, profile, spans) if not _inside(each, spans)]
    return [*times, *_value_conditions(links), *_merged(numbers)]


def number_of(text: str) -> float | int:
    """Read a number as people write it: "3,000", "$5", "2.5k"."""
    plain = text.lower().lstrip("$€£").replace(",", "")
    factor = {"k": 1_000, "m": 1_000_000}.get(plain[-1:], 1)
    value = float(plain.rstrip("km")) * factor
    return int(value) if value.is_integer() else value


def _merged(conditions: list[Condition]) -> list[Condition]:
    """Read "4-cylinder and 8-cylinder" as one condition with two values, which no row could meet one by one."""
    equal: dict[str, list[Condition]] = {}
    for each in conditions:
        if each.op == "=":
            equal.setdefault(each.column, []).append(each)
    merged = [
        Condition(
            column, "in", values=tuple(dict.fromkeys(each.value for each in same)), start=same[0].start, end=same[0].end
        )
        for column, same in equal.items()
        if len(same) > 1
    ]
    return [each for each in conditions if each.op != "=" or len(equal[each.column]) == 1] + merged


def _inside(condition: Condition, spans: list[tuple[int, int]]) -> bool:
    return any(condition.start < end and start < condition.end for start, end in spans)


def _value_conditions(links: Links) -> list[Condition]:
    by_column: dict[tuple[str, str], list[Any]] = {}
    spans: dict[tuple[str, str], tuple[int, int]] = {}
    for mention in links.values:
        op = "!=" if _NEGATION.search(links.lower[: mention.start]) else "contains" if mention.is_part else "="
        key = (mention.column.name, op)
        by_column.setdefault(key, []).append(mention.value)
        spans.setdefault(key, (mention.start, mention.end))
    found: list[Condition] = []
    for (column, op), values in by_column.items():
        start, end = spans[column, op]
        distinct = tuple(dict.fromkeys(values))
        if op != "=":
            found += [Condition(column, op, value, start=start, end=end) for value in distinct]
        elif len(distinct) == 1:
            found.append(Condition(column, op, distinct[0], start=start, end=end))
        else:
            found.append(Condition(column, "in", values=distinct, start=start, end=end))
    return found


def _time_conditions(links: Links, profile: FileProfile) -> list[Condition]:
    if not profile.times:
        return []
    time = _named_time(links, profile)
    year = time.name if time.is_year else f"year of {time.name}"
    text = links.lower
    found = _year_conditions(text, year) or _bare_years(text, year, time)
    if not time.is_year:
        found += [
            Condition(f"month of {time.name}", "=", match["m"].capitalize(), start=match.start(), end=match.end())
            for match in _MONTH.finditer(text)
        ]
        for match in _SEASON.finditer(text):
            months = tuple(SEASONS[match["s"].lower()])
            found.append(Condition(f"month of {time.name}", "in", values=months, start=match.start(), end=match.end()))
    return found


def _bare_years(text: str, year: str, time: Column) -> list[Condition]:
    """Read years that stand alone, as in "was 2015 warmer than 2012", when the data has them."""
    found = [match for match in _BARE_YEAR.finditer(text) if is_year_of(int(match[0]), time)]
    if not found:
        return []
    start, end = found[0].span()
    years = tuple(dict.fromkeys(int(match[0]) for match in found))
    if len(years) == 1:
        return [Condition(year, "=", years[0], start=start, end=end)]
    return [Condition(year, "in", values=years, start=start, end=found[-1].end())]


def is_year_of(number: float, time: Column) -> bool:
    """Tell whether a number is a year that lies in a column of time."""
    ends = [re.match(r"\d{4}", str(each)) for each in (time.min, time.max)]
    return bool(ends[0] and ends[1] and int(ends[0][0]) <= number <= int(ends[1][0]))


def _named_time(links: Links, profile: FileProfile) -> Column:
    named = [each.column for each in links.columns if each.column.is_time]
    return (named or profile.times)[0]


def _year_conditions(text: str, year: str) -> list[Condition]:
    for pattern, op in ((_YEARS_BETWEEN, "between"), (_YEAR_AFTER, ">"), (_YEAR_SINCE, ">="), (_YEAR_BEFORE, "<")):
        match = pattern.search(text)
        if match and op == "between":
            first, last = sorted((int(match["a"]), int(match["b"])))
            is_pair = bool(re.search(r" (?:and|or|versus|vs\.?|compared)\b", match[0])) and "between" not in match[0]
            shape = "in" if is_pair else "between"
            return [Condition(year, shape, values=(first, last), start=match.start(), end=match.end())]
        if match:
            is_included = op == "<" and match[0].startswith(("until", "up to"))
            return [Condition(year, "<=" if is_included else op, int(match["a"]), start=match.start(), end=match.end())]
    if match := _DECADE.search(text):
        first = int(match["a"]) + (1900 if len(match["a"]) == 2 else 0)
        return [Condition(year, "between", values=(first, first + 9), start=match.start(), end=match.end())]
    return [Condition(year, "=", int(m["a"]), start=m.start(), end=m.end()) for m in _YEAR_IN.finditer(text)][:1]


def _number_conditions(links: Links, profile: FileProfile, taken: list[tuple[int, int]]) -> list[Condition]:
    found: list[Condition] = []
    text = _words_as_numbers(links.lower)
    for match in _BETWEEN.finditer(text):
        if column := _subject(links, profile, match.start(), match.end()):
            values = (number_of(match["a"]), number_of(match["b"]))
            found.append(Condition(column.name, "between", values=values, start=match.start(), end=match.end()))
    for match in _OR_MORE.finditer(text):
        if column := _subject(links, profile, match.start(), match.end()):
            op = ">=" if match["way"] in {"more", "older", "higher", "above"} else "<="
            found.append(Condition(column.name, op, number_of(match["n"]), start=match.start(), end=match.end()))
    for op, pattern in _COMPARISONS:
        for match in pattern.finditer(text):
            column = _subject(links, profile, match.start(), match.end())
            known = [*taken, *((each.start, each.end) for each in found)]
            if column is not None and any(is_year_of(number_of(match["n"]), each) for each in profile.times):
                is_in_range = column.min <= number_of(match["n"]) <= column.max
                if not is_in_range:
                    continue  # "warmer than 2012" compares with a year
            name = column.name if column else ""  # without a name it is told as not applied
            condition = Condition(name, op, number_of(match["n"]), start=match.start(), end=match.end())
            if not _inside(condition, known):
                found.append(condition)
    return found + _code_conditions(links, text, [*taken, *((each.start, each.end) for each in found)])


def _words_as_numbers(text: str) -> str:
    """Write "four" as "4", padded to the same length so that positions stay."""
    return re.sub(
        r"(?<!\w)[a-z]+(?!\w)",
        lambda match: str(NUMBER_WORDS[match[0]]).ljust(len(match[0])) if match[0] in NUMBER_WORDS else match[0],
        text,
    )


def _subject(links: Links, profile: FileProfile, start: int, end: int) -> Column | None:
    """Find the column that a comparison is about: right after the number, else the nearest before it."""
    numeric = [each for each in links.columns if each.column.is_number]
    after = [each for each in numeric if 0 <= each.start - end <= 3]
    before = [each for each in numeric if each.end <= start and "." not in links.text[each.end : start]]
    chosen = after or before[-1:] or [each for each in numeric if each.start >= end][:1]
    if chosen:
        return chosen[0].column
    said = set(re.findall(r"[a-z]+", links.lower[max(0, start - 20) : end + 12]))
    for word in said & IMPLIED_MEASURES.keys():
        for name in IMPLIED_MEASURES[word]:
            if column := next((each for each in profile.measures if name in each.words), None):
                return column
    return profile.measures[0] if len(profile.measures) == 1 else None


def _code_conditions(links: Links, text: str, taken: list[tuple[int, int]]) -> list[Condition]:
    """Read "4 cylinders", "8-cylinder" and "cylinders = 4" as a condition on a column of few whole numbers."""
    found: list[Condition] = []
    for mention in links.columns:
        column = mention.column
        if not column.is_code and not (column.type == "integer" and column.is_year):
            continue
        match = _CODE_BEFORE.search(text[: mention.start])
        offset = 0
        if match is None:
            match, offset = _CODE_AFTER.search(text[mention.end :]), mention.end
        if match is None:
            continue
        value = number_of(match["n"])
        condition = Condition(column.name, "=", value, start=match.start() + offset, end=match.end() + offset)
        if column.min <= value <= column.max and not _inside(condition, taken):
            found.append(condition)
    return found
