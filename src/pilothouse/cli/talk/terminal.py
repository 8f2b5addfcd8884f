"""The screen of a person: Markdown in finished blocks, tools that turn while they work, what it cost at the end."""

from typing import Any

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markdown import Markdown
from rich.markup import escape
from rich.padding import Padding
from rich.spinner import Spinner
from rich.text import Text

from pilothouse.cli.talk.blocks import split_blocks
from pilothouse.cli.talk.wording import artifact_words, call_words, end_words, result_words, source_words
from pilothouse.client import Event

_FRAMES_PER_S = 12
_SPARE_LINES = 6  # of the window, kept for the lines of tools


class TerminalScreen:
    """Prints each block of the answer once, when it is finished; what is still being written moves below it."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._rest = ""
        self._at_work: dict[str, str] = {}
        self._sources: list[dict[str, Any]] = []
        self._live: Live | None = None

    def show(self, event: Event) -> None:
        """Show one event."""
        shown = getattr(self, f"_show_{event.name}", None)
        if shown is not None:
            shown(event.data)
        if self._live is not None:
            self._live.update(self._moving())

    def close(self) -> None:
        """Print what is not finished as it stands, and let the cursor go."""
        if self._live is not None:
            self._live.stop()
            self._live = None
        if self._rest.strip():
            self._console.print(Markdown(self._rest), "")
        self._rest = ""
        self._at_work.clear()

    def _show_start(self, data: dict[str, Any]) -> None:
        if self._live is None:
            self._live = Live(self._moving(), console=self._console, refresh_per_second=_FRAMES_PER_S, transient=True)
            self._live.start()
        if "text" in data:  # of a resumed run whose words had to be replaced; what is printed stays printed
            self._rest = ""
            self._console.print("[dim]The answer so far is replaced by:[/dim]")
            self._show_text(data)

    def _show_text(self, data: dict[str, Any]) -> None:
        blocks, self._rest = split_blocks(self._rest + data["text"])
        for block in blocks:
            if block.strip():
                self._console.print(Markdown(block), "")

    def _show_tool_start(self, data: dict[str, Any]) -> None:
        self._at_work[data["call_id"]] = call_words(data)

    def _show_tool_progress(self, data: dict[str, Any]) -> None:
        words = f"{data['name']} {data['fraction'] * 100:.0f} % {data['message']}"
        self._at_work[data["call_id"]] = words.strip()

    def _show_tool_result(self, data: dict[str, Any]) -> None:
        self._at_work.pop(data["call_id"], None)
        self._finish_block()
        mark = "[green]✓[/green]" if data["ok"] else "[red]✗[/red]"
        self._print(f"{mark} [dim]{escape(result_words(data))}[/dim]")
        for artifact in data["artifacts"]:
            self._print(f"  [cyan]{escape(artifact_words(artifact))}[/cyan]")
        self._sources += data["citations"]
        if data["navigate"]:
            self._print(f"  [dim]to be seen at[/dim] {escape(data['navigate'])}")

    def _show_approval(self, data: dict[str, Any]) -> None:
        self._at_work.pop(data["call_id"], None)

    def _show_complete(self, data: dict[str, Any]) -> None:
        self.close()
        for number, citation in enumerate(self._sources, 1):
            self._print(f"[dim]{escape(source_words(number, citation))}[/dim]")
        self._sources = []
        self._print(f"[dim]{escape(end_words(data))}[/dim]")

    def _show_error(self, data: dict[str, Any]) -> None:
        self.close()
        self._print(f"[red]✗[/red] {escape(data['message'])}")

    def _finish_block(self) -> None:
        """Print the text before a tool's line, though no empty line ended it."""
        if self._rest.strip():
            self._console.print(Markdown(self._rest), "")
        self._rest = ""

    def _print(self, markup: str) -> None:
        self._console.print(markup, highlight=False, soft_wrap=True)

    def _moving(self) -> RenderableType:
        """Return what changes with every event: the block being written, and the tools at work."""
        parts: list[RenderableType] = []
        if self._rest.strip():
            most = max(self._console.height - _SPARE_LINES, 3)
            lines = self._rest.splitlines()
            parts.append(Markdown(self._rest) if len(lines) <= most else Text("\n".join(lines[-most:])))
        waiting = list(self._at_work.values()) or ([] if parts else ["thinking"])
        parts += [Padding(Spinner("dots", Text(words, style="dim", overflow="ellipsis")), 0) for words in waiting]
        return Group(*parts)
