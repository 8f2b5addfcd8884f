"""What the tools returned, as a report in Markdown: the answer first, then how it came about."""

from dataclasses import dataclass

from pilothouse.llm.builtin.answers import answer
from pilothouse.llm.builtin.profiles import Column, FileProfile
from pilothouse.llm.builtin.question import Question
from pilothouse.llm.builtin.results import Done, with_role
from pilothouse.llm.builtin.wording import AGGREGATE_WORDS, condition_words, markdown_table, number

CLOSING = (
    "_Written by the built-in planner, which works by rules and is not a language model. "
    "Connect a model in the settings for open questions._"
)
_MAX_TABLES = 3


@dataclass(frozen=True, slots=True)
class Section:
    """One question of the objective, with the calls that were made for it."""

    question: Question
    profile: FileProfile
    done: list[Done]


def write_report(sections: list[Section], other_files: list[str]) -> str:
    """Write the report on one or more questions."""
    is_only = len(sections) == 1
    parts = [] if is_only else [" ".join(_said(each)[0] for each in sections)]
    parts += [_section(each, is_only=is_only) for each in sections]
    if other_files:
        parts.append(f"Not used: {', '.join(other_files)}.")
    return "\n\n".join([*parts, CLOSING])


def _section(section: Section, *, is_only: bool) -> str:
    question = section.question
    said = _said(section)
    heading = [] if is_only else [f"### {question.text.strip()}"]
    parts = [*heading, " ".join(said if is_only else said[1:]), *_tables(section), _looked_at(section)]
    notes = _notes(section)
    if notes:
        parts.append("\n".join(["**Notes**", "", *(f"- {note}" for note in notes)]))
    parts.append(_method(section))
    return "\n\n".join(part for part in parts if part)


def _said(section: Section) -> list[str]:
    said = [each for each in answer(section.question, section.profile, section.done) if each]
    return said or [_no_answer(section.done)]


def _no_answer(done: list[Done]) -> str:
    reasons = list(dict.fromkeys(each.error for each in done if each.error and each.step.role == "main"))
    why = reasons[0] if reasons else "No tool that could calculate it is available here."
    return f"**This could not be answered.** {why}"


def _tables(section: Section) -> list[str]:
    done = section.done
    shown = with_role(done, "main") + with_role(done, "more") + with_role(done, "context")
    tables = [
        markdown_table(
            list(map(str, result.columns)), result.rows, max(10, section.question.limit or 0), result.total_rows
        )
        for _, result in shown
        if result.rows and (len(result.rows) > 1 or len(result.columns) > 2 or len(shown) == 1)
    ][:_MAX_TABLES]
    if section.question.intent in {"quality", "overview"} or not tables:
        tables = [*tables[: _MAX_TABLES - 1], _columns_table(section.profile)]
    return tables


def _columns_table(profile: FileProfile) -> str:
    columns = ["column", "type", "missing", "different", "range or common values"]
    rows = [[each.name, each.type, each.missing, each.distinct, _range(each)] for each in profile.columns]
    return markdown_table(columns, rows, 25)


def _range(column: Column) -> str:
    if column.values:
        return ", ".join(column.values[:4])
    if column.min is None:
        return ""
    ends = [str(each) if column.is_time else number(each) for each in (column.min, column.max)]
    return f"{ends[0]} to {ends[1]}"


def _looked_at(section: Section) -> str:
    profile = section.profile
    used = {
        value
        for done in section.done
        for name, value in done.step.arguments.items()
        if name in {"value", "column", "time", "split", "x", "y"} and isinstance(value, str)
    }
    grouped = {name for done in section.done for name in done.step.arguments.get("by", [])}
    names = [each.name for each in profile.columns if each.name in used | grouped]
    columns = f", columns {', '.join(names)}" if names else ""
    charts = [done.step.arguments["title"] for done in section.done if done.step.tool == "chart" and done.result]
    drawn = f" Chart: {'; '.join(charts)}." if charts else ""
    return f"Looked at: {profile.file} ({number(profile.rows)} rows){columns}.{drawn}"


def _notes(section: Section) -> list[str]:
    notes: list[str] = []
    question = section.question
    if question.is_guessed and question.metric is not None:
        notes.append(f"The words name no column of numbers, so {question.metric.name} was taken.")
    notes += [f"Not applied, because it names no column: “{each}”." for each in question.unread]
    if question.conditions:
        notes.append("Only rows were used where " + " and ".join(map(condition_words, question.conditions)) + ".")
    for _, result in with_role(section.done, "main"):
        if result.missing:
            notes.append(f"{number(result.missing)} rows were left out because a value is missing.")
        notes += result.notes
    for each in section.done:
        if each.error and each.step.role != "main":
            notes.append(f"{each.step.tool} did not work: {each.error}")
    return list(dict.fromkeys([*notes, *section.profile.notes]))


def _method(section: Section) -> str:
    question = section.question
    rows = sum(result.source_rows for _, result in with_role(section.done, "main")[:1])
    over = f" over {number(rows)} rows" if rows else ""
    ways = {
        "rows": "sorting the rows",
        "relation": "Pearson's correlation of each pair of columns",
        "outliers": "Tukey's fences: values beyond 1.5 interquartile ranges from the quartiles",
        "distribution": "minimum, maximum, median, mean and standard deviation",
        "quality": "counting empty cells and repeated rows",
        "share": "counting rows and dividing by all of them",
        "overview": "a profile of every column, averages per group, and Tukey's fences for unusual values",
    }
    way = ways.get(question.intent) or f"the {AGGREGATE_WORDS[question.aggregate]}".removesuffix(" of")
    if question.intent == "aggregate" and question.groups:
        way += f" per {' and '.join(question.groups)}"
    if question.intent == "trend" and question.time is not None:
        main = with_role(section.done, "main")
        grain = main[0][1].values.get("grain", "period") if main else "period"
        way += f" per {grain} of {question.time.name}"
    if question.intent == "aggregate" and not question.is_explicit and question.metric is not None:
        way += "; the words left open how to combine rows"
    return f"Calculated as {way}{over}."
