"""An objective as a question that can be calculated: what, of what, by what, where."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from pilothouse.llm.builtin.conditions import Condition
from pilothouse.llm.builtin.profiles import Column

Direction: TypeAlias = Literal["largest", "smallest"]
Intent: TypeAlias = Literal[
    "aggregate", "rows", "list", "trend", "relation", "outliers", "distribution", "quality", "share", "overview"
]


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
        unread: conditions whose column was not found, as they were said.
        label: column that names a row, when single rows are asked for.
        is_guessed: the words name no measure, so the first one was taken.
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
    direction: Direction | None = None
    limit: int | None = None
    conditions: tuple[Condition, ...] = ()
    unread: tuple[str, ...] = ()
    label: Column | None = None
    noun: str = "rows"
    is_guessed: bool = False
    is_growth: bool = False
    chart: str | None = None
    score: float = 0

    @property
    def metric(self) -> Column | None:
        return self.metrics[0] if self.metrics else None

    def filters(self) -> list[dict[str, object]]:
        """Return the conditions as an argument of the table tools."""
        return [each.as_argument() for each in self.conditions]
