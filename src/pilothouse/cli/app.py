"""The commands, joined. Each group is one file in `commands/`."""

from typing import Annotated

import typer

from pilothouse import __version__
from pilothouse.cli.commands import budgets, doctor, keys, missions, models, serve, spend, worker

app = typer.Typer(
    name="pilothouse",
    help="Run AI agents in production: identity, gateway, missions, tools and a dashboard in one.",
    epilog="Start with `pilothouse serve`, then open the address it prints.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_show_locals=False,
)
app.command("serve")(serve.serve)
app.command("worker")(worker.worker)
app.command("doctor")(doctor.doctor)
app.add_typer(missions.app, name="missions")
app.add_typer(keys.app, name="keys")
app.add_typer(models.app, name="models")
app.add_typer(budgets.app, name="budgets")
app.command("spend")(spend.spend)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Hold the options of all commands."""
