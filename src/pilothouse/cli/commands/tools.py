"""`pilothouse tools`: what agents may call, and calling it by hand."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from pilothouse.cli.arguments import read_arguments
from pilothouse.cli.client import ask_api, open_api, upload_file
from pilothouse.cli.figures import share_words, time_words
from pilothouse.cli.options import DataDir
from pilothouse.cli.output import JsonOption, err, friendly_errors, out, print_json
from pilothouse.cli.saving import save_results
from pilothouse.cli.talk.wording import call_words, pretty, source_words
from pilothouse.client import AsyncPilothouse
from pilothouse.client.schemas import ToolRead, ToolTry, TriedRead
from pilothouse.core.errors import InvalidInput
from pilothouse.core.ids import new_id

app = typer.Typer(
    help="See which tools agents may call, find one by what it does, and try it by hand.",
    epilog="`pilothouse new tool NAME` writes one of your own.",
    no_args_is_help=True,
)

ToolName = Annotated[str, typer.Argument(help="Name of the tool; `tools list` shows all.")]


@app.command("list")
def list_tools(
    category: Annotated[str | None, typer.Option(help="Only connector, workflow or transformer.")] = None,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """List tools with how they have done."""
    with friendly_errors(as_json=as_json):
        _show(ask_api(data_dir, lambda api: api.tools.list(category=category).all()), as_json=as_json)


@app.command()
def search(
    text: Annotated[str, typer.Argument(help='What it should do, such as "fuel cost of a trip".')],
    limit: Annotated[int, typer.Option(min=1, max=20, help="How many at most.")] = 5,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Find tools by meaning, nearest first. The words need not be those of the tool."""
    with friendly_errors(as_json=as_json):
        _show(ask_api(data_dir, lambda api: api.tools.list(q=text).all())[:limit], as_json=as_json)


@app.command()
def show(name: ToolName, data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Show a tool: its arguments, what it returns, and what it needs."""
    with friendly_errors(as_json=as_json):
        tool = ask_api(data_dir, lambda api: api.tools.read(name))
        if as_json:
            print_json(tool)
            return
        out.print(f"[bold]{tool['name']}[/bold]  {escape(tool['source']['path'] or tool['source']['kind'])}")
        out.print(escape(tool["description"]), highlight=False)
        out.print(_arguments_table(tool["input_schema"]))
        if tool["confirm"]:
            out.print("A person approves each call.")
        if tool["permissions"]:
            out.print(f"Needs the permission {', '.join(tool['permissions'])}.", highlight=False)


@app.command()
def run(
    name: ToolName,
    argument: Annotated[
        list[str] | None, typer.Argument(help='Arguments as name=value, such as "miles=300".', show_default=False)
    ] = None,
    arguments: Annotated[
        str | None, typer.Option("--arguments", help="All arguments as one JSON object instead.", show_default=False)
    ] = None,
    file: Annotated[
        list[Path] | None, typer.Option("--file", "-f", help="A file it may read; repeat it for several.")
    ] = None,
    approved: Annotated[bool, typer.Option("--yes", help="Approve the call, where the tool wants that.")] = False,
    save: Annotated[
        Path | None, typer.Option(help="Folder for the artifacts. Default without a server: in the data directory.")
    ] = None,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Call a tool once, without an agent. Exits with 0 when it did not fail.

    pilothouse tools run table_top file=cars.csv by=Horsepower limit=5 --file cars.csv
    """
    with friendly_errors(as_json=as_json):
        call = _Call(name, argument or [], arguments, file or [], approved=approved, may_ask=not as_json)
        tried = asyncio.run(_run(data_dir, call, save))
        if as_json:
            print_json(tried)
        else:
            _show_tried(tried)
        if not tried["ok"]:
            raise typer.Exit(1)


class _Call:
    """What is to be called, as the person gave it."""

    def __init__(
        self, name: str, given: list[str], text: str | None, files: list[Path], *, approved: bool, may_ask: bool
    ) -> None:
        self.name = name
        self.given = given
        self.text = text
        self.files = files
        self.approved = approved
        self.may_ask = may_ask

    async def body(self, api: AsyncPilothouse) -> ToolTry:
        """Return the request, with arguments read as the tool's schema has them and files uploaded."""
        tool = await api.tools.read(self.name)
        arguments = read_arguments(self.given, self.text, tool["input_schema"])
        if tool["confirm"] and not self.approved:
            self.approved = self.may_ask and typer.confirm(
                f"{call_words({'name': self.name, 'arguments': arguments})} changes something outside. Call it?"
            )
            if not self.approved:
                raise InvalidInput(f"{self.name} was not called: approve it with --yes.")
        file_ids = [await upload_file(api, path) for path in self.files]
        return {"arguments": arguments, "file_ids": file_ids, "confirmed": self.approved}


async def _run(data_dir: Path | None, call: _Call, save: Path | None) -> TriedRead:
    async with open_api(data_dir) as api:
        tried = await api.tools.run(call.name, **await call.body(api))
        await save_results(api, tried["artifacts"], save, data_dir=data_dir, name=str(new_id()))
        return tried


def _show(tools: Sequence[ToolRead], *, as_json: bool) -> None:
    if as_json:
        print_json(tools)
        return
    table = Table("Name", "What it does", "Calls", "Success", "Median", "From", box=None)
    for each in tools:
        figures = each["statistics"]
        words = escape(each["description"].split(". ")[0].rstrip("."))
        cells = (str(figures["n"]), share_words(figures), time_words(figures), each["source"]["kind"])
        table.add_row(each["name"], f"{words}{'  [yellow]asks first[/yellow]' if each['confirm'] else ''}", *cells)
    out.print(table if tools else "No tool comes near to that.")


def _arguments_table(schema: Mapping[str, Any]) -> Table:
    table = Table("Argument", "Type", "Meaning", box=None)
    required = schema.get("required", [])
    for name, each in schema.get("properties", {}).items():
        kind = each.get("type") or " or ".join(sorted({option.get("type", "…") for option in each.get("anyOf", [{}])}))
        words = escape(each.get("description") or "")
        default = "" if name in required else f" [dim](default {escape(str(each.get('default')))})[/dim]"
        table.add_row(name, kind, words + default)
    return table


def _show_tried(tried: TriedRead) -> None:
    if not tried["ok"]:
        err.print(f"[red]✗[/red] {escape(tried['summary'])}", highlight=False)
        return
    err.print(f"[green]✓[/green] {escape(tried['summary'])} [dim]({tried['duration_ms']} ms)[/dim]", highlight=False)
    if isinstance(tried["output"], str):
        out.print(escape(tried["output"]), highlight=False)
    else:
        out.print_json(pretty(tried["output"]))
    for number, each in enumerate(tried["citations"], 1):
        err.print(f"[dim]{escape(source_words(number, each))}[/dim]", highlight=False)
    for each in tried["artifacts"]:
        where = each.get("path") or each["url"]
        err.print(f"[dim]{each['kind']:9}[/dim] {escape(each['title'])}  {escape(where)}", highlight=False)
