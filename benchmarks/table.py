"""What a benchmark returns: a table for people, and the ratios that are held against a baseline."""

from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Ratio:
    """A figure to judge by.

    Attributes:
        better: whether more or less of it is better.
        aim: what the specification asks for, where it does.
        is_relative: it compares what one run measured side by side, so that it means the same on a slow machine and on
            a fast one. Only such a figure is held against the baseline.
    """

    value: float
    better: str = "higher"
    aim: float | None = None
    is_relative: bool = True


@dataclass
class Result:
    """One benchmark's outcome."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    ratios: dict[str, Ratio] = field(default_factory=dict)

    def show(self) -> None:
        """Print it."""
        console = Console(width=110)
        table = Table(title=self.title, title_justify="left", box=None)
        for number, column in enumerate(self.columns):
            table.add_column(column, justify="left" if number == 0 else "right")
        for row in self.rows:
            table.add_row(*row)
        console.print(table)
        for name, ratio in self.ratios.items():
            aim = f" (aim {'≥' if ratio.better == 'higher' else '≤'} {ratio.aim:g})" if ratio.aim is not None else ""
            console.print(f"  {name}: [bold]{ratio.value:.2f}[/bold]{aim}", highlight=False)
        console.print()


def percentile(values: list[float], share: float) -> float:
    """Return the value below which a share of all lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
