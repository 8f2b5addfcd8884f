"""The words of an objective, one part of the question at a time: operation, measures, groups, time, rows."""

import re
from dataclasses import dataclass, field, replace

from pilothouse.llm.builtin import lexicon
from pilothouse.llm.builtin.conditions import Condition, read_conditions
from pilothouse.llm.builtin.linking import ColumnMention, Links, link, nearest_column
from pilothouse.llm.builtin.profiles import Column, FileProfile
from pilothouse.llm.builtin.question import Direction, Question
from pilothouse.llm.words import stem

_COUNT = r"\d+|" + "|".join(lexicon.NUMBER_WORDS)
_TOP_N = re.compile(
    rf"(?<!\w)(?:top|bottom|first|best|worst|largest|smallest|highest|lowest|biggest|most|least)\s+(?P<a>{_COUNT})(?!\w)|"
    rf"(?<!\w)(?P<b>{_COUNT})\s+(?:\w+\s+)?(?:largest|smallest|highest|lowest|biggest|heaviest|lightest|oldest|youngest|"
    r"longest|shortest|tallest|cheapest|fastest|slowest|coldest|hottest|warmest|wettest|windiest|best|worst|most|least|"
    r"top|latest|earliest|strongest|richest|poorest|rainiest|deadliest)(?!\w)"
)
_PER_ROW = re.compile(r"(?<!\w)(single|individual|recorded|ever|any one)(?!\w)")


