"""A question as tool calls: one or two that answer it, one that draws it, and what a second look may need."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from pilothouse.llm.builtin.profiles import Column, FileProfile
from pilothouse.llm.builtin.question import Question
from pilothouse.llm.builtin.wording import title_of, where

Role: TypeAlias = Literal["main", "more", "context", "single", "base", "chart", "columns"]

_MAX_METRICS = 4
_MAX_SPLIT = 12
_SHOWN_ROWS = 10
_MAX_BARS = 20


@dataclass(frozen=True, slots=True)
class Step:
    """A planned tool call. The role tells the report what to do with its result: "main" holds the answer."""

    tool: str
    arguments: dict[str, Any]
    role: Role


def plan(question: Question, profile: FileProfile) -> list[Step]:
    """Turn a question into tool calls, the main one first."""
    return _PLANNERS[question.intent](question, profile)


def overview(question: Question, profile: FileProfile) -> list[Step]:
    """Look at a file without a question: its columns, the telling groups, the trend, what stands out."""
    measure, category = telling_measure(profile), telling_category(profile)
    steps = [_call("table_profile", "columns", file=profile.file, save_as=f"Columns of {profile.file}")]
    asked = replace(question, metrics=(measure,) if measure else (), groups=(), conditions=(), intent="aggregate")
    asked = replace(asked, aggregate="mean" if measure else "count", is_explicit=True, limit=None, direction=None)
    if category is not None:
        steps += _grouped(replace(asked, groups=(category.name,)), profile, with_chart=not profile.times)
    if profile.times and measure is not None:
        trend = replace(asked, time=profile.times[0], grain="auto")
        steps += [replace(each, role="more" if each.role == "main" else each.role) for each in _trend(trend, profile)]
    if measure is not None:
        steps.append(_call("table_outliers", "context", file=profile.file, column=measure.name, limit=5))
    if not any(each.role == "chart" for each in steps):
        steps.append(_histogram(measure, profile) if measure else _columns_chart(profile))
    return steps


def telling_measure(profile: FileProfile) -> Column | None:
    """Return the measure that varies most finely; the first of those that vary alike."""
    measures = [each for each in profile.measures if not each.is_code] or profile.measures
    return measures[0] if measures else None


def telling_category(profile: FileProfile) -> Column | None:
    """Return the category with few groups that cover the file, so that a comparison says something."""
    categories = [each for each in profile.categories if each.distinct <= _MAX_BARS] or profile.categories
    return categories[0] if categories else None


def _call(tool: str, role: Role, **arguments: Any) -> Step:
    return Step(tool, {name: value for name, value in arguments.items() if value not in (None, [], ())}, role)


# Aggregates


def _aggregate(question: Question, profile: FileProfile) -> list[Step]:
    if question.groups:
        return _grouped(question, profile)
    title = title_of(question)
    steps = _per_metric(question, lambda each: _overall(each, profile, save_as=title_of(each)))
    shown = _breakdown(question, profile)
    if shown is not None:
        context = [each for each in _grouped(shown, profile) if each.role in {"main", "chart"}]
        return [*steps, *(replace(each, role="context" if each.role == "main" else "chart") for each in context)]
    if question.time is not None and (question.metric is not None or question.aggregate == "count"):
        return [*steps, _line(question, profile, title)]
    measure = question.metric or telling_measure(profile)
    chart = _histogram(measure, profile) if measure is not None and measure.is_number else _columns_chart(profile)
    return [*steps, chart]


def _per_metric(question: Question, make: Callable[[Question], Step]) -> list[Step]:
    """Repeat a call for each metric that was named; the first one holds the answer."""
    metrics = question.metrics[:_MAX_METRICS]
    first, *others = [make(replace(question, metrics=(each,))) for each in metrics] or [make(question)]
    return [first, *(replace(each, role="more") for each in others)]


def _overall(question: Question, profile: FileProfile, save_as: str | None = None) -> Step:
    metric = question.metric.name if question.metric else None
    return _call(
        "table_group",
        "main",
        file=profile.file,
        aggregate=question.aggregate,
        value=metric,
        filters=question.filters(),
        save_as=save_as,
    )


def _breakdown(question: Question, profile: FileProfile) -> Question | None:
    """Choose a category that shows what an overall figure is made of, one that the conditions leave open."""
    fixed = {each.column for each in question.conditions}
    open_ones = [each for each in profile.categories if each.name not in fixed and each.distinct <= _MAX_BARS]
    if question.aggregate == "distinct" and question.metric is not None:
        open_ones = [question.metric] if question.metric.is_text or question.metric.is_code else []
    if not open_ones:
        return None
    aggregate = "count" if question.aggregate == "distinct" else question.aggregate
    metrics = () if question.aggregate == "distinct" else question.metrics[:1]
    return replace(question, groups=(open_ones[0].name,), aggregate=aggregate, metrics=metrics, limit=None)


def _grouped(question: Question, profile: FileProfile, *, with_chart: bool = True) -> list[Step]:
    steps = _per_metric(question, lambda each: _group_call(each, profile))
    asks_single = question.direction is not None and not question.is_explicit and question.aggregate == "mean"
    asks_single = asks_single and not question.limit
    if asks_single and question.metric is not None and not question.metric.is_flag:
        steps.append(
            _call(
                "table_top",
                "single",
                file=profile.file,
                column=question.metric.name,
                n=1,
                direction=question.direction,
                filters=question.filters(),
                columns=[each for each in question.groups if " of " not in each],
            )
        )
    return [*steps, _bars(question, profile)] if with_chart else steps


def _group_call(question: Question, profile: FileProfile) -> Step:
    is_ordered = any(" of " in each for each in question.groups) and question.direction is None
    sort = "group" if is_ordered else "ascending" if question.direction == "smallest" else "descending"
    return _call(
        "table_group",
        "main",
        file=profile.file,
        by=list(question.groups),
        aggregate=question.aggregate,
        value=question.metric.name if question.metric else None,
        filters=question.filters(),
        sort=sort,
        limit=max(question.limit or 0, 50),
        save_as=title_of(question),
    )


def _bars(question: Question, profile: FileProfile) -> Step:
    first = question.groups[0]
    is_ordered = " of " in first
    color = question.groups[1] if len(question.groups) > 1 else None
    order = "group" if is_ordered else "ascending" if question.direction == "smallest" else "descending"
    return _call(
        "chart",
        "chart",
        kind="bar",
        title=title_of(question),
        file=profile.file,
        x=first,
        y=question.metric.name if question.metric else None,
        aggregate=question.aggregate,
        color=color,
        filters=question.filters(),
        order=order,
        limit=min(question.limit or _MAX_BARS, 40),
    )


def _histogram(measure: Column, profile: FileProfile, filters: list[dict[str, object]] | None = None) -> Step:
    title = f"Distribution of {measure.name}".replace("_", " ")
    return _call("chart", "chart", kind="histogram", title=title, file=profile.file, x=measure.name, filters=filters)


def _columns_chart(profile: FileProfile) -> Step:
    """Draw what can always be drawn: how many different values the columns have."""
    rows = [{"column": each.name, "different values": each.distinct} for each in profile.columns[:30]]
    title = f"Different values per column of {profile.file}"
    return _call("chart", "chart", kind="bar", title=title, x="column", y="different values", rows=rows)


# Rows


def _rows(question: Question, profile: FileProfile) -> list[Step]:
    metric = question.metric
    if metric is None:
        return overview(question, profile)
    label = question.label or profile.label
    labels = profile.labels if label == profile.label else [label]
    names = [each.name for each in (*labels, *question.metrics) if each is not None]
    others = [each.name for each in profile.columns if each.name not in names and not each.is_coordinate]
    main = _call(
        "table_top",
        "main",
        file=profile.file,
        column=metric.name,
        n=max(question.limit or 0, _SHOWN_ROWS),
        direction=question.direction or "largest",
        columns=[*names, *others[: max(0, 6 - len(names))]],
        filters=question.filters(),
        save_as=_rows_title(question, metric),
    )
    return [main, _rows_chart(question, profile, metric, label)]


def _rows_title(question: Question, metric: Column) -> str:
    count = f"{question.limit} " if question.limit else ""
    direction = question.direction or "largest"
    return f"{direction.capitalize()} {count}{metric.name}".replace("_", " ")


def _rows_chart(question: Question, profile: FileProfile, metric: Column, label: Column | None) -> Step:
    if label is not None and label.is_time and metric.is_number:
        return _line(replace(question, time=label, grain="auto", aggregate="mean"), profile, f"{metric.name} over time")
    if label is None or not metric.is_measure:
        return _histogram(metric, profile, question.filters()) if metric.is_measure else _columns_chart(profile)
    end = "min" if question.direction == "smallest" else "max"
    bars = replace(question, groups=(label.name,), aggregate=end, limit=question.limit or _SHOWN_ROWS)
    return replace(
        _bars(bars, profile), arguments={**_bars(bars, profile).arguments, "title": _rows_title(question, metric)}
    )


def _list(question: Question, profile: FileProfile) -> list[Step]:
    assert question.label is not None
    names = [each.name for each in profile.labels] or [question.label.name]
    others = [each.name for each in profile.columns if each.name not in names and not each.is_coordinate]
    main = _call(
        "table_top", "main", file=profile.file, column=question.label.name, n=50, direction="smallest",
        columns=[*names, *others[: 6 - len(names)]], filters=question.filters(),
        save_as=f"Rows{where(question.conditions)}",
    )  # fmt: skip
    counted = replace(question, metrics=(), aggregate="count", intent="aggregate")
    return [main, *(each for each in _aggregate(counted, profile) if each.role == "chart")]


# Trends


def _trend(question: Question, profile: FileProfile) -> list[Step]:
    if question.time is None:
        return _aggregate(question, profile)
    steps = _per_metric(question, lambda each: _trend_call(each, profile))
    return [*steps, _line(question, profile, title_of(question, over_time=True))]


def _split(question: Question, profile: FileProfile) -> str | None:
    """Return the column to draw one line each of; a column of many values would be a thicket."""
    column = profile.column(question.groups[0]) if question.groups else None
    return column.name if column is not None and column.distinct <= _MAX_SPLIT * 4 else None


def _trend_call(question: Question, profile: FileProfile) -> Step:
    assert question.time is not None
    return _call(
        "table_trend",
        "main",
        file=profile.file,
        time=question.time.name,
        value=question.metric.name if question.metric else None,
        aggregate=question.aggregate,
        grain=question.grain,
        split=_split(question, profile),
        filters=question.filters(),
        save_as=title_of(question, over_time=True),
    )


def _line(question: Question, profile: FileProfile, title: str) -> Step:
    assert question.time is not None
    return _call(
        "chart",
        "chart",
        kind="line",
        title=title.replace("_", " "),
        file=profile.file,
        x=question.time.name,
        y=question.metric.name if question.metric else None,
        aggregate=question.aggregate if question.aggregate not in {"share", "distinct"} else None,
        grain=question.grain,
        color=_split(question, profile),
        filters=question.filters(),
    )


# Relations, outliers, distributions, quality, shares


def _relation(question: Question, profile: FileProfile) -> list[Step]:
    names = [each.name for each in question.metrics]
    is_pair = len(names) >= 2
    main = _call(
        "table_correlate",
        "main",
        file=profile.file,
        columns=names if is_pair else [each.name for each in profile.measures[:20]],
        target=names[0] if len(names) == 1 else None,
        filters=question.filters(),
        save_as="Correlation of " + " and ".join(names) if is_pair else "Correlations",
    )
    return [main, scatter(question, profile, names[0], names[1])] if is_pair else [main]


def scatter(question: Question, profile: FileProfile, x: str, y: str) -> Step:
    """Draw two measures against each other, coloured by a category when there is a small one."""
    small = next((each.name for each in profile.categories if each.distinct <= 6), None)
    return _call(
        "chart", "chart", kind="scatter", title=f"{y} against {x}".replace("_", " "), file=profile.file, x=x, y=y,
        color=small, filters=question.filters(),
    )  # fmt: skip


def _outliers(question: Question, profile: FileProfile) -> list[Step]:
    steps = _per_metric(
        question,
        lambda each: _call(
            "table_outliers",
            "main",
            file=profile.file,
            column=each.metrics[0].name,
            filters=question.filters(),
            save_as=f"Unusual values of {each.metrics[0].name}",
        ),
    )
    return [*steps, _histogram(question.metrics[0], profile, question.filters())]


def _distribution(question: Question, profile: FileProfile) -> list[Step]:
    metric = question.metrics[0]
    asked = replace(question, metrics=(metric,), groups=(), is_explicit=True)
    figures = [
        replace(_overall(replace(asked, aggregate=how), profile), role="main" if how == "median" else "more")
        for how in ("median", "mean", "min", "max", "std")
    ]
    category = question.groups[:1] or tuple(each.name for each in profile.categories[:1])
    by = [_group_call(replace(asked, groups=category, aggregate="median"), profile)] if category else []
    return [*figures, *(replace(each, role="context") for each in by), _histogram(metric, profile, question.filters())]


def _quality(question: Question, profile: FileProfile) -> list[Step]:
    del question  # the same whatever the words
    rows = [{"column": each.name, "missing": each.missing} for each in profile.columns if each.missing][:30]
    columns = _call("table_profile", "columns", file=profile.file, save_as=f"Columns of {profile.file}")
    if not rows:
        return [columns, _columns_chart(profile)]
    rows.sort(key=lambda each: -int(str(each["missing"])))
    title = f"Missing values per column of {profile.file}"
    return [columns, _call("chart", "chart", kind="bar", title=title, x="column", y="missing", rows=rows)]


def _share(question: Question, profile: FileProfile) -> list[Step]:
    if question.groups:
        kept = tuple(each for each in question.conditions if each.column not in question.groups)
        return _grouped(replace(question, conditions=kept, direction=None, limit=None), profile)
    if not question.conditions:
        return overview(question, profile)
    counted = replace(question, aggregate="count", metrics=())
    rest = sorted(question.conditions, key=lambda each: each.start)[:-1]
    base = replace(_overall(replace(counted, conditions=tuple(rest)), profile), role="base")
    steps = _aggregate(counted, profile)
    return [*steps[:1], base, *steps[1:]]


_PLANNERS: dict[str, Callable[[Question, FileProfile], list[Step]]] = {
    "aggregate": _aggregate,
    "rows": _rows,
    "list": _list,
    "trend": _trend,
    "relation": _relation,
    "outliers": _outliers,
    "distribution": _distribution,
    "quality": _quality,
    "share": _share,
    "overview": overview,
}
