"""`pilothouse keys`: API keys for programs."""

from typing import Annotated

import typer
from rich.table import Table

from pilothouse.cli.client import ask_api
from pilothouse.cli.options import DataDir
from pilothouse.cli.output import JsonOption, err, friendly_errors, out, print_json

app = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True)


@app.command()
def create(
    name: Annotated[str, typer.Option(help="What the key is for.")],
    scope: Annotated[
        list[str] | None, typer.Option(help="A permission; repeat it for several. Default: all of yours.")
    ] = None,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Make an API key. It is shown once."""
    with friendly_errors(as_json=as_json):
        made = ask_api(data_dir, lambda api: api.auth.create_api_key(name=name, scopes=scope or None))
        if as_json:
            print_json(made)
            return
        err.print(f"The key [bold]{name}[/bold], shown once:")
        out.print(made["key"], highlight=False)


@app.command("list")
def list_keys(data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """List API keys."""
    with friendly_errors(as_json=as_json):
        keys = ask_api(data_dir, lambda api: api.auth.list_api_keys().all())
        if as_json:
            print_json(keys)
            return
        table = Table("Name", "Key", "Last used", "Expires", "Id", box=None)
        for key in keys:
            table.add_row(key["name"], f"{key['prefix']}…", key["last_used_at"], key["expires_at"], key["id"])
        out.print(table if keys else "There are no keys. `pilothouse keys create --name ci` makes one.")


@app.command()
def revoke(key_id: str, data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Revoke an API key; programs that use it are refused at once."""
    with friendly_errors(as_json=as_json):
        revoked = ask_api(data_dir, lambda api: api.auth.revoke_api_key(key_id))
        print_json(revoked) if as_json else err.print("Revoked.")
