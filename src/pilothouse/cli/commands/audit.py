"""`pilothouse audit`: who did what, and whether the log is whole."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from pilothouse.cli.client import ask_api, open_api
from pilothouse.cli.options import DataDir
from pilothouse.cli.output import JsonOption, err, friendly_errors, out, print_json
from pilothouse.cli.people import user_named
from pilothouse.client import AsyncPilothouse
from pilothouse.client.schemas import AuditRead, AuditVerification
from pilothouse.core.errors import InvalidInput

app = typer.Typer(
    help="See who did what, take the log along, and check that it is whole.",
    epilog="Entries are kept for PILOTHOUSE_ACCESS_AUDIT_KEEP_DAYS.",
    no_args_is_help=True,
)

_FORMATS = ("csv", "xlsx", "parquet", "jsonl")

Action = Annotated[str | None, typer.Option(help="Beginning of the action, such as user or user.update.")]
Resource = Annotated[str | None, typer.Option(help="Beginning of the resource, such as budget:0198.")]
By = Annotated[str | None, typer.Option("--by", help="E-mail of the user who did it.")]
Outcome = Annotated[list[str] | None, typer.Option(help="success, refused or failed; repeat it for several.")]
Since = Annotated[str | None, typer.Option(help="At or after this time, such as 2026-11-01T00:00:00Z.")]
Until = Annotated[str | None, typer.Option(help="Before this time.")]
Text = Annotated[str | None, typer.Option("--text", help="Text that any field or change holds.")]


@app.command("list")
def list_entries(
    action: Action = None,
    resource: Resource = None,
    by: By = None,
    outcome: Outcome = None,
    since: Since = None,
    until: Until = None,
    text: Text = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 50,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """List entries, newest first."""
    with friendly_errors(as_json=as_json):
        wanted = _filter(action, resource, outcome, since, until, text)
        entries = ask_api(data_dir, lambda api: _list(api, wanted, by, limit))
        if as_json:
            print_json(entries)
            return
        table = Table(box=None)
        for heading in ("Entry", "Time", "Who", "Action", "Resource", "Outcome"):
            table.add_column(heading, overflow="fold")
        for entry in entries:
            who = entry["api_key_name"] or entry["actor_email"] or entry["actor_kind"]
            place = (str(entry["seq"]), entry["at"][:19].replace("T", " "), who)
            table.add_row(*place, entry["action"], entry["resource"], entry["outcome"])
        out.print(table if entries else "No entries match.")


@app.command()
def export(
    target: Annotated[Path, typer.Argument(help="File to write: .csv, .xlsx, .parquet or .jsonl.")],
    action: Action = None,
    resource: Resource = None,
    by: By = None,
    outcome: Outcome = None,
    since: Since = None,
    until: Until = None,
    text: Text = None,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Write exactly the entries that the same options of `list` mean into a file."""
    with friendly_errors(as_json=as_json):
        wanted = _filter(action, resource, outcome, since, until, text)
        size_bytes = asyncio.run(_export(data_dir, wanted, by, target))
        told = {"path": str(target), "size_bytes": size_bytes}
        print_json(told) if as_json else err.print(f"Wrote {target} ({size_bytes:,} bytes).", highlight=False)


@app.command()
def verify(
    known: Annotated[
        str | None,
        typer.Option(help="Entry and hash that an earlier run printed, such as 812:9f3c…; must still be so."),
    ] = None,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Check that every entry is there, in its place and unchanged. Leaves with 1 when it is not."""
    with friendly_errors(as_json=as_json):
        found = ask_api(data_dir, lambda api: _verified(api, _known(known)))
        print_json(found) if as_json else _told(found)
    if not found["is_intact"]:
        raise typer.Exit(1)


async def _verified(api: AsyncPilothouse, known: dict[str, Any]) -> AuditVerification:
    """Verify the whole log, piece by piece."""
    found = await api.audit.verify(**known)
    entries, problems = found["entries"], found["problems"]
    while not found["is_complete"]:
        err.print(f"{found['last_seq']:,} of {found['end_seq']:,}", highlight=False)
        found = await api.audit.verify(**known, after_seq=found["last_seq"], after_hash=found["hash"])
        entries += found["entries"]
        problems = [*problems, *(problem for problem in found["problems"] if problem not in problems)]
    return {**found, "entries": entries, "problems": problems, "is_intact": not problems}


def _told(found: AuditVerification) -> None:
    for problem in found["problems"]:
        err.print(f"[red]✗[/red] {problem['message']}", highlight=False)
    if found["is_intact"]:
        err.print(f"[green]✓[/green] {found['entries']} entries, as they were written.", highlight=False)
        if found["hash"]:
            err.print("Keep this elsewhere, and give it to --known later:")
            out.print(f"{found['last_seq']}:{found['hash']}", highlight=False, soft_wrap=True)


def _filter(
    action: str | None,
    resource: str | None,
    outcome: list[str] | None,
    since: str | None,
    until: str | None,
    text: str | None,
) -> dict[str, Any]:
    given = {"action": action, "resource": resource, "outcome": outcome, "since": since, "until": until, "q": text}
    return {name: value for name, value in given.items() if value}


async def _with_actor(api: AsyncPilothouse, wanted: dict[str, Any], by: str | None) -> dict[str, Any]:
    return {**wanted, "actor_id": await user_named(api, by)} if by else wanted


async def _list(api: AsyncPilothouse, wanted: dict[str, Any], by: str | None, limit: int) -> list[AuditRead]:
    entries: list[AuditRead] = []
    async for entry in api.audit.list(page_size=min(limit, 200), **await _with_actor(api, wanted, by)):
        entries.append(entry)
        if len(entries) == limit:
            break
    return entries


async def _export(data_dir: Path | None, wanted: dict[str, Any], by: str | None, target: Path) -> int:
    kind: Any = target.suffix.lstrip(".").lower()
    if kind not in _FORMATS:
        raise InvalidInput(f"{target.name} does not say what kind of file; end it with .{', .'.join(_FORMATS)}.")
    if not target.absolute().parent.is_dir():
        raise InvalidInput(f"There is no folder {target.parent}.")
    async with open_api(data_dir) as api:
        return await api.audit.export(**await _with_actor(api, wanted, by), format=kind).save(target)


def _known(text: str | None) -> dict[str, Any]:
    if text is None:
        return {}
    seq, separator, digest = text.partition(":")
    if not separator or not seq.isdecimal():
        raise InvalidInput(f"{text!r} is not what `audit verify` prints: an entry and its hash, such as 812:9f3c…")
    return {"seq": int(seq), "hash": digest}