@dataclass
class Reader:
    """Reads one question; the methods below each settle one part of it."""

    text: str
    profile: FileProfile
    links: Links = field(init=False)
    operations: str = field(init=False)

    def __post_init__(self) -> None:
        self.links = link(self.text, self.profile)
        read = read_conditions(self.links, self.profile)
        self.conditions = [each for each in read if each.column]
        self.unread = tuple(self.text[each.start : each.end] for each in read if not each.column)
        self.operations = self.links.operations
        self.lower = self.links.lower
        self.aggregate = self._aggregate()
        self.direction: Direction | None = self._direction()
        self.limit = self._limit()

    def read(self) -> Question:
        self._read_flags()
        metrics = self._metrics()
        groups = self._groups(metrics)
        metrics = [each for each in metrics if each.name not in groups] or metrics[:1]
        time = self._time()
        return Question(
            text=self.text,
            intent="aggregate",
            metrics=tuple(metrics),
            groups=tuple(groups),
            time=time,
            grain=self._grain(time),
            aggregate=self.aggregate or self.usual_aggregate(metrics),
            is_explicit=self.aggregate is not None,
            direction=self.direction,
            limit=self.limit,
            conditions=tuple(self.conditions),
            unread=self.unread,
            label=self._row_label(),
            noun=self._noun(),
            is_growth=bool(lexicon.GROWTH.search(self.operations)),
            chart=next((name for name, words in lexicon.CHARTS.items() if words.search(self.lower)), None),
            score=self.links.score,
        )

    def _read_flags(self) -> None:
        """Read "how many survived" as a condition on a column of 1 and 0."""
        for mention in self.links.columns:
            known = {each.column for each in self.conditions}
            is_counted = self.aggregate in {"count", "share"} and not self.is_grouping(mention)
            if mention.column.is_flag and is_counted and mention.column.name not in known:
                is_negated = re.search(r"(?:not|n't|never|without)\s+(?:\w+\s+)?$", self.lower[: mention.start])
                value = 0 if is_negated else 1
                self.conditions.append(Condition(mention.column.name, "=", value, start=mention.start, end=mention.end))

    def _is_condition(self, column: Column) -> bool:
        return column.is_flag and any(each.column == column.name for each in self.conditions)

    # Operations

    def _aggregate(self) -> str | None:
        for name in ("distinct", "median", "std", "share", "mean", "count", "sum"):
            if lexicon.AGGREGATES[name].search(self.operations):
                return name
        if re.search(r"(?<!\w)(maximum|max)(?!\w)", self.operations):
            return "max"
        return "min" if re.search(r"(?<!\w)(minimum|min)(?!\w)", self.operations) else None

    def _direction(self) -> Direction | None:
        text = re.sub(r"at (?:least|most)|most of", "", self.operations)
        small, large = lexicon.SMALLEST.search(text), lexicon.LARGEST.search(text)
        if small and (not large or "least" in small[0] or small.start() < large.start()):
            return "smallest"
        return "largest" if large else None

    def _limit(self) -> int | None:
        for match in _TOP_N.finditer(self.operations):
            said = match["a"] or match["b"]
            number = int(said) if said.isdigit() else lexicon.NUMBER_WORDS.get(said)
            if number and number <= 1000:
                return number
        return None

    def usual_aggregate(self, metrics: list[Column]) -> str:
        """Choose what people mean when they do not say: amounts are added up, everything else is averaged."""
        if not metrics:
            return "count"
        return "sum" if metrics[0].is_additive else "mean"

    # Columns

    def _metrics(self) -> list[Column]:
        conditioned = self._conditioned_spans()
        found: list[Column] = []
        implied = self._implied_measure()
        for mention in self.links.columns:
            options = self.meant(mention)
            if implied in self._options(mention):
                continue
            is_group = self.is_grouping(mention) and options[0].is_code and not options[0].is_flag
            if options[0].is_measure and not is_group and not self._inside(mention, conditioned):
                found += options
        is_named = any(implied in self._options(mention) for mention in self.links.columns)
        if implied is not None and (is_named or not found):
            found.insert(0, implied)
        found = [each for each in dict.fromkeys(found) if not self._is_condition(each)]
        # "deadliest" without a column of deaths asks for a count, not for whatever number there is
        is_unmet = implied is None and any(word in lexicon.IMPLIED_MEASURES for word in self.operations.split())
        if not found and self._needs_metric() and not is_unmet:
            found = self._guessed_metric()
        return found

    def meant(self, mention: ColumnMention) -> list[Column]:
        """Choose among columns that fit equally: "highest temperature" means temp_max, "temperature" both."""
        options = [mention.column, *mention.alternatives]
        wanted = {"largest": {"max", "high", "maximum"}, "smallest": {"min", "low", "minimum"}}.get(
            self.direction or ""
        )
        chosen = [each for each in options if wanted and wanted & set(each.words)]
        return chosen[:1] or [each for each in options if each.is_measure] or options[:1]

    def _implied_measure(self) -> Column | None:
        for adjective, names in lexicon.IMPLIED_MEASURES.items():
            said = re.search(rf"(?<!\w){adjective}(?!\w)", self.lower if " " in adjective else self.operations)
            if said is None:
                continue
            for name in names:
                fitting = [each for each in self.profile.columns if stem(name) in each.words]
                is_time = name in {"year", "date", "built"}
                fitting = [
                    each for each in fitting if each.is_measure or each.is_coordinate or (each.is_time and is_time)
                ]
                both = [each for each in fitting if set(map(stem, names)) <= set(each.words)]
                named = [each for each in fitting if any(each in self._options(m) for m in self.links.columns)]
                if fitting:
                    self.conditions = [each for each in self.conditions if not said.start() < each.start < said.end()]
                    self._turn_for(adjective, name)
                    return (named or both or fitting)[0]
        return None

    @staticmethod
    def _options(mention: ColumnMention) -> tuple[Column, ...]:
        return (mention.column, *mention.alternatives)

    def _turn_for(self, adjective: str, name: str) -> None:
        """Turn the direction where the best is the smallest, as with the fastest by its time."""
        if name in lexicon.SMALLER_IS_MORE.get(adjective, ()):
            self.direction = "largest" if self.direction == "smallest" else "smallest"

    def _needs_metric(self) -> bool:
        return self.aggregate in {"mean", "median", "sum", "std", "max", "min"} or (
            self.direction is not None and self.aggregate is None and not self.names_time_as_metric()
        )

    def names_time_as_metric(self) -> bool:
        return bool(re.search(r"(?<!\w)(latest|earliest|newest|first|last|most recent(?:ly)?)(?!\w)", self.operations))

    def _guessed_metric(self) -> list[Column]:
        """Take the only measure there is, or the one whose name means nearly the same as a word that names nothing."""
        measures = self.profile.measures
        if len(measures) == 1:
            return measures
        for word in re.findall(r"[a-z]{4,}", self.operations):
            if word in lexicon.GENERIC or word in self.profile.nouns:
                continue
            near = nearest_column(word, measures)
            if near is not None:
                return [near]
        return []

    def _groups(self, metrics: list[Column]) -> list[str]:
        conditioned = self._conditioned_spans()
        found: list[str] = []
        for mention in self.links.columns:
            column = mention.column
            is_asked = bool(lexicon.WHICH.search(self.lower[: mention.start]))
            if column in metrics or column.is_time or (self._inside(mention, conditioned) and not is_asked):
                continue
            fits = column.is_text or (column.is_code and self.is_grouping(mention)) or column.is_identifier
            is_rate = column.is_flag and not lexicon.GROUPING.search(self.lower[: mention.start])
            if fits and not column.is_coordinate and not is_rate:
                found.append(column.name)
        found = list(dict.fromkeys(found))
        self._compare_years()
        compared = [
            each.column for each in self.conditions if each.op == "in" and not each.column.startswith("month of")
        ]
        if compared and (not found or compared[0] not in found):
            found = [*found, *compared[:1]] if lexicon.COMPARE.search(self.lower) else found or compared[:1]
        self.conditions = [each for each in self.conditions if not self._repeats_group(each, found)]
        if not found:
            found = self._group_by_meaning()
        return found[:2]

    def _compare_years(self) -> None:
        """Read "differ between 1931 and 1932" as two years to compare, not as a span."""
        if lexicon.COMPARE.search(self.lower):
            self.conditions = [
                replace(each, op="in") if each.op == "between" and each.column.startswith("year") else each
                for each in self.conditions
            ]

    def _repeats_group(self, condition: Condition, groups: list[str]) -> bool:
        """Tell whether a value only repeats the group, as in "which type of death was most common"."""
        asks_for_groups = self.direction is not None or re.search(r"most common|most frequent", self.lower)
        return (
            bool(asks_for_groups) and self.aggregate != "share" and condition.op == "=" and condition.column in groups
        )

    def _group_by_meaning(self) -> list[str]:
        """Look for a group behind "by region" or "which company" when no column has that name."""
        pattern = r"(?:by|per|each|every|across|which|what)\s+(?:the\s+|of the\s+)?([a-z][a-z-]{2,})"
        for match in re.finditer(pattern, self.operations):
            word = match[1]
            if word in lexicon.GENERIC or stem(word) in self.profile.nouns:
                continue
            near = nearest_column(word, self.profile.categories)
            if near is not None:
                return [near.name]
        return self._kinds()

    def _kinds(self) -> list[str]:
        """Take "which type of disaster" as the category whose values speak of disasters, or the only one there is."""
        asked = re.search(r"(?:which|what)\s+(?:type|kind|sort|category|group)s?\s+of\s+([a-z]+)", self.lower)
        categories = self.profile.categories
        if asked is None or not categories:
            return []
        noun = stem(asked[1])
        speaking = [each for each in categories if any(noun in value.lower() for value in each.values)]
        return [each.name for each in (speaking or (categories if len(categories) == 1 else []))[:1]]

    def is_grouping(self, mention: ColumnMention) -> bool:
        before = self.lower[: mention.start]
        earlier = [each for each in self.links.columns if each.end <= mention.start]
        if earlier and re.fullmatch(r"\s*(?:,|and|, and|&|x|und|et|y)\s*", before[earlier[-1].end :]):
            return self.is_grouping(earlier[-1])
        return bool(
            lexicon.GROUPING.search(before) or lexicon.WHICH.search(before) or re.search(r"number of $", before)
        )

    def _conditioned_spans(self) -> list[tuple[int, int]]:
        """Return the words that only say which rows count, such as "cylinders" in "with 4 cylinders"."""
        names = {each.column for each in self.conditions if each.op != "in"}
        spans = [(each.start, each.end) for each in self.conditions]
        for mention in self.links.columns:
            if mention.column.name in names and any(
                0 <= start - mention.end <= 12 or 0 <= mention.start - end <= 3 or start <= mention.start < end
                for start, end in spans
            ):
                spans.append((mention.start, mention.end))
        return spans

    @staticmethod
    def _inside(mention: ColumnMention, spans: list[tuple[int, int]]) -> bool:
        return any(mention.start < end and start < mention.end for start, end in spans)

    # Time

    def _time(self) -> Column | None:
        named = [each.column for each in self.links.columns if each.column.is_time]
        return named[0] if named else next(iter(self.profile.times), None)

    def _grain(self, time: Column | None) -> str:
        if time is None or time.is_year:
            return "auto"
        text = self.operations if len(self.profile.times) else self.lower
        named = [each for each in self.links.columns if each.column.is_time]
        searched = text + " " + " ".join(self.lower[each.start : each.end] for each in named)
        text = self._without_conditions(searched)
        if re.search(
            r"(?:over|through|throughout|during|within|across)\s+(?:the\s+(?:course of the\s+)?|a\s+)year(?!\w)|season",
            text,
        ):
            return "month"
        asked = re.search(
            r"(?:per|by|each|every|which|what|pro|par|por)\s+(?:calendar\s+)?([a-z]+)(?: of (?:the )?(week))?", text
        )
        said = asked[0].split(maxsplit=1)[1] if asked else ""
        first = [name for name, words in lexicon.GRAIN_WORDS.items() if words.fullmatch(said)]
        found = first or [name for name, words in lexicon.GRAIN_WORDS.items() if words.search(text)]
        found = [name for name in found if name != "day" or not re.search(r"(?<!\w)dates?(?!\w)", text)]
        return found[0] if found else "auto"

    def _without_conditions(self, text: str) -> str:
        for each in self.conditions:
            text = text.replace(self.lower[each.start : each.end], " ") if each.start >= 0 else text
        return text

    # Rows

    def _noun(self) -> str:
        """Return what the objective calls rows."""
        names_of_columns = {word for column in self.profile.columns for word in column.words}
        words = re.findall(r"[a-z]{3,}", self.operations)
        general = {"rows", "row", "one", "case", "cases"}
        nouns = [word for word in words if stem(word) in self.profile.nouns - names_of_columns and word not in general]
        return next((word for word in nouns if word.endswith("s")), "rows")

    def _row_label(self) -> Column | None:
        """Return what names a row, when the question asks for rows: "which car", "who", "the three heaviest"."""
        if lexicon.WHO.search(self.operations):
            return self.profile.label
        words = {stem(word) for word in re.findall(r"[a-z]+", self.operations)}
        asks_for_rows = bool(words & self.profile.nouns) or _PER_ROW.search(self.operations)
        return self.profile.label if asks_for_rows else None
