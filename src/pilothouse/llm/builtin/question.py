"""An objective as a question that can be calculated: what, of what, by what, where."""

import re
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from pilothouse.llm.builtin import lexicon
from pilothouse.llm.builtin.conditions import Condition, read_conditions
from pilothouse.llm.builtin.linking import ColumnMention, Links, link, nearest_column
from pilothouse.llm.builtin.profiles import Column, FileProfile
from pilothouse.llm.words import stem

Intent: TypeAlias = Literal[
    "aggregate", "rows", "list", "trend", "relation", "outliers", "distribution", "quality", "share", "overview"
]

_TOP_N = re.compile(
    r"(?<!\w)(?:top|bottom|first|best|worst|largest|smallest|highest|lowest|biggest|most|least)\s+(?P<a>\d+|\w+)(?!\w)|"
    r"(?<!\w)(?P<b>\d+|\w+)\s+(?:\w+\s+)?(?:largest|smallest|highest|lowest|biggest|heaviest|lightest|oldest|youngest|"
    r"longest|shortest|tallest|cheapest|fastest|slowest|coldest|hottest|warmest|wettest|windiest|best|worst|most|least|"
    r"top|latest|earliest|strongest|richest|poorest|rainiest|deadliest)(?!\w)"
)
_PER_ROW = re.compile(r"(?<!\w)(single|individual|recorded|ever|any one)(?!\w)")
_WHAT_COUNTS = re.compile(r"(?:how many|number of|count of|counts? the|total)\s+(?:of\s+|the\s+|different\s+)*(?P<noun>[\w-]+)")
_ENTITY = re.compile(r"(?:which|what|top \w+|\w+est|\w+ most \w+|list|show)\s+(?:\w+\s+)?(?P<noun>[a-z][\w-]+)")


@dataclass(frozen=True)
class Question:
    """What is asked of one file.

    Attributes:
        metrics: columns to calculate with.
        groups: columns, or parts of dates, to calculate by.
        time: column a trend follows, with `grain` as its length of period.
        aggregate: how to calculate; `is_explicit` when the words say so.
        direction: which end is asked for, if any.
        limit: how many are asked for, if said.
        conditions: which rows count.
        label: column that names a row, when single rows are asked for.
        noun: what the objective calls rows, such as "cars".
    """

    text: str
    intent: Intent
    metrics: tuple[Column, ...] = ()
    groups: tuple[str, ...] = ()
    time: Column | None = None
    grain: str = "auto"
    aggregate: str = "mean"
    is_explicit: bool = False
    direction: Literal["largest", "smallest"] | None = None
    limit: int | None = None
    conditions: tuple[Condition, ...] = ()
    label: Column | None = None
    noun: str = "rows"
    is_growth: bool = False
    chart: str | None = None
    score: float = 0

    @property
    def metric(self) -> Column | None:
        return self.metrics[0] if self.metrics else None

    def filters(self) -> list[dict[str, object]]:
        """Return the conditions as an argument of the table tools."""
        return [each.as_argument() for each in self.conditions]


def read_question(text: str, profile: FileProfile) -> Question:
    """Read one question about one file."""
    return _Reader(text, profile).read()


