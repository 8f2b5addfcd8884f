"""The direct answer to a question, in one or two sentences, from the results of its calls."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from pilothouse.llm.builtin.lexicon import SHRINKING
from pilothouse.llm.builtin.profiles import FileProfile
from pilothouse.llm.builtin.question import Question
from pilothouse.llm.builtin.results import Done, Result, with_role
from pilothouse.llm.builtin.wording import number, percent, what, where

_LISTED = 20
_NAMED = 6  # groups that are told one by one; more are told by their ends


def answer(question: Question, profile: FileProfile, done: list[Done]) -> list[str]:
    """Answer a question: the first sentence is the answer, the others add to it. Empty when nothing came back."""
    if question.intent == "quality":
        return _quality(profile)
    if question.intent == "overview" or not with_role(done, "main"):
        return _overview(profile, done) if question.intent == "overview" else []
    return _ANSWERS[question.intent](question, profile, done)


def _main(done: list[Done]) -> Result:
    return with_role(done, "main")[0][1]


# Aggregates


def _aggregate(question: Question, profile: FileProfile, done: list[Done]) -> list[str]:
    mains = with_role(done, "main") + with_role(done, "more")
    sentences: list[str] = []
    for step, result in mains:
        metric = profile.column(step.arguments.get("value", ""))
        asked = _asking(question, metric, step.arguments["aggregate"])
        sentences += _of_groups(asked, result) if step.arguments.get("by") else [_of_all(asked, result)]
    for _, single in with_role(done, "single"):
        if mains[0][1].rows and single.rows[0][-1] == mains[0][1].rows[0][len(question.groups)]:
            continue  # every group is a single row
        end = "highest" if question.direction == "largest" else "lowest"
        sentences.append(f"**The {end} single value is {_row_words(question, single)}.**")
    return sentences


def _asking(question: Question, metric: Any, aggregate: str) -> Question:
    return replace(question, metrics=(metric,) if metric else (), aggregate=aggregate)


def _row_words(question: Question, single: Result) -> str:
    assert question.metric is not None
    row = dict(zip(single.columns, single.rows[0], strict=True))
    names = [str(row[name]) for name in question.groups if name in row]
    return number(row[question.metric.name]) + (f" ({', '.join(names)})" if names else "")


def _of_all(question: Question, result: Result) -> str:
    value = result.rows[0][0]
    if question.metric is None:
        count = f"is 1 {question.noun.removesuffix('s')}" if value == 1 else f"are {number(value)} {question.noun}"
        return f"**There {count}{where(question.conditions)}.**"
    if question.aggregate == "distinct":
        return f"**There are {number(value)} different values of {question.metric.name}{where(question.conditions)}.**"
    over = f", over {_rows_of(result.source_rows)}"
    return f"**The {what(question)}{where(question.conditions)} is {_value(question, value)}**{over}."


def _of_groups(question: Question, result: Result) -> list[str]:
    n_keys = len(question.groups)
    rows = [row for row in result.rows if row[n_keys] is not None]
    ranked = sorted(rows, key=lambda row: row[n_keys], reverse=question.direction != "smallest")
    if not ranked:
        return ["**No group has a value.**"]
    pairs = [(_label(row[:n_keys]), _value(question, row[n_keys])) for row in ranked]
    if question.limit and question.limit > 1 and question.direction:
        return [_several(question, pairs[: question.limit])]
    if question.direction is not None:
        return [_first(question, pairs, ranked, n_keys)]
    return [_all_groups(question, pairs, ranked, n_keys, result)]


def _label(keys: Sequence[Any]) -> str:
    return " / ".join("missing" if key is None else str(key) for key in keys)


def _value(question: Question, value: Any) -> str:
    is_rate = question.aggregate == "mean" and question.metric is not None and question.metric.is_flag
    return percent(value) if question.aggregate == "share" or is_rate else number(value)


def _end_words(question: Question) -> str:
    if question.metric is None and question.aggregate == "count":
        return f"the {'most' if question.direction != 'smallest' else 'fewest'} {question.noun}"
    return f"the {'highest' if question.direction != 'smallest' else 'lowest'} {what(question)}"


def _first(question: Question, pairs: list[tuple[str, str]], ranked: list[tuple[Any, ...]], n_keys: int) -> str:
    top = ranked[0][n_keys]
    tied = [label for (label, _), row in zip(pairs, ranked, strict=True) if row[n_keys] == top]
    names = " and ".join(tied[:_NAMED])
    have = "has" if len(tied) == 1 else "share"
    rows = f" ({_rows_of(ranked[0][n_keys + 1])})" if question.metric is not None and len(tied) == 1 else ""
    text = f"**{names} {have} {_end_words(question)}: {pairs[0][1]}**{rows}{where(question.conditions)}"
    followers = [f"{label} with {value}" for label, value in pairs[len(tied) : len(tied) + 2]]
    return f"{text}, followed by {' and '.join(followers)}." if followers else f"{text}."


def _rows_of(count: int) -> str:
    return "1 row" if count == 1 else f"{number(count)} rows"


def _several(question: Question, pairs: list[tuple[str, str]]) -> str:
    listed = ", ".join(f"{label} ({value})" for label, value in pairs)
    group = " and ".join(question.groups)
    return f"**The {len(pairs)} values of {group} with {_end_words(question)}{where(question.conditions)}: {listed}.**"


def _all_groups(
    question: Question, pairs: list[tuple[str, str]], ranked: list[tuple[Any, ...]], n_keys: int, result: Result
) -> str:
    by = " and ".join(question.groups)
    subject = what(question)[:1].upper() + what(question)[1:]
    conditions = where(question.conditions)
    if len(pairs) == 1:
        return f"**{subject}{conditions}: {pairs[0][1]}** ({pairs[0][0]})."
    is_rate = pairs[0][1].endswith("%")
    if len(pairs) == 2 and not is_rate and ranked[1][n_keys]:
        gap = ranked[0][n_keys] - ranked[1][n_keys]
        more = f"{number(gap)} more, {gap / abs(ranked[1][n_keys]) * 100:+.1f} %"
        return f"**{subject} by {by}{conditions}: {pairs[0][0]} {pairs[0][1]}, {pairs[1][0]} {pairs[1][1]}** ({more})."
    if len(pairs) <= _NAMED:
        listed = ", ".join(f"{label} {value}" for label, value in pairs)
        return f"**{subject} by {by}{conditions}: {listed}.**"
    groups = int(result.values.get("groups", len(pairs)))
    (top, highest), (bottom, lowest) = pairs[0], pairs[-1]
    low = f"; the lowest is {bottom} with {lowest}" if groups == len(pairs) else ""
    return f"**{subject} by {by}{conditions} is highest for {top} with {highest}**, of {groups:,} groups{low}."


# Rows


def _rows(question: Question, profile: FileProfile, done: list[Done]) -> list[str]:
    result = _main(done)
    assert question.metric is not None
    decider = result.columns.index(question.metric.name)
    labels = profile.labels if question.label == profile.label else [question.label] if question.label else []
    label = [
        result.columns.index(each.name) for each in labels if each.name in result.columns and each != question.metric
    ]
    end = _row_end(question)
    conditions = where(question.conditions)
    count = question.limit or 1
    best = result.rows[0][decider]
    tied = [row for row in result.rows if row[decider] == best]
    if count > 1:
        listed = ", ".join(_row_label(row, label, decider) for row in result.rows[:count])
        return [
            f"**The {min(count, len(result.rows))} rows with the {end} {question.metric.name}{conditions}: {listed}.**"
        ]
    if not label:
        return [f"**The {end} {question.metric.name}{conditions} is {_plain(best)}.**"]
    names = list(dict.fromkeys(_row_name(row, label) for row in tied))
    have = "has" if len(names) == 1 else "share"
    have = "had" if labels[0].is_time else have
    return [f"**{' and '.join(names[:_NAMED])} {have} the {end} {question.metric.name}{conditions}: {_plain(best)}.**"]


def _list(question: Question, profile: FileProfile, done: list[Done]) -> list[str]:
    result = _main(done)
    label = [result.columns.index(each.name) for each in profile.labels if each.name in result.columns]
    names = ", ".join(_row_name(row, label) for row in result.rows[:_LISTED])
    more = f" and {number(result.source_rows - _LISTED)} more" if result.source_rows > _LISTED else ""
    count = f"{number(result.source_rows)} {question.noun}"
    return [f"**There are {count}{where(question.conditions)}: {names}{more}.**"]


def _row_end(question: Question) -> str:
    is_time = question.metric is not None and question.metric.is_time
    if question.direction == "smallest":
        return "earliest" if is_time else "lowest"
    return "latest" if is_time else "highest"


def _row_name(row: tuple[Any, ...], label: list[int]) -> str:
    return " ".join(str(row[index]) for index in label if row[index] is not None) or "an unnamed row"


def _row_label(row: tuple[Any, ...], label: list[int], decider: int) -> str:
    value = _plain(row[decider])
    return f"{_row_name(row, label)} ({value})" if label else value


def _plain(value: Any) -> str:
    is_year = isinstance(value, int) and 1500 <= value <= 2200
    return str(value) if is_year else number(value)


# Trends


def _trend(question: Question, profile: FileProfile, done: list[Done]) -> list[str]:
    del profile
    sentences: list[str] = []
    for step, result in with_role(done, "main") + with_role(done, "more"):
        name = str(result.columns[-1]).replace("mean ", "average ").replace("sum ", "total ")
        name = "number of rows" if name == "count" else name
        name = name.removeprefix("total ") if name.lower().startswith("total total") else name
        split = step.arguments.get("split")
        sentences += _split_trend(question, result, name, split) if split else _one_trend(question, result, name)
    return sentences


def _one_trend(question: Question, result: Result, name: str) -> list[str]:
    facts = result.values
    if "peak" not in facts:
        return [f"**There is no {name} in any period.**"]
    conditions = where(question.conditions)
    highest = f"highest in {facts['peak_period']} with {number(facts['peak'])}"
    lowest = f"lowest in {facts['lowest_period']} with {number(facts['lowest'])}"
    went = _went(facts)
    if question.direction is not None and not question.is_growth:
        key, word = ("peak", "highest") if question.direction == "largest" else ("lowest", "lowest")
        first = f"**{facts[f'{key}_period']} had the {word} {name}{conditions}: {number(facts[key])}.**"
        return [first, f"Over the whole time it {went}."] if facts["periods"] > 1 else [first]
    if facts["periods"] == 1:
        return [f"**The {name}{conditions} in {facts['first_period']} is {number(facts['first'])}**, the only period."]
    subject = name[:1].upper() + name[1:]
    return [f"**{subject}{conditions} {went}.**", f"It was {highest}, and {lowest}."]


def _went(facts: dict[str, Any]) -> str:
    change = facts["change"]
    verb = "rose" if change > 0 else "fell" if change < 0 else "stayed the same,"
    share = f" ({facts['change_percent']:+,.1f} %)" if "change_percent" in facts else ""
    begin, end = facts["first_period"], facts["last_period"]
    return f"{verb} from {number(facts['first'])} in {begin} to {number(facts['last'])} in {end}{share}"


def _split_trend(question: Question, result: Result, name: str, split: str) -> list[str]:
    facts = result.values
    changes: list[dict[str, Any]] = list(facts.get("changes", []))
    if not changes:
        return [f"**There is no {name} in any period.**"]
    conditions = where(question.conditions)
    peak = f"the highest {name} is {number(facts['peak'])} ({facts[f'peak_{split}']}, {facts['peak_period']})"
    lowest = f"the lowest is {number(facts['lowest'])} ({facts[f'lowest_{split}']}, {facts['lowest_period']})"
    if question.direction is not None and not question.is_growth:
        first = peak if question.direction == "largest" else lowest.replace("the lowest is", f"the lowest {name} is")
        return [f"**{first[:1].upper()}{first[1:]}{conditions}.**"]
    if not question.is_growth and question.is_explicit:
        span = f"{changes[0]['first_period']} to {changes[0]['last_period']}"
        first = (
            f"**{name[:1].upper()}{name[1:]} per {facts['grain']} and {split}{conditions}, {span}: {peak}; {lowest}.**"
        )
        return [first, "; ".join(f"{each[split]} {_went(each)}" for each in changes[:_NAMED]) + "."]
    ranked = sorted(changes, key=lambda each: each.get("change_percent", each["change"]), reverse=True)
    if question.direction == "smallest" or _is_shrinking(question):
        ranked.reverse()
    best = ranked[0]
    moved = "changed most" if len(ranked) > 1 else "changed"
    first = f"**Of {split}, {best[split]} {moved}{conditions}: {name} {_went(best)}.**"
    others = "; ".join(f"{each[split]} {_went(each)}" for each in ranked[1:_NAMED])
    return [first, f"The others: {others}." if others else "", f"Over all, {peak}, and {lowest}."]


def _is_shrinking(question: Question) -> bool:
    return bool(SHRINKING.search(question.text.lower()))


# Relations, outliers, distributions, shares, quality, overview


def _relation(question: Question, profile: FileProfile, done: list[Done]) -> list[str]:
    del profile
    result = _main(done)
    first, second, correlation, rows = result.rows[0]
    told = f"{_strength(correlation)} (correlation {correlation:+.2f}, over {number(rows)} rows)"
    sentences = [f"**{first} and {second} have {told}{where(question.conditions)}.**"]
    if abs(correlation) >= 0.1:
        way = "higher" if correlation > 0 else "lower"
        sentences.append(
            f"Rows with more {first} tend to have {way} {second}. This shows that they move together, not why."
        )
    others = [f"{a} and {b} {c:+.2f}" for a, b, c, _ in result.rows[1:_NAMED]]
    return [*sentences, f"Further pairs: {', '.join(others)}."] if others else sentences


def _strength(correlation: float) -> str:
    size = abs(correlation)
    if size < 0.1:
        return "practically no linear relationship"
    strength = "strong" if size >= 0.7 else "moderate" if size >= 0.4 else "weak"
    return f"a {strength} {'positive' if correlation > 0 else 'negative'} relationship"


def _outliers(question: Question, profile: FileProfile, done: list[Done]) -> list[str]:
    del profile
    sentences: list[str] = []
    for step, result in with_role(done, "main") + with_role(done, "more"):
        name, facts = step.arguments["column"], result.values
        usual = f"the usual range of {number(facts['lowest_usual'])} to {number(facts['highest_usual'])}"
        count = facts["outliers"]
        if not count:
            sentences.append(f"**No value of {name}{where(question.conditions)} lies outside {usual}.**")
            continue
        index = result.columns.index(name)
        extreme = ", ".join(number(row[index]) for row in result.rows[:5])
        of_all = f"{number(count)} of {number(result.source_rows)} values of {name}{where(question.conditions)}"
        sentences.append(f"**{of_all} lie outside {usual}.** The most extreme: {extreme}.")
    return sentences


def _distribution(question: Question, profile: FileProfile, done: list[Done]) -> list[str]:
    del profile
    assert question.metric is not None
    figures = {
        step.arguments["aggregate"]: result for step, result in with_role(done, "more") + with_role(done, "main")
    }
    told = {how: number(result.rows[0][0]) for how, result in figures.items() if result.rows}
    rows = number(_main(done).source_rows)
    name = question.metric.name
    return [
        f"**{name}{where(question.conditions)} ranges from {told.get('min')} to {told.get('max')}.**",
        f"Its median is {told.get('median')} and its average {told.get('mean')}, over {rows} rows.",
        f"The standard deviation is {told.get('std')}.",
    ]


def _share(question: Question, profile: FileProfile, done: list[Done]) -> list[str]:
    result = _main(done)
    base = with_role(done, "base")
    if base:
        part, whole = result.rows[0][0], base[0][1].rows[0][0]
        told = f"{percent(part / whole)} ({number(part)} of {number(whole)} rows)" if whole else "no rows"
        return [f"**The share{where(question.conditions)} is {told}.**"]
    wanted = [each for each in question.conditions if each.column in question.groups]
    values = {str(value).lower() for each in wanted for value in (each.values or (each.value,))}
    n_keys = len(question.groups)
    chosen = [row for row in result.rows if values & {str(key).lower() for key in row[:n_keys]}]
    if not chosen:
        return _of_groups(question, result)
    total = sum(row[n_keys] for row in chosen)
    names = " and ".join(_label(row[:n_keys]) for row in chosen)
    rows = sum(row[n_keys + 1] for row in chosen)
    rest = tuple(each for each in question.conditions if each not in wanted)
    of_what = f"the {question.noun}" if question.metric is None else question.metric.name
    counted = f" ({number(rows)} of {number(result.source_rows)} rows)" if question.metric is None else ""
    del profile
    return [f"**{names} makes up {percent(total)} of {of_what}{where(rest)}**{counted}."]


def _quality(profile: FileProfile) -> list[str]:
    lacking = sorted((each for each in profile.columns if each.missing), key=lambda each: -each.missing)
    duplicates = f"{number(profile.duplicate_rows)} rows repeat an earlier row exactly."
    if not lacking:
        return [f"**No value is missing in {profile.file}.** {duplicates}"]
    total = sum(each.missing for each in lacking)
    listed = ", ".join(f"{each.name} {number(each.missing)}" for each in lacking[:8])
    columns = "column" if len(lacking) == 1 else "columns"
    return [f"**{number(total)} values are missing, in {len(lacking)} {columns}: {listed}.**", duplicates]


def _overview(profile: FileProfile, done: list[Done]) -> list[str]:
    shape = f"{number(profile.rows)} rows and {len(profile.columns)} columns"
    kinds = [
        (len([each for each in profile.columns if each.is_number]), "of numbers"),
        (len([each for each in profile.columns if each.type == "text"]), "of text"),
        (len([each for each in profile.columns if each.type in {"date", "datetime"}]), "of dates"),
    ]
    sentences = [f"**{profile.file} has {shape}: {', '.join(f'{n} {kind}' for n, kind in kinds if n)}.**"]
    results = [*with_role(done, "main"), *with_role(done, "more"), *with_role(done, "context")]
    return sentences + [result.finding.replace("mean ", "average ") for _, result in results]


_ANSWERS: dict[str, Callable[[Question, FileProfile, list[Done]], list[str]]] = {
    "aggregate": _aggregate,
    "rows": _rows,
    "list": _list,
    "trend": _trend,
    "relation": _relation,
    "outliers": _outliers,
    "distribution": _distribution,
    "share": _share,
}
