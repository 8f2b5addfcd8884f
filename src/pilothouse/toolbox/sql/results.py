"""What a query may take, and what it gave."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pilothouse.toolbox.settings import ToolboxSettings
from pilothouse.toolbox.tables.results import presentable
from pilothouse.toolbox.tables.text_formats import clean_names

MAX_CELL_CHARS = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take. `max_cost` is in PostgreSQL's own planner units."""

    max_rows: int
    max_bytes: int
    timeout_s: float
    max_cost: float

    @classmethod
    def of(cls, settings: ToolboxSettings, max_rows: int) -> "Limits":
        """Return the installation's limits, with a row limit of the call's own."""
        return cls(
            min(max_rows, settings.sql_max_rows), settings.sql_max_bytes, settings.sql_timeout_s, settings.sql_max_cost
        )


@dataclass
class Rows:
    """Rows of a query, as JSON values, collected until a limit is met. `is_cut` tells that there were more."""

    columns: list[str]
    limits: Limits
    rows: list[list[Any]] = field(default_factory=list[list[Any]])
    is_cut: bool = False
    _size_bytes: int = 0

    def __post_init__(self) -> None:
        self.columns = clean_names(self.columns, len(self.columns))

    def take(self, rows: Iterable[Sequence[Any]]) -> bool:
        """Add rows; False when a limit is met and no more are wanted."""
        for row in rows:
            if len(self.rows) >= self.limits.max_rows or self._size_bytes >= self.limits.max_bytes:
                self.is_cut = True
                return False
            cells = [_cell(value) for value in row]
            self._size_bytes += sum(len(cell) if isinstance(cell, str) else 8 for cell in cells)
            self.rows.append(cells)
        return True


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table or view of a database: its columns as "name type"."""

    name: str
    columns: list[str]
    rows: int | None = None


def _cell(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 10**15 else float(value)
    if isinstance(value, bytes):
        return f"[{len(value):,} bytes]"
    shown = presentable(value)
    return shown[:MAX_CELL_CHARS] if isinstance(shown, str) else shown
