"""What kind of question it is. Each function below knows one kind, and returns None when it is another."""

import re
from dataclasses import replace

from pilothouse.llm.builtin import lexicon
from pilothouse.llm.builtin.profiles import Column, FileProfile
from pilothouse.llm.builtin.question import Intent, Question
from pilothouse.llm.builtin.reading import Reader
from pilothouse.llm.words import stem

_WHAT_COUNTS = re.compile(
    r"(?:how many|number of|count of|counts? the|total)\s+(?:of\s+|the\s+|different\s+)*(?P<noun>[\w-]+)"
)

_ASKS_PERIOD = re.compile(
    r"(?:which|what|the)\s+(?:\w+\s+)?(hour|day|date|week|month|quarter|season|year|weekday|day of the week)s?(?!\w)"
)
_FIGURES = {
    "mean": r"(?<!\w)(?:mean|average|avg)(?!\w)",
    "median": r"(?<!\w)median(?!\w)",
    "min": r"(?<!\w)(?:min|minimum)(?!\w)",
    "max": r"(?<!\w)(?:max|maximum)(?!\w)",
    "std": r"(?<!\w)(?:std|standard deviation)(?!\w)",
}
_NEARLY_ALL = 0.95  # share of rows with a time of their own, from which on a time names a row


def read_question(text: str, profile: FileProfile) -> Question:
    """Read one question about one file."""
    reader = Reader(text, profile)
    return _with_intent(reader, reader.read())


def _with_intent(reader: Reader, question: Question) -> Question:
    for decide in (
        _quality, _outliers, _share, _relation, _counted_noun, _distribution,
        _moment, _trend, _rows, _list, _nothing_asked,
    ):  # fmt: skip
        decided = decide(reader, question)
        if decided is not None:
            return decided
    return _aggregated(reader, question)


def _quality(reader: Reader, question: Question) -> Question | None:
    return replace(question, intent="quality") if lexicon.QUALITY.search(reader.operations) else None


def _outliers(reader: Reader, question: Question) -> Question | None:
    if not lexicon.OUTLIERS.search(reader.operations):
        return None
    metrics = question.metrics or tuple(reader.profile.measures[:1])
    return replace(question, intent="outliers", metrics=metrics) if metrics else None


def _share(reader: Reader, question: Question) -> Question | None:
    if question.aggregate != "share":
        return None
    wanted = [each for each in question.conditions if " of " not in each.column and each.op in {"=", "in"}]
    column = reader.profile.column(wanted[-1].column) if wanted else None
    amounts = tuple(each for each in question.metrics if each.is_additive)[:1]
    fixed = {each.column for each in question.conditions if each.op == "="}
    groups = tuple(each for each in question.groups if each not in fixed)
    if groups and not question.metrics and len(reader.profile.measures) == 1:
        amounts = tuple(each for each in reader.profile.measures if each.is_additive)
    if column is not None and column.is_text and not groups:
        return replace(question, intent="share", groups=(column.name,), metrics=amounts)
    return replace(question, intent="share", groups=groups, metrics=amounts)


def _counted_noun(reader: Reader, question: Question) -> Question | None:
    """Read "how many X": rows when X names a row, a sum when it names an amount, else the different values."""
    if reader.aggregate not in {"count", "distinct"}:
        return None
    if question.aggregate == "distinct":
        subjects = list(dict.fromkeys(each.column for each in reader.links.columns))
        others = tuple(name for name in question.groups if name != subjects[0].name) if subjects else ()
        return replace(question, groups=others, metrics=(subjects[0],)) if subjects else None
    match = _WHAT_COUNTS.search(reader.lower)
    counted = [each for each in reader.links.columns if match and abs(each.start - match.start("noun")) <= 1]
    column = counted[0].column if counted else None
    if column is not None and column.is_measure and column in question.metrics and not column.is_code:
        return replace(question, aggregate="sum", metrics=(column,), intent=_trend_or(reader, question, "aggregate"))
    if column is not None and column.is_text and not _is_grouped_elsewhere(reader, question, column):
        others = tuple(name for name in question.groups if name != column.name)
        if others or (question.groups == (column.name,) and not lexicon.GROUPING.search(reader.lower)):
            return _count_of_different(reader, question, column, others)
    amount = _amount(reader, question)
    if amount is not None:
        return replace(question, aggregate="sum", metrics=(amount,), intent=_trend_or(reader, question, "aggregate"))
    bare = replace(question, metrics=(), aggregate="count")
    trend = _trend(reader, bare)
    return trend if trend is not None else bare


def _amount(reader: Reader, question: Question) -> Column | None:
    """Find what "how many people died" adds up: an amount that is named, while nothing says that rows are counted."""
    words = {stem(word) for word in re.findall(r"[a-z]+", reader.operations)}
    if words & reader.profile.nouns:
        return None
    return next((each for each in question.metrics if each.is_additive), None)


