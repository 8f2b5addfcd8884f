"""Commands that are imported when they are called: `--help` answers at once, and `keys list` loads no database."""

import copy
import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

from pilothouse.core import collector


@dataclass(frozen=True)
class LazyCommand:
    """Where a command or a group of them is found.

    Attributes:
        module: in `pilothouse.cli.commands`.
        help: its first sentence, which the list of commands shows; a test holds it against the command's own.
        attribute: the function, or "app" of a group.
    """

    module: str
    help: str
    attribute: str = "app"

    @cached_property
    def command(self) -> Any:
        """The command itself."""
        with collector.spared():
            found = getattr(importlib.import_module(f"pilothouse.cli.commands.{self.module}"), self.attribute)
        parent = typer.Typer(add_completion=False, rich_markup_mode="markdown", pretty_exceptions_enable=False)
        parent.callback()(_nothing)  # without a second command beside it, a lone one would become the whole program
        if isinstance(found, typer.Typer):
            parent.add_typer(found, name="wanted")
        else:
            parent.command("wanted")(found)
        group: Any = typer.main.get_command(parent)
        return group.commands["wanted"]


def _nothing() -> None:
    """Hold no options."""


class LazyCommands(Mapping[str, Any]):
    """The commands by name, each imported when it is looked at."""

    def __init__(self, table: Mapping[str, LazyCommand]) -> None:
        self._table = table

    def __getitem__(self, name: str) -> Any:
        command = self._table[name].command
        command.name = name
        return command

    def __contains__(self, name: object) -> bool:
        return name in self._table

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


class LazyGroup(TyperGroup):
    """The program. Subclass it with a `table`."""

    table: ClassVar[Mapping[str, LazyCommand]] = {}

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands: Any = LazyCommands(self.table)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help page, from the table alone."""
        super(LazyGroup, self._outline()).format_help(ctx, formatter)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Return the names that a shell may complete to, from the table alone."""
        if ctx.command is self:
            ctx = copy.copy(ctx)
            ctx.command = self._outline()
        return super().shell_complete(ctx, incomplete)

    def _outline(self) -> "LazyGroup":
        """Return this group with commands that are no more than their names and sentences."""
        outline = copy.copy(self)
        outline.commands = {name: TyperCommand(name, help=lazy.help) for name, lazy in self.table.items()}
        return outline