@dataclass
class _Reader:
    """Reads one question; the methods below each settle one part of it."""

    text: str
    profile: FileProfile
    links: Links = field(init=False)
    operations: str = field(init=False)

    def __post_init__(self) -> None:
        self.links = link(self.text, self.profile)
        self.conditions = read_conditions(self.links, self.profile)
        self.operations = self.links.operations
        self.lower = self.links.lower
        self.aggregate = self._aggregate()
        self.direction = self._direction()
        self.limit = self._limit()

    def read(self) -> Question:
        metrics = self._metrics()
        groups = self._groups(metrics)
        time = self._time()
        common = Question(
            text=self.text,
            intent="aggregate",
            metrics=tuple(metrics),
            groups=tuple(groups),
            time=time,
            grain=self._grain(time),
            aggregate=self.aggregate or self._usual_aggregate(metrics),
            is_explicit=self.aggregate is not None,
            direction=self.direction,
            limit=self.limit,
            conditions=tuple(self.conditions),
            label=self._row_label(),
            noun=self._noun(),
            is_growth=bool(lexicon.GROWTH.search(self.operations)),
            chart=next((name for name, words in lexicon.CHARTS.items() if words.search(self.lower)), None),
            score=self.links.score,
        )
        return self._with_intent(common)

    # Operations

    def _aggregate(self) -> str | None:
        for name in ("distinct", "median", "std", "share", "mean", "count", "sum"):
            if lexicon.AGGREGATES[name].search(self.operations):
                return name
        if re.search(r"(?<!\w)(maximum|max)(?!\w)", self.operations):
            return "max"
        return "min" if re.search(r"(?<!\w)(minimum|min)(?!\w)", self.operations) else None

    def _direction(self) -> Literal["largest", "smallest"] | None:
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

    def _usual_aggregate(self, metrics: list[Column]) -> str:
        """Choose what people mean when they do not say: amounts are added up, everything else is averaged."""
        if not metrics:
            return "count"
        words = {stem(word) for word in re.findall(r"[a-z]+", " ".join(metrics[0].words))}
        return "sum" if words & {stem(word) for word in lexicon.ADDITIVE} else "mean"

    # Columns

    def _metrics(self) -> list[Column]:
        conditioned = self._conditioned_spans()
        found: list[Column] = []
        implied = self._implied_measure()
        for mention in self.links.columns:
            options = self._meant(mention)
            if implied in options:
                continue
            is_group = self._is_grouping(mention) and options[0].is_code
            if options[0].is_measure and not is_group and not self._inside(mention, conditioned):
                found += options
        found = list(dict.fromkeys([*([implied] if implied is not None else []), *found]))
        if not found and self._needs_metric():
            found = self._guessed_metric()
        return found

    def _meant(self, mention: ColumnMention) -> list[Column]:
        """Choose among columns that fit equally: "highest temperature" means temp_max, "temperature" both."""
        options = [mention.column, *mention.alternatives]
        wanted = {"largest": {"max", "high", "maximum"}, "smallest": {"min", "low", "minimum"}}.get(self.direction or "")
        chosen = [each for each in options if wanted and wanted & set(each.words)]
        return chosen[:1] or [each for each in options if each.is_measure] or options[:1]

    def _implied_measure(self) -> Column | None:
        for adjective, names in lexicon.IMPLIED_MEASURES.items():
            if not re.search(rf"(?<!\w){adjective}(?!\w)", self.operations):
                continue
            for name in names:
                fitting = [each for each in self.profile.columns if stem(name) in each.words]
                fitting = [each for each in fitting if each.is_measure or each.is_time]
                both = [each for each in fitting if set(map(stem, names)) <= set(each.words)]
                named = [each for each in fitting if any(each in self._options(m) for m in self.links.columns)]
                if fitting:
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
            self.direction is not None and self.aggregate is None and not self._names_time_as_metric()
        )

    def _names_time_as_metric(self) -> bool:
        return bool(re.search(r"(?<!\w)(latest|earliest|newest|first|last)(?!\w)", self.operations))

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
            if column in metrics or column.is_time or self._inside(mention, conditioned):
                continue
            fits = column.is_text or (column.is_code and self._is_grouping(mention)) or column.is_identifier
            if fits and not column.is_coordinate:
                found.append(column.name)
        found = list(dict.fromkeys(found))
        self._compare_years()
        compared = [each.column for each in self.conditions if each.op == "in" and not each.column.startswith("month of")]
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
        return bool(asks_for_groups) and self.aggregate != "share" and condition.op == "=" and condition.column in groups

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
        return []

    def _is_grouping(self, mention: ColumnMention) -> bool:
        before = self.lower[: mention.start]
        earlier = [each for each in self.links.columns if each.end <= mention.start]
        if earlier and re.fullmatch(r"\s*(?:,|and|, and|&|x|und|et|y)\s*", before[earlier[-1].end :]):
            return self._is_grouping(earlier[-1])
        return bool(lexicon.GROUPING.search(before) or lexicon.WHICH.search(before) or re.search(r"number of $", before))

    def _conditioned_spans(self) -> list[tuple[int, int]]:
        """Return the words that only say which rows count, such as "cylinders" in "with 4 cylinders"."""
        names = {each.column for each in self.conditions if each.op not in {"in"}}
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
        if re.search(r"(?:over|through|throughout|during|within|across)\s+(?:the\s+(?:course of the\s+)?|a\s+)year(?!\w)|season", text):
            return "month"
        asked = re.search(r"(?:per|by|each|every|which|what|pro|par|por)\s+(?:calendar\s+)?([a-z]+)(?: of (?:the )?(week))?", text)
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

    # Intent

    def _with_intent(self, question: Question) -> Question:
        for decide in (
            self._quality, self._outliers, self._share, self._relation, self._counted_noun, self._distribution,
            self._moment, self._trend, self._rows, self._list, self._nothing_asked,
        ):  # fmt: skip
            decided = decide(question)
            if decided is not None:
                return decided
        return self._aggregated(question)

    def _quality(self, question: Question) -> Question | None:
        return replace(question, intent="quality") if lexicon.QUALITY.search(self.operations) else None

    def _outliers(self, question: Question) -> Question | None:
        if not lexicon.OUTLIERS.search(self.operations):
            return None
        metrics = question.metrics or tuple(self.profile.measures[:1])
        return replace(question, intent="outliers", metrics=metrics) if metrics else None

    def _share(self, question: Question) -> Question | None:
        if question.aggregate != "share":
            return None
        wanted = [each for each in question.conditions if " of " not in each.column and each.op in {"=", "in"}]
        column = self.profile.column(wanted[0].column) if wanted else None
        if column is not None and column.is_text and not question.groups:
            return replace(question, intent="share", groups=(column.name,))
        return replace(question, intent="share")

    def _counted_noun(self, question: Question) -> Question | None:
        """Read "how many X": rows when X names a row, a sum when it names an amount, else the different values."""
        if self.aggregate not in {"count", "distinct"}:
            return None
        if question.aggregate == "distinct":
            subjects = list(dict.fromkeys(each.column for each in self.links.columns))
            others = tuple(name for name in question.groups if name != subjects[0].name) if subjects else ()
            return replace(question, groups=others, metrics=(subjects[0],)) if subjects else None
        match = _WHAT_COUNTS.search(self.lower)
        noun_end = match.end() if match else -1
        counted = [each for each in self.links.columns if match and each.start < noun_end and each.start >= match.start("noun") - 1]
        column = counted[0].column if counted else None
        if column is not None and column.is_measure and column in question.metrics and not column.is_code:
            return replace(question, aggregate="sum", metrics=(column,), intent=self._trend_or(question, "aggregate"))
        if column is not None and column.is_text and not self._is_grouped_elsewhere(question, column):
            others = tuple(name for name in question.groups if name != column.name)
            if others or (question.groups == (column.name,) and not lexicon.GROUPING.search(self.lower)):
                return self._count_of_different(question, column, others)
        bare = replace(question, metrics=(), aggregate="count")
        trend = self._trend(bare)
        return trend if trend is not None else bare

    def _count_of_different(self, question: Question, column: Column, others: tuple[str, ...]) -> Question:
        """Count values when the column has each once per group, as in "how many sites are there"."""
        nouns_name_rows = bool(set(column.words) & self.profile.nouns)
        if nouns_name_rows:
            return replace(question, metrics=(), aggregate="count", groups=others)
        return replace(question, metrics=(column,), aggregate="distinct", groups=others)

    def _is_grouped_elsewhere(self, question: Question, column: Column) -> bool:
        mention = next(each for each in self.links.columns if each.column == column)
        return self._is_grouping(mention) and column.name in question.groups and "how many" not in self.lower

    def _trend_or(self, question: Question, otherwise: Intent) -> Intent:
        return "trend" if self._trend(question) is not None else otherwise

    def _relation(self, question: Question) -> Question | None:
        asks = lexicon.RELATION.search(self.operations) or question.chart == "scatter"
        versus = re.search(r"(?<!\w)(?:vs\.?|versus|against)(?!\w)", self.operations)
        numbers = self._mentioned_numbers()
        is_ranking = question.direction is not None and self.aggregate is not None
        if len(numbers) >= 2 and not is_ranking and (asks or (versus and not question.groups)):
            return replace(question, intent="relation", metrics=tuple(numbers))
        if asks and len(numbers) == 1 and not question.groups and len(self.profile.measures) > 1:
            return replace(question, intent="relation", metrics=tuple(numbers))
        if asks and not numbers and not question.groups and len(self.profile.measures) > 1:
            return replace(question, intent="relation", metrics=())
        return None

    def _mentioned_numbers(self) -> list[Column]:
        mentions = [each for each in self.links.columns if each.column.is_number and not each.column.is_time]
        return list(dict.fromkeys(self._meant(each)[0] for each in mentions))

    def _distribution(self, question: Question) -> Question | None:
        if not lexicon.DISTRIBUTION.search(self.operations) or not (question.metrics or question.groups):
            return None
        if question.metrics:
            return replace(question, intent="distribution")
        return replace(question, aggregate="count", intent="aggregate")

    def _moment(self, question: Question) -> Question | None:
        """Read "which month had the highest …", "when was … lowest": a period is the answer."""
        time = question.time
        asks_which = re.search(
            r"(?:which|what|the)\s+(?:\w+\s+)?(hour|day|date|week|month|quarter|year|weekday|day of the week)s?(?!\w)",
            self.lower,
        )
        asks_when = lexicon.WHEN.search(self.lower)
        if time is None or question.direction is None or not (asks_which or asks_when):
            return None
        if not question.metrics and question.aggregate != "count":
            return None
        named = asks_which[1] if asks_which and not question.groups else None
        if asks_which is not None and question.groups and not asks_when and self._first_asked() != "time":
            return None
        grain = "auto" if time.is_year else question.grain if named is None else _grain_of(named)
        is_hour = grain == "hour" and time.type == "datetime"
        if grain == "weekday" or is_hour or (grain == "month" and self._is_seasonal(time)):
            return replace(question, groups=(f"{grain} of {time.name}",), intent="aggregate")
        if grain == "auto" and not time.is_year and time.distinct >= self.profile.rows * 0.95:
            return replace(question, intent="rows", label=time)
        if grain == "day" and time.distinct >= self.profile.rows * 0.95 and time.type == "date":
            return replace(question, intent="rows", label=time)
        return replace(question, intent="trend", grain=grain, groups=())

    def _first_asked(self) -> str:
        """Tell whether "which" asks for a time or for a group."""
        match = re.search(r"(?:which|what)\s+(?:\w+\s+)?(\w+)", self.lower)
        is_time = match is not None and any(words.fullmatch(match[1]) for words in lexicon.GRAIN_WORDS.values())
        return "time" if is_time else "group"

    def _is_seasonal(self, time: Column) -> bool:
        """Tell whether "which month" means a month of the year: days over several years do, a value per month does not."""
        years = _span_years(time)
        return years > 1.5 and time.distinct > years * 24

    def _trend(self, question: Question) -> Question | None:
        if question.time is None:
            return None
        by_period = re.search(
            r"(?:by|per|each|every|over(?: the)?|across(?: the)?|for each|pro|par|por)\s+(?:calendar\s+)?"
            r"(hours?|days?|weeks?|weekdays?|months?|quarters?|years?|day of (?:the )?week|dates?|time)(?!\w)|"
            r"(?<!\w)(hourly|daily|weekly|monthly|quarterly|yearly|annual(?:ly)?)(?!\w)",
            self.lower,
        )
        grouped_by_time = any(each.column.is_time and self._is_grouping(each) for each in self.links.columns)
        asks = lexicon.TREND.search(self.operations)
        asks_when = lexicon.WHEN.search(self.lower) and (question.groups or question.metrics)
        if not (by_period or asks or grouped_by_time or asks_when):
            return None
        metrics = question.metrics or self._trend_metric(question)
        is_yearly_cycle = re.search(
            r"month of (?:the )?year|calendar month|season|(?:over|through|throughout|during|across) (?:the|a) (?:course of the )?year(?!\w)",
            self.lower,
        )
        is_daily_cycle = question.grain == "hour" and re.search(r"hour of (?:the )?day|over the day", self.lower)
        if question.grain == "weekday" or is_daily_cycle or (
            question.grain == "month" and is_yearly_cycle and _span_years(question.time) > 1
        ):
            return replace(question, metrics=metrics, groups=(f"{question.grain} of {question.time.name}",))
        return replace(question, intent="trend", metrics=metrics, aggregate=self._trend_aggregate(question, metrics))

    def _trend_metric(self, question: Question) -> tuple[Column, ...]:
        if question.aggregate == "count" and self.aggregate is not None:
            return ()
        return tuple(self.profile.measures[:1])

    def _trend_aggregate(self, question: Question, metrics: tuple[Column, ...]) -> str:
        return question.aggregate if question.is_explicit or question.metrics else self._usual_aggregate(list(metrics))

    def _rows(self, question: Question) -> Question | None:
        """Read "which car has the highest …": single rows, when what is asked for names rows and not groups."""
        if question.direction is None or question.aggregate in {"mean", "sum", "count", "median", "std"} and self.aggregate:
            return None
        if not question.metrics:
            return self._first_or_last(question)
        group = self.profile.column(question.groups[0]) if question.groups else None
        if group is not None and group.distinct > self.profile.rows * 0.5:
            return replace(question, intent="rows", label=group, groups=())
        if group is None and question.label is not None:
            return replace(question, intent="rows")
        return None

    def _list(self, question: Question) -> Question | None:
        """Read "list the airports in Chicago": the rows themselves are the answer."""
        asks = re.match(r"\s*(?:please\s+)?(?:list|show|name|give|find|which|what|who)(?!\w)", self.lower)
        if not asks or question.metrics or question.groups or not question.conditions or self.aggregate or self.direction:
            return None
        label = self.profile.label
        return replace(question, intent="list", label=label) if label is not None else None

    def _first_or_last(self, question: Question) -> Question | None:
        if question.time is not None and self._names_time_as_metric():
            is_late = re.search(r"(?<!\w)(latest|newest|last|most recent)(?!\w)", self.operations)
            return replace(
                question, intent="rows", metrics=(question.time,), direction="largest" if is_late else "smallest",
                label=question.label or self.profile.label,
            )  # fmt: skip
        return None

    def _nothing_asked(self, question: Question) -> Question | None:
        is_vague = not (question.metrics or question.conditions or self.aggregate or self.direction)
        if question.metrics or question.groups or question.conditions:
            named = any(self._is_grouping(each) for each in self.links.columns)
            asks_overview = lexicon.OVERVIEW.search(self.lower) and (question.score < 1 or (is_vague and not named))
            return replace(question, intent="overview") if asks_overview else None
        if self.aggregate == "count":
            return None
        return replace(question, intent="overview")

    def _aggregated(self, question: Question) -> Question:
        if question.aggregate == "distinct" and not question.metrics and question.groups:
            column = self.profile.column(question.groups[0])
            return replace(question, metrics=(column,) if column else (), groups=())
        if not question.groups and not question.is_explicit and question.direction is not None and question.metrics:
            end = "max" if question.direction == "largest" else "min"
            return replace(question, aggregate=end, is_explicit=True)
        if not question.metrics:
            return replace(question, aggregate="count")
        return question


def _grain_of(word: str) -> str:
    return next((name for name, words in lexicon.GRAIN_WORDS.items() if words.fullmatch(word)), "auto")


def _span_years(time: Column) -> float:
    """Return how many years lie between the first and the last date of a column."""
    years = [int(found[0]) for each in (time.min, time.max) if (found := re.match(r"\d{4}", str(each)))]
    return years[1] - years[0] + 1 if len(years) == 2 else 1
