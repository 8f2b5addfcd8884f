"""`pilothouse new`: working code to begin with, its test beside it."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from pilothouse.cli.output import JsonOption, err, friendly_errors, out, print_json
from pilothouse.cli.scaffold import contents
from pilothouse.cli.scaffold.writing import write_all

app = typer.Typer(
    help="Begin a project, an agent or a tool: working code with its test.",
    epilog="Files are found by themselves: one in its folder is in chat, in the API, in the page and here.",
    no_args_is_help=True,
)

Root = Annotated[
    Path, typer.Option("--project", help="Folder of the project. Default: the current one.", show_default=False)
]


@app.command()
def project(
    name: Annotated[str, typer.Argument(help='Name of the folder, such as "sales-agents".')],
    parent: Annotated[
        Path, typer.Option("--in", help="Folder to make it in. Default: the current one.", show_default=False)
    ] = Path(),
    as_json: JsonOption = False,
) -> None:
    """Make a folder for agents and tools of your own, with a first agent, a test and instructions.

    It holds `agents/`, `tools/`, `connectors/`, `recipes/` and `knowledge/`. Commands that are given inside it use
    what is in it.
    """
    with friendly_errors(as_json=as_json):
        written = write_all(parent / name, contents.new_project(name))
        _tell(written, [f"cd {parent / name}", "pilothouse new tool trip_cost"], as_json=as_json)


@app.command()
def agent(
    name: Annotated[str, typer.Argument(help='Name of the agent, such as "trips".')],
    description: Annotated[str, typer.Option("--description", "-d", help="What it is for, in one sentence.")] = "",
    tool: Annotated[
        list[str] | None,
        typer.Option("--tool", "-t", help='A tool it may call, or a pattern such as "table_*"; repeat it for several.'),
    ] = None,
    as_yaml: Annotated[bool, typer.Option("--yaml", help="Describe it in YAML instead of Python.")] = False,
    root: Root = Path(),
    as_json: JsonOption = False,
) -> None:
    """Write an agent and its test.

    Without `--tool` it may call the tools of the project, or those for tables when there are none.
    """
    with friendly_errors(as_json=as_json):
        files = contents.new_agent(root, name, description, tool or [], as_yaml=as_yaml)
        _tell(
            write_all(root, files), [f"pytest tests/test_{name}.py", f"pilothouse chat --agent {name}"], as_json=as_json
        )


@app.command("tool")
def new_tool(
    name: Annotated[str, typer.Argument(help='Name of the tool, such as "trip_cost".')],
    root: Root = Path(),
    as_json: JsonOption = False,
) -> None:
    """Write a tool and its test."""
    with friendly_errors(as_json=as_json):
        written = write_all(root, contents.new_tool(root, name))
        following = [f"pytest tests/test_{name}.py", f"pilothouse tools run {name} quantity=3 unit_price=2.5"]
        _tell(written, following, as_json=as_json)


def _tell(written: list[Path], following: list[str], *, as_json: bool) -> None:
    if as_json:
        print_json({"written": [str(path) for path in written], "next": following})
        return
    for path in written:
        out.print(f"[green]+[/green] {escape(str(path))}", highlight=False)
    err.print("Next:", *(f"  {escape(line)}" for line in following), sep="\n", highlight=False)
