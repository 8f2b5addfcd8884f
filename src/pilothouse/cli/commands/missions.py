"""`pilothouse missions`: submit, watch and look at missions."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markdown import Markdown
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from pilothouse.cli.client import ask_api, open_api, upload_file
from pilothouse.cli.options import DataDir
from pilothouse.cli.output import JsonOption, err, friendly_errors, out, print_json
from pilothouse.cli.saving import save_results
from pilothouse.client import AsyncPilothouse
from pilothouse.client.schemas import MissionRead

app = typer.Typer(help="Submit missions and follow them.", no_args_is_help=True)

_POLL_S = 0.2
_ENDED = {"completed", "failed", "cancelled"}
_STUCK = {"paused", "waiting_for_approval", "draft"}


@app.command()
def run(
    objective: Annotated[str, typer.Argument(help="What you want, in plain words.")],
    file: Annotated[list[Path] | None, typer.Option("--file", "-f", help="A data file; repeat it for several.")] = None,
    budget: Annotated[str | None, typer.Option(help="What it may cost at most, in US dollars.")] = None,
    tool: Annotated[str | None, typer.Option(help="A tool fixed in advance.")] = None,
    save: Annotated[
        Path | None, typer.Option(help="Folder for the artifacts. Default without a server: in the data directory.")
    ] = None,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Submit a mission, approve it, and wait for its result.

    Exits with 0 when the mission completed, with 1 when it did not.
    """
    with friendly_errors(as_json=as_json):
        request = {"objective": objective, "budget_usd": budget, "tool": tool}
        mission = asyncio.run(_run(data_dir, request, file or [], save, quiet=as_json))
        _show_result(mission, as_json=as_json)


@app.command()
def watch(mission_id: str, data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Follow a mission until it ends or waits for somebody."""
    with friendly_errors(as_json=as_json):
        _show_result(asyncio.run(_watch(data_dir, mission_id, quiet=as_json)), as_json=as_json)


@app.command()
def show(mission_id: str, data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Show a mission with its steps, answer and artifacts."""
    with friendly_errors(as_json=as_json):
        mission = ask_api(data_dir, lambda api: api.missions.read(mission_id))
        if as_json:
            print_json(mission)
            return
        _show_mission(mission)


@app.command("list")
def list_missions(
    state: Annotated[str | None, typer.Option(help="Only these states, separated by commas.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many at most.")] = 20,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """List missions, newest first."""
    with friendly_errors(as_json=as_json):
        missions = ask_api(data_dir, lambda api: api.missions.list(state=state, page_size=limit).page()).items
        if as_json:
            print_json(missions)
            return
        table = Table("Mission", "Title", "State", "Progress", "Cost", box=None)
        table.add_column("Id", no_wrap=True)  # it is what the other commands take
        for each in missions:
            words = each["state"].replace("_", " ")
            cost = f"${float(each['cost_usd']):.2f}"
            table.add_row(each["display_id"], each["title"], words, f"{each['percent']:.0f} %", cost, each["id"])
        out.print(table if missions else 'No missions yet. `pilothouse missions run "…" --file data.csv` starts one.')


async def _watch(data_dir: Path | None, mission_id: str, *, quiet: bool) -> MissionRead:
    async with open_api(data_dir, works=True) as api:
        return await _follow(api, await api.missions.read(mission_id), quiet=quiet)


async def _run(
    data_dir: Path | None, request: dict[str, Any], files: list[Path], save: Path | None, *, quiet: bool
) -> MissionRead:
    async with open_api(data_dir, works=True) as api:
        file_ids = [await upload_file(api, path) for path in files]
        given = {name: value for name, value in request.items() if value is not None}
        mission = await api.missions.submit(**given, file_ids=file_ids)
        if mission["state"] in {"draft", "waiting_for_approval"}:
            mission = await api.missions.approve(mission["id"])
        mission = await _follow(api, mission, quiet=quiet)
        await save_results(api, mission["artifacts"], save, data_dir=data_dir, name=mission["display_id"])
        return mission


async def _follow(api: AsyncPilothouse, mission: MissionRead, *, quiet: bool) -> MissionRead:
    """Poll until the mission ends or waits for somebody, with a bar for people."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, disable=quiet, transient=False) as bar:
        task = bar.add_task(mission["title"], total=100, completed=round(mission["percent"]))
        while mission["state"] not in _ENDED | _STUCK:
            await asyncio.sleep(_POLL_S)
            mission = await api.missions.read(mission["id"])
            bar.update(task, completed=mission["percent"], description=_current(mission))
    return mission


def _current(mission: MissionRead) -> str:
    step = next((each for each in mission["steps"] if each["key"] == mission["current_step"]), None)
    return f"{step['title']} ({step['index']} of {len(mission['steps'])})" if step else mission["title"]


def _show_result(mission: MissionRead, *, as_json: bool) -> None:
    if as_json:
        print_json(mission)
    else:
        _show_mission(mission)
    if mission["state"] != "completed":
        raise typer.Exit(1)


def _show_mission(mission: MissionRead) -> None:
    out.print(f"[bold]{mission['title']}[/bold]  {mission['display_id']}  {mission['state'].replace('_', ' ')}")
    if mission["error"]:
        err.print(f"[red]✗[/red] {escape(mission['error']['message'])}", highlight=False)
    if mission["answer"]:
        out.print(Markdown(mission["answer"]))
    for artifact in mission["artifacts"]:
        where = artifact.get("path") or artifact["url"]
        out.print(f"[dim]{artifact['kind']:9}[/dim] {artifact['title']}  [dim]{where}[/dim]", highlight=False)
