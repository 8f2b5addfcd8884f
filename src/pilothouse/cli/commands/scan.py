"""`pilothouse scan`: read a skill before an agent does."""

import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from pilothouse.cli.output import err, out
from pilothouse.core import json
from pilothouse.core.errors import InvalidInput, PilothouseError

Format = Literal["table", "json", "sarif", "html"]
Level = Literal["info", "low", "medium", "high", "critical", "never"]

_STYLES = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan", "info": "dim"}
_FOUND, _FAILED = 1, 2
_MOST_ROWS = 200
_MOST_STDIN_BYTES = 50_000_000


def scan(
    path: Annotated[
        str, typer.Argument(help="A skill's folder, any folder, a zip archive, a file, or - for standard input.")
    ],
    form: Annotated[
        Format, typer.Option("--format", help="How to tell: for people, programs, code hosts or a browser.")
    ] = "table",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json, for scripts.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file instead of printing.")
    ] = None,
    approved: Annotated[
        Path | None,
        typer.Option(
            "--approved", help="Tools as approved: written when it is not there, and what differs from it is a finding."
        ),
    ] = None,
    fail_on: Annotated[Level, typer.Option("--fail-on", help="Exit with 1 from this severity on.")] = "medium",
    detector: Annotated[
        list[str] | None,
        typer.Option("--detector", help='Only this detector, or a family such as "secret_*"; repeat it.'),
    ] = None,
) -> None:
    """Scan a skill, folder or archive for malware, harmful orders, secrets and poisoned tools.

    Nothing is run and nothing is sent anywhere. What is found is told with its place, the reason and what to do.

    Exit codes, for CI: 0 nothing from `--fail-on` on, 1 something was found, 2 it could not be scanned.

    - `pilothouse scan ./my-skill`: before you give it to an agent
    - `pilothouse scan skill.zip --format html -o report.html`: a page to hand on
    - `pilothouse scan . --format sarif -o shield.sarif --fail-on high`: for a code host
    - `git diff | pilothouse scan -`: whatever comes out of another program
    - `pilothouse scan . --approved tools.json`: notice tools that describe themselves otherwise than before
    """
    try:
        report = _scan(path, detector)
        if approved is not None:
            report = _compared(report, path, approved)
        _tell(report, "json" if as_json else form, output)
    except PilothouseError as error:
        err.print(f"[red]✗[/red] {escape(error.message)}", highlight=False)
        raise typer.Exit(_FAILED) from error
    except OSError as error:
        err.print(f"[red]✗[/red] {escape(str(error))}", highlight=False)
        raise typer.Exit(_FAILED) from error
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    if _reaches(report, fail_on):
        raise typer.Exit(_FOUND)


def _scan(path: str, detectors: list[str] | None) -> Any:
    from pilothouse.shield.skills import scan_path, scan_stream  # `--help` needs no engine

    if path == "-":
        data = sys.stdin.buffer.read(_MOST_STDIN_BYTES + 1)
        if len(data) > _MOST_STDIN_BYTES:
            raise InvalidInput(
                f"Standard input is longer than {_MOST_STDIN_BYTES:,} bytes; save it to a file and scan that."
            )
        return scan_stream(data, selection=detectors)
    with _progress() as on_file:
        return scan_path(path, selection=detectors, on_file=on_file)


def _compared(report: Any, path: str, approved: Path) -> Any:
    """Add the tools that are not as approved; where nothing was approved yet, what is there now is."""
    from msgspec.structs import replace

    from pilothouse.shield.skills.approved import approve, changes, read_approved
    from pilothouse.shield.skills.report import in_order

    if path == "-":
        raise InvalidInput("--approved needs a path: what comes from standard input has no place of its own.")
    if approved.exists():
        return replace(report, findings=in_order([*report.findings, *changes(Path(path), read_approved(approved))]))
    tools = approve(Path(path))
    approved.write_text(json.dumps_text(tools) + "\n", encoding="utf-8")
    count = sum(map(len, tools.values()))
    err.print(
        f"Written to {escape(str(approved))}: {count} tool{'' if count == 1 else 's'}, approved as now.",
        highlight=False,
    )
    return report


class _Progress:
    """A line on standard error that counts files while they are read."""

    def __init__(self) -> None:
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.completed:,} files"),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=err,
            transient=True,
        )
        self._task = self._bar.add_task("", total=None)

    def __enter__(self) -> Callable[[str], None]:
        self._bar.start()
        return self._advance

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def _advance(self, path: str) -> None:
        self._bar.update(self._task, advance=1, description=escape(path[-60:]))


def _progress() -> Any:
    return _Progress() if err.is_terminal else nullcontext()


def _tell(report: Any, form: Format, output: Path | None) -> None:
    if form == "table" and output is None:
        _print_table(report)
        return
    text = _written(report, form)
    if output is None:
        sys.stdout.write(text + "\n")
    else:
        output.write_text(text + "\n", encoding="utf-8")
        err.print(f"Written to {escape(str(output))}: {_count(report)}.", highlight=False)


def _written(report: Any, form: Format) -> str:
    from pilothouse.shield.reports import to_html, to_sarif  # imported when a report is wanted

    if form == "html":
        return to_html(report)
    if form == "table":
        return "\n".join(
            f"{each.severity.name.lower()}\t{each.path}:{each.line or ''}\t{each.detector}\t{each.evidence}"
            for each in report.findings
        )
    return json.dumps_text(to_sarif(report) if form == "sarif" else report.to_dict())


def _print_table(report: Any) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("Severity", no_wrap=True)
    table.add_column("Place", overflow="fold", ratio=2)
    table.add_column("What", overflow="fold", ratio=5)
    for each in report.findings[:_MOST_ROWS]:
        severity = each.severity.name.lower()
        place = f"{each.path or 'text'}:{each.line}" if each.line else each.path or "text"
        what = (
            f"[bold]{escape(each.title)}[/bold] "
            f"[dim]{each.detector}[/dim]\n{escape(each.explanation)}\n[dim]{escape(each.evidence)}[/dim]\n"
        )
        table.add_row(f"[{_STYLES[severity]}]{severity}[/]", escape(place), what)
    if report.findings:
        out.print(table)
    if len(report.findings) > _MOST_ROWS:
        err.print(f"… and {len(report.findings) - _MOST_ROWS:,} more; --format json tells all.")
    for each in report.unread[:20]:
        err.print(f"[dim]left unread: {escape(each.path)}: {escape(each.reason)}[/dim]", highlight=False)
    mark = "[red]✗[/red]" if report.findings else "[green]✓[/green]"
    err.print(f"{mark} {_count(report)} in {report.files:,} files, {report.duration_s:.2f} s.", highlight=False)


def _count(report: Any) -> str:
    number = len(report.findings)
    return "Nothing found" if number == 0 else f"{number:,} finding{'s' if number > 1 else ''}"


def _reaches(report: Any, level: Level) -> bool:
    return level != "never" and report.worst is not None and _order(report.worst.name.lower()) >= _order(level)


def _order(level: str) -> int:
    return ("info", "low", "medium", "high", "critical").index(level)
