"""`pilothouse detectors`: what the security engine looks for, and whether it finds it on this machine."""

import asyncio
from typing import Annotated, Literal

import typer
from rich.table import Table

from pilothouse.cli.output import JsonOption, err, out, print_json

Family = Literal["prompt_injection", "secrets", "pii", "malware", "links", "other"]

_BROKEN = 1


def detectors(
    family: Annotated[Family | None, typer.Option(help="Only detectors of this family.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show every detector of the security engine, and let each prove itself on a text that it must find.

    The engine that is installed here is asked; no server is needed and nothing is sent anywhere.

    Exit codes: 0 every detector shown works, 1 one does not.

    - `pilothouse detectors`: all of them, after an installation or an upgrade
    - `pilothouse detectors --family secrets`: whose keys are known
    """
    with err.status("Asking each detector …"):
        rows, engine = _checked(family)
    if as_json:
        print_json({"engine": engine, "detectors": rows})
    else:
        _print(rows, engine)
    if not all(row["operational"] for row in rows):
        raise typer.Exit(_BROKEN)


def _checked(family: Family | None) -> tuple[list[dict[str, str | bool]], str]:
    from pilothouse.access.security.checks.working import SelfCheck  # `--help` needs no engine
    from pilothouse.access.security.events.schemas import severity_name
    from pilothouse.access.security.kinds import family_of
    from pilothouse.core.clock import SystemClock

    check = SelfCheck(SystemClock())
    working, _ = asyncio.run(check.result())
    rows: list[dict[str, str | bool]] = [
        {
            "id": each.id,
            "family": family_of(each.id),
            "severity": severity_name(int(each.severity)),
            "title": each.title,
            "operational": each.id in working,
        }
        for each in check.detectors()
        if family in {None, family_of(each.id)}
    ]
    return rows, check.engine()


def _print(rows: list[dict[str, str | bool]], engine: str) -> None:
    table = Table("", "Detector", "Family", "Severity", "Looks for", box=None, pad_edge=False)
    for row in rows:
        mark = "[green]✓[/green]" if row["operational"] else "[red]✗[/red]"
        table.add_row(mark, *(str(row[name]) for name in ("id", "family", "severity", "title")))
    out.print(table)
    broken = sum(not row["operational"] for row in rows)
    if broken:
        err.print(
            f"[red]✗[/red] {broken} of {len(rows)} detectors did not find their sample. Install Pilothouse anew; if "
            "that does not help, please report it with the output of this command.",
            highlight=False,
        )
    else:
        err.print(f"[green]✓[/green] All {len(rows)} detectors work, on {engine}.", highlight=False)
