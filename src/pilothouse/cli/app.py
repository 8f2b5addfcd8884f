"""The commands, joined. Each group is one file in `commands/`."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

import typer

from pilothouse import __version__
from pilothouse.cli.lazy import LazyCommand, LazyGroup


class Commands(LazyGroup):
    """Every command there is, in the order of the help page."""

    table: ClassVar[Mapping[str, LazyCommand]] = {
        "new": LazyCommand("new", "Begin a project, an agent or a tool: working code with its test."),
        "serve": LazyCommand("serve", "Start the platform: database, API, worker and dashboard.", "serve"),
        "worker": LazyCommand(
            "worker",
            "Run missions and background jobs beside `serve`; start as many as you like, on any machine.",
            "worker",
        ),
        "doctor": LazyCommand(
            "doctor",
            "Check Python, disk, data directory, database, roles, word vectors, tools, page and model.",
            "doctor",
        ),
        "spend": LazyCommand("spend", "Show what was spent, on what, and where the month leads.", "spend"),
        "chat": LazyCommand("chat", "Talk to an agent: its answer as it comes, its tools as they work.", "chat"),
        "agents": LazyCommand("agents", "See which agents there are, and let one work."),
        "tools": LazyCommand("tools", "See which tools agents may call, find one by what it does, and try it by hand."),
        "approvals": LazyCommand("approvals", "Decide about tool calls that wait for a person."),
        "missions": LazyCommand("missions", "Submit missions and follow them."),
        "scan": LazyCommand(
            "scan", "Scan a skill, folder or archive for malware, harmful orders, secrets and poisoned tools.", "scan"
        ),
        "detectors": LazyCommand(
            "detectors",
            "Show every detector of the security engine, and let each prove itself on a text that it must find.",
            "detectors",
        ),
        "users": LazyCommand("users", "See who is there, invite people, let them back in or no longer."),
        "service-accounts": LazyCommand(
            "service_accounts",
            "Make users for programs: they never sign in, and act through keys that you give them.",
        ),
        "roles": LazyCommand("roles", "See what each role may do, make roles, give them to people."),
        "organization": LazyCommand(
            "organization", "Take an organization's data along, have it erased, and take that back."
        ),
        "audit": LazyCommand("audit", "See who did what, take the log along, and check that it is whole."),
        "keys": LazyCommand("keys", "Make, list and revoke API keys."),
        "secrets": LazyCommand("secrets", "Keep secrets in the data directory, AWS Secrets Manager or Vault."),
        "models": LazyCommand("models", "See which models there are, what they cost and what they can do."),
        "budgets": LazyCommand("budgets", "Limit what may be spent, and see what is left."),
    }


app = typer.Typer(
    name="pilothouse",
    cls=Commands,
    help="Run AI agents in production: identity, gateway, missions, tools and a dashboard in one.",
    epilog="Start with `pilothouse serve`, then open the address it prints.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)


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
