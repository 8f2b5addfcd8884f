"""How the planner writes: numbers, names of calculations, tables."""

from collections.abc import Sequence
from typing import Any

from pilothouse.llm.builtin.conditions import Condition
from pilothouse.llm.builtin.question import Question
from pilothouse.llm.words import split_identifier

AGGREGATE_WORDS = {
    "mean": "average",
    "sum": "total",
    "count": "number",
    "min": "minimum",
    "max": "maximum",
    "median": "median",
    "std": "standard deviation of",
    "distinct": "number of different",
    "share": "share",
}
_MAX_CELL_CHARS = 60


def number(value: Any) -> str:
    """Write a value: numbers with thousands separated and two decimals, four significant digits below 1."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "n/a" if value is None else str(value)
    if isinstance(value, int) or value.is_integer():
        return f"{int(value):,}"
    return f"{value:,.2f}" if abs(value) >= 1 else f"{value:.4g}"


def percent(share: float) -> str:
    """Write a share: 0.1946 becomes "19.5 %"."""
    return f"{share * 100:.1f} %"


def cell(name: str, value: Any) -> str:
    """Write one cell of a Markdown table; years and other names stay as they are."""
    if isinstance(value, float) and name.startswith("share"):
        return percent(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and not _is_name(name):
        return number(value)
    text = "" if value is None else str(value)
    text = text if len(text) <= _MAX_CELL_CHARS else text[: _MAX_CELL_CHARS - 1] + "…"
    return text.replace("|", "\\|").replace("\n", " ")


def _is_name(column: str) -> bool:
    return column.lower() in {"period", "year"} or column.lower().startswith(("year of", "year"))


def markdown_table(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], limit: int = 10, total: int | None = None
) -> str:
    """Write a Markdown table of the first rows, numbers to the right; `total` counts rows beyond `rows` too."""
    shown = rows[:limit]
    is_number = [
        all(isinstance(row[index], int | float) or row[index] is None for row in shown) for index in range(len(columns))
    ]
    lines = [
        "| " + " | ".join(cell("", name) for name in columns) + " |",
        "|" + "|".join(" ---: " if right else " --- " for right in is_number) + "|",
    ]
    lines += ["| " + " | ".join(cell(columns[i], value) for i, value in enumerate(row)) + " |" for row in shown]
    if len(rows) > limit:
        lines.append(f"\n_The first {limit} of {max(len(rows), total or 0):,} rows; the saved table holds all._")
    return "\n".join(lines)


def what(question: Question) -> str:
    """Name what is calculated: "average Horsepower", "number of rows"."""
    if question.metric is None or question.aggregate == "count":
        return f"{'share' if question.aggregate == 'share' else 'number'} of {question.noun}"
    if question.aggregate == "share":
        return f"share of {question.metric.name}"
    if question.metric.is_flag and question.aggregate == "mean":
        return f"share with {question.metric.name}"
    word, name = AGGREGATE_WORDS[question.aggregate], question.metric.name
    return name if split_identifier(name).lower().startswith(word) else f"{word} {name}"


def where(conditions: Sequence[Condition]) -> str:
    """Say which rows count: " where Origin is Europe and year of Year is after 1975"; empty without conditions."""
    return " where " + " and ".join(map(condition_words, conditions)) if conditions else ""


def condition_words(condition: Condition) -> str:
    """Say one condition in words."""
    words = {"=": "is", "!=": "is not", ">": "is above", ">=": "is at least", "<": "is below", "<=": "is at most"}
    words["contains"] = "contains"
    if condition.op == "between":
        return f"{condition.column} is between {condition.values[0]} and {condition.values[1]}"
    if condition.op == "in":
        return f"{condition.column} is {' or '.join(map(str, condition.values))}"
    value = condition.value if isinstance(condition.value, str) or "year" in condition.column.lower() else None
    return f"{condition.column} {words[condition.op]} {value if value is not None else number(condition.value)}"


def title_of(question: Question, *, over_time: bool = False) -> str:
    """Write a title for a table or chart: "Average Miles per Gallon by Origin"."""
    subject = what(question)
    subject = subject[:1].upper() + subject[1:]
    by = " and ".join(question.groups)
    text = f"{subject} over time" if over_time else subject
    text = f"{text} by {by}" if by else text
    named = ", ".join(_short(each) for each in question.conditions)
    text = f"{text} ({named})" if named else text
    return " ".join(text.replace("_", " ").split())


def _short(condition: Condition) -> str:
    if condition.op == "=":
        return str(condition.value)
    if condition.values:
        joint = "\u2013" if condition.op == "between" else ", "
        return joint.join(map(str, condition.values))
    return f"{condition.column} {condition.op} {condition.value}"