def _count_of_different(reader: Reader, question: Question, column: Column, others: tuple[str, ...]) -> Question:
    """Count values when the column has each once per group, as in "how many sites are there"."""
    nouns_name_rows = bool(set(column.words) & reader.profile.nouns)
    if nouns_name_rows:
        return replace(question, metrics=(), aggregate="count", groups=others)
    return replace(question, metrics=(column,), aggregate="distinct", groups=others)


def _is_grouped_elsewhere(reader: Reader, question: Question, column: Column) -> bool:
    mention = next(each for each in reader.links.columns if each.column == column)
    return reader.is_grouping(mention) and column.name in question.groups and "how many" not in reader.lower


def _trend_or(reader: Reader, question: Question, otherwise: Intent) -> Intent:
    return "trend" if _trend(reader, question) is not None else otherwise


def _relation(reader: Reader, question: Question) -> Question | None:
    asks = lexicon.RELATION.search(reader.operations) or question.chart == "scatter"
    versus = re.search(r"(?<!\w)(?:vs\.?|versus|against)(?!\w)", reader.operations)
    numbers = _mentioned_numbers(reader)
    is_ranking = question.direction is not None and reader.aggregate is not None
    if len(numbers) >= 2 and not is_ranking and (asks or (versus and not question.groups)):
        return replace(question, intent="relation", metrics=tuple(numbers))
    if asks and len(numbers) == 1 and not question.groups and len(reader.profile.measures) > 1:
        return replace(question, intent="relation", metrics=tuple(numbers))
    if asks and not numbers and not question.groups and len(reader.profile.measures) > 1:
        return replace(question, intent="relation", metrics=())
    return None


def _mentioned_numbers(reader: Reader) -> list[Column]:
    mentions = [each for each in reader.links.columns if each.column.is_number and not each.column.is_time]
    return list(dict.fromkeys(reader.meant(each)[0] for each in mentions))


def _distribution(reader: Reader, question: Question) -> Question | None:
    named = [name for name in _FIGURES if re.search(_FIGURES[name], reader.operations)]
    if len(named) >= 2 and question.metrics and not question.groups:
        return replace(question, intent="distribution")
    if not lexicon.DISTRIBUTION.search(reader.operations) or not (question.metrics or question.groups):
        return None
    if question.metrics:
        return replace(question, intent="distribution")
    return replace(question, aggregate="count", intent="aggregate")


def _moment(reader: Reader, question: Question) -> Question | None:
    """Read "which month had the highest …", "when was … lowest": a period is the answer."""
    time = question.time
    asks_which = _ASKS_PERIOD.search(reader.lower)
    asks_when = lexicon.WHEN.search(reader.lower)
    if time is None or question.direction is None or not (asks_which or asks_when):
        return None
    if not question.metrics:
        question = replace(question, aggregate="count")
    if question.groups and not asks_when and _first_asked(reader) != "time":
        return None
    named = asks_which[1] if asks_which and not question.groups else None
    grain = "auto" if time.is_year else question.grain if named is None else _grain_of(named)
    if grain in _cycles(time):
        return replace(question, groups=(f"{grain} of {time.name}",), intent="aggregate")
    is_own_grain = (grain == "auto" and not time.is_year) or (grain == "day" and time.type == "date")
    if question.metrics and is_own_grain and time.distinct >= reader.profile.rows * _NEARLY_ALL:
        return replace(question, intent="rows", label=time)
    return replace(question, intent="trend", grain=grain, groups=())


def _cycles(time: Column) -> set[str]:
    """Return the parts of a date that come round again: "which month" then means January, not January 2012."""
    hours = {"hour"} if time.type == "datetime" else set[str]()
    return {"weekday"} | hours | ({"month"} if _is_seasonal(time) else set[str]())


def _first_asked(reader: Reader) -> str:
    """Tell whether "which" asks for a time or for a group."""
    match = re.search(r"(?:which|what)\s+(?:\w+\s+)?(\w+)", reader.lower)
    is_time = match is not None and any(words.fullmatch(match[1]) for words in lexicon.GRAIN_WORDS.values())
    return "time" if is_time else "group"


def _is_seasonal(time: Column) -> bool:
    """Tell whether "which month" means a month of the year: days over several years do, a value per month does not."""
    years = _span_years(time)
    return years > 1.5 and time.distinct > years * 24


