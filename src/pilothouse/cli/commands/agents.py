"""`pilothouse agents`: who there is, and running one."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from pilothouse.cli.client import ask_api, open_api, upload_file
from pilothouse.cli.figures import share_words, time_words
from pilothouse.cli.options import DataDir
from pilothouse.cli.output import JsonOption, err, friendly_errors, out, print_json
from pilothouse.cli.saving import save_results
from pilothouse.cli.talk.following import Followed
from pilothouse.cli.talk.line import TerminalLine, is_interactive
from pilothouse.cli.talk.running import run_to_end
from pilothouse.cli.talk.screens import screen_for
from pilothouse.client.schemas import RunRead
from pilothouse.core.ids import new_id

app = typer.Typer(
    help="See which agents there are, and let one work.",
    epilog="`pilothouse new agent NAME` writes one of your own; `pilothouse chat --agent NAME` talks to it.",
    no_args_is_help=True,
)

AgentName = Annotated[str, typer.Argument(help="Name of the agent; `agents list` shows all.")]


@app.command("list")
def list_agents(
    search: Annotated[str | None, typer.Option(help="What it should be good at; the nearest come first.")] = None,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """List agents with how they have done."""
    with friendly_errors(as_json=as_json):
        found = ask_api(data_dir, lambda api: api.agents.list(q=search).all())
        if as_json:
            print_json(found)
            return
        table = Table("Name", "What for", "Tools", "Runs", "Success", "Median", "From", box=None)
        for each in found:
            figures = each["statistics"]
            cells = (str(len(each["tools"])), str(figures["n"]), share_words(figures), time_words(figures))
            table.add_row(each["name"], escape(_short(each["description"])), *cells, each["source"]["kind"])
        out.print(table)


@app.command()
def show(name: AgentName, data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Show an agent: what it is told, what it may call, and its limits."""
    with friendly_errors(as_json=as_json):
        agent = ask_api(data_dir, lambda api: api.agents.read(name))
        if as_json:
            print_json(agent)
            return
        out.print(f"[bold]{agent['name']}[/bold]  {escape(agent['source']['path'] or agent['source']['kind'])}")
        out.print(escape(agent["instructions"]), highlight=False)
        out.print(f"[dim]tools[/dim]   {', '.join(agent['tools']) or 'none'}", highlight=False)
        out.print(f"[dim]model[/dim]   {agent['model']}", highlight=False)
        limits = ", ".join(f"{key} {value}" for key, value in agent["limits"].items() if value is not None)
        out.print(f"[dim]limits[/dim]  {limits}, timeout_s {agent['timeout_s']:g}", highlight=False)


@app.command()
def run(
    name: Annotated[str, typer.Argument(help='Name of the agent, or "auto" for the one that fits.')],
    prompt: Annotated[str, typer.Argument(help="What it shall do.")],
    file: Annotated[
        list[Path] | None, typer.Option("--file", "-f", help="A file it may read; repeat it for several.")
    ] = None,
    max_cost: Annotated[str, typer.Option(help="US dollars it may cost at most.")] = "1.0",
    timeout_s: Annotated[float, typer.Option("--timeout", min=1, max=3600, help="Seconds it may take.")] = 300,
    save: Annotated[
        Path | None, typer.Option(help="Folder for the artifacts. Default without a server: in the data directory.")
    ] = None,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Let an agent do one thing, without a conversation. Exits with 0 when it completed.

    With `--json` it prints the run: its answer, tools, artifacts and cost.
    """
    with friendly_errors(as_json=as_json):
        options = {"timeout": round(timeout_s * 1000), "maxCost": max_cost}
        finished = asyncio.run(_run(data_dir, name, prompt, file or [], options, save, quiet=as_json))
        if as_json:
            print_json(finished)
        else:
            _show_artifacts(finished["artifacts"])
        if finished["state"] != "completed":
            raise typer.Exit(130 if finished["state"] == "stopped" else 1)


async def _run(
    data_dir: Path | None,
    name: str,
    prompt: str,
    files: list[Path],
    options: dict[str, Any],
    save: Path | None,
    *,
    quiet: bool,
) -> RunRead:
    async with open_api(data_dir) as api:
        invoke = api.agents.invoke_fitting_events if name == "auto" else partial(api.agents.invoke_events, name)
        file_ids = [await upload_file(api, path) for path in files]
        asked = {"prompt": prompt, "file_ids": file_ids, "options": options, "idempotency_key": str(new_id())}
        start = partial(invoke, **asked)
        line = TerminalLine() if is_interactive() and not quiet else None
        followed = await run_to_end(api, Followed(start=start), screen_for(is_silent=quiet), line)
        finished = await api.runs.read(followed.run_id)
        await save_results(api, finished["artifacts"], save, data_dir=data_dir, name=finished["id"])
        return finished


def _show_artifacts(artifacts: Sequence[Any]) -> None:
    for each in artifacts:
        err.print(f"[dim]{each['kind']:9}[/dim] {escape(each['title'])}  {escape(each.get('path') or each['url'])}")


def _short(text: str) -> str:
    first = text.split(". ", maxsplit=1)[0].rstrip(".")
    return first if len(first) <= 90 else first[:89] + "…"
