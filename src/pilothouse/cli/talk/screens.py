"""Where a run's events are shown: as JSON lines, or as plain text where no person sits at a terminal."""

import sys
from typing import Any, Protocol

from rich.console import Console
from rich.markup import escape

from pilothouse.cli.output import err, out, print_json
from pilothouse.cli.talk.wording import artifact_words, call_words, end_words, result_words, source_words
from pilothouse.client import Event


class Screen(Protocol):
    """Shows events as they come."""

    def show(self, event: Event) -> None:
        """Show one event."""
        ...

    def close(self) -> None:
        """Show what is still held back; the run is left, for good or for a while."""
        ...


class JsonScreen:
    """One line of JSON for each event, for programs."""

    def show(self, event: Event) -> None:
        """Print the event with its name and place."""
        print_json({"event": event.name, "run_id": event.stream_id, "seq": event.seq, "data": event.data})
        sys.stdout.flush()

    def close(self) -> None:
        """Hold nothing back."""


class SilentScreen:
    """Shows nothing: the command prints what came of the run."""

    def show(self, event: Event) -> None:
        """Show nothing."""

    def close(self) -> None:
        """Hold nothing back."""


class PlainScreen:
    """The answer as it comes on standard output, everything else in lines on standard error."""

    def __init__(self, notes: Console = err) -> None:
        self._notes = notes
        self._sources: list[dict[str, Any]] = []
        self._is_line_open = False

    def show(self, event: Event) -> None:
        """Show one event."""
        shown = getattr(self, f"_show_{event.name}", None)
        if shown is not None:
            shown(event.data)

    def close(self) -> None:
        """End the line that the answer stands in."""
        if self._is_line_open:
            sys.stdout.write("\n")
            sys.stdout.flush()
            self._is_line_open = False

    def _show_start(self, data: dict[str, Any]) -> None:
        if "text" in data:  # of a resumed run whose words had to be replaced
            self.close()
            self._note("The answer so far is replaced by:")
            self._show_text(data)

    def _show_text(self, data: dict[str, Any]) -> None:
        sys.stdout.write(data["text"])
        sys.stdout.flush()
        self._is_line_open = not data["text"].endswith("\n") if data["text"] else self._is_line_open

    def _show_tool_start(self, data: dict[str, Any]) -> None:
        self._note(f"… {call_words(data)}")

    def _show_tool_result(self, data: dict[str, Any]) -> None:
        self._note(f"{'✓' if data['ok'] else '✗'} {result_words(data)}")
        for artifact in data["artifacts"]:
            self._note(f"  {artifact_words(artifact)}")
        self._sources += data["citations"]
        if data["navigate"]:
            self._note(f"  to be seen at {data['navigate']}")

    def _show_approval(self, data: dict[str, Any]) -> None:
        self._note(f"! {call_words(data)} waits for approval {data['approval_id']}")

    def _show_complete(self, data: dict[str, Any]) -> None:
        self.close()
        for number, citation in enumerate(self._sources, 1):
            self._note(source_words(number, citation))
        self._note(end_words(data))

    def _show_error(self, data: dict[str, Any]) -> None:
        self.close()
        self._notes.print(f"[red]✗[/red] {escape(data['message'])}", highlight=False)

    def _note(self, text: str) -> None:
        if text:
            self._notes.print(f"[dim]{escape(text)}[/dim]", highlight=False, soft_wrap=True)


def screen_for(*, as_json: bool = False, is_silent: bool = False) -> Screen:
    """Return the screen that fits whoever reads."""
    if is_silent:
        return SilentScreen()
    if as_json:
        return JsonScreen()
    if out.is_terminal:
        from pilothouse.cli.talk.terminal import TerminalScreen  # Markdown takes a while to import

        return TerminalScreen(out)
    return PlainScreen()