def _trend(reader: Reader, question: Question) -> Question | None:
    if question.time is None:
        return None
    by_period = re.search(
        r"(?:by|per|each|every|over(?: the)?|across(?: the)?|for each|pro|par|por)\s+(?:calendar\s+)?"
        r"(hours?|days?|weeks?|weekdays?|months?|quarters?|years?|day of (?:the )?week|dates?|time)(?!\w)|"
        r"(?<!\w)(hourly|daily|weekly|monthly|quarterly|yearly|annual(?:ly)?)(?!\w)",
        reader.lower,
    )
    grouped_by_time = any(each.column.is_time and reader.is_grouping(each) for each in reader.links.columns)
    asks = lexicon.TREND.search(reader.operations)
    asks_when = lexicon.WHEN.search(reader.lower) and (question.groups or question.metrics)
    if not (by_period or asks or grouped_by_time or asks_when):
        return None
    metrics = question.metrics or _trend_metric(reader, question)
    is_yearly_cycle = re.search(
        r"month of (?:the )?year|calendar month|season|var(?:y|ies)\b.*by month|"
        r"(?:over|through|throughout|during|across) (?:the|a) (?:course of the )?year(?!\w)",
        reader.lower,
    )
    is_daily_cycle = question.grain == "hour" and re.search(r"hour of (?:the )?day|over the day", reader.lower)
    if (
        question.grain == "weekday"
        or is_daily_cycle
        or (question.grain == "month" and is_yearly_cycle and _span_years(question.time) > 1)
    ):
        return replace(question, metrics=metrics, groups=(f"{question.grain} of {question.time.name}",))
    return replace(question, intent="trend", metrics=metrics, aggregate=_trend_aggregate(reader, question, metrics))


def _trend_metric(reader: Reader, question: Question) -> tuple[Column, ...]:
    if question.aggregate == "count" and reader.aggregate is not None:
        return ()
    return tuple(reader.profile.measures[:1])


def _trend_aggregate(reader: Reader, question: Question, metrics: tuple[Column, ...]) -> str:
    return question.aggregate if question.is_explicit or question.metrics else reader.usual_aggregate(list(metrics))


def _rows(reader: Reader, question: Question) -> Question | None:
    """Read "which car has the highest …": single rows, when what is asked for names rows and not groups."""
    if question.direction is None or (
        question.aggregate in {"mean", "sum", "count", "median", "std"} and reader.aggregate
    ):
        return None
    if not question.metrics:
        return _first_or_last(reader, question)
    group = reader.profile.column(question.groups[0]) if question.groups else None
    if group is not None and group.distinct > reader.profile.rows * 0.5:
        return replace(question, intent="rows", label=group, groups=())
    if group is None and question.label is not None:
        return replace(question, intent="rows")
    return None


def _list(reader: Reader, question: Question) -> Question | None:
    """Read "list the airports in Chicago": the rows themselves are the answer."""
    asks = re.match(r"\s*(?:please\s+)?(?:list|show|name|give|find|which|who)(?!\w)", reader.lower)
    if (
        not asks
        or question.metrics
        or question.groups
        or not question.conditions
        or reader.aggregate
        or reader.direction
    ):
        return None
    label = reader.profile.label
    return replace(question, intent="list", label=label) if label is not None else None


def _first_or_last(reader: Reader, question: Question) -> Question | None:
    if question.time is not None and reader.names_time_as_metric():
        is_late = re.search(r"(?<!\w)(latest|newest|last|most recent(?:ly)?)(?!\w)", reader.operations)
        return replace(
            question, intent="rows", metrics=(question.time,), direction="largest" if is_late else "smallest",
            label=question.label or reader.profile.label,
        )  # fmt: skip
    return None


def _nothing_asked(reader: Reader, question: Question) -> Question | None:
    is_vague = not (question.metrics or question.conditions or reader.aggregate or reader.direction)
    if question.metrics or question.groups or question.conditions:
        named = any(reader.is_grouping(each) for each in reader.links.columns)
        asks_overview = lexicon.OVERVIEW.search(reader.lower) and (question.score < 1 or (is_vague and not named))
        return replace(question, intent="overview") if asks_overview else None
    if reader.aggregate == "count":
        return None
    return replace(question, intent="overview")


def _aggregated(reader: Reader, question: Question) -> Question:
    if question.aggregate == "distinct" and not question.metrics and question.groups:
        column = reader.profile.column(question.groups[0])
        return replace(question, metrics=(column,) if column else (), groups=())
    if not question.groups and not question.is_explicit and question.direction is not None and question.metrics:
        end = "max" if question.direction == "largest" else "min"
        return replace(question, aggregate=end, is_explicit=True)
    if question.metrics:
        return question
    measures = reader.profile.measures
    if question.aggregate in {"mean", "median", "sum", "std", "max", "min"} and measures:
        return replace(question, metrics=tuple(measures[:1]), is_guessed=True)
    return replace(question, aggregate="count")


def _grain_of(word: str) -> str:
    if word == "season":
        return "month"
    return next((name for name, words in lexicon.GRAIN_WORDS.items() if words.fullmatch(word)), "auto")


def _span_years(time: Column) -> float:
    """Return how many years lie between the first and the last date of a column."""
    years = [int(found[0]) for each in (time.min, time.max) if (found := re.match(r"\d{4}", str(each)))]
    return years[1] - years[0] + 1 if len(years) == 2 else 1
