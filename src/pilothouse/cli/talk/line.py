"""The line a person types on: editing, history, pasted text of several lines."""

import sys
from pathlib import Path
from typing import Any, Protocol

from pilothouse.cli.output import out


class Line(Protocol):
    """Asks a person for a line."""

    async def ask(self, label: str, default: str = "") -> str:
        """Return what is typed.

        Raises:
            EOFError: Ctrl+D; the person wants to leave.
            KeyboardInterrupt: Ctrl+C.
        """
        ...


class TerminalLine:
    """A line on the terminal. Enter sends it, Alt+Enter begins another line in it."""

    def __init__(self, history: Path | None = None) -> None:
        """Open the line; what is typed is kept in the file `history`."""
        from prompt_toolkit import PromptSession  # only conversations need it
        from prompt_toolkit.history import FileHistory, InMemoryHistory
        from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

        keys = KeyBindings()

        @keys.add("escape", "enter")
        def begin_line(event: KeyPressEvent) -> None:
            event.current_buffer.insert_text("\n")

        if history is not None:
            history.parent.mkdir(parents=True, exist_ok=True)
            history.touch(mode=0o600)
        self._key_bindings = keys
        kept = FileHistory(history) if history is not None else InMemoryHistory()
        self._session: PromptSession[str] = PromptSession(history=kept, key_bindings=keys)

    async def ask(self, label: str, default: str = "") -> str:
        """Return what is typed."""
        return await self._session.prompt_async(label, default=default)


def is_interactive() -> bool:
    """Tell whether a person sits at both ends."""
    return sys.stdin.isatty() and out.is_terminal


def edit_text(text: str, ending: str) -> str | None:
    """Open a text in the person's own editor ($VISUAL, $EDITOR); None when it was not saved."""
    import click

    edited: Any = click.edit(text, extension=ending)
    return edited
