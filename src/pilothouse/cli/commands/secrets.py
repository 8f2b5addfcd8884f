"""`pilothouse secrets`: put secrets where the platform reads them."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from dotenv import dotenv_values
from pydantic import SecretStr

from pilothouse.access.secrets.backend import SecretsBackend, checked_name
from pilothouse.access.secrets.chain import open_secrets
from pilothouse.access.secrets.environment import PREFIX
from pilothouse.cli.options import DataDir, settings_from
from pilothouse.cli.output import JsonOption, err, friendly_errors, print_json
from pilothouse.core.errors import InvalidInput

app = typer.Typer(help="Keep secrets in the data directory, AWS Secrets Manager or Vault.", no_args_is_help=True)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="File of NAME=value lines.", exists=True, dir_okay=False)] = Path(".env"),
    is_all: Annotated[
        bool, typer.Option("--all", help=f"Take every line, not only those that begin with {PREFIX}.")
    ] = False,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Take secrets over from a file such as .env.

    PILOTHOUSE_SECRET_MAIL_PASSWORD becomes the secret mail_password; what is there already is replaced. Values are not
    printed. Remove the lines afterwards: the environment goes first, so they would hide what is changed later.
    """
    with friendly_errors(as_json=as_json):
        settings = settings_from(data_dir, quiet=True)
        wanted = _secrets_in(file, is_all=is_all)
        backend = open_secrets(settings.secrets, settings.data_dir, _without(wanted))
        asyncio.run(_store(backend, wanted))
        names = sorted(wanted)
        if as_json:
            print_json({"imported": names, "backend": settings.secrets.backend})
            return
        for name in names:
            err.print(f"[green]✓[/green] {name}", highlight=False)
        err.print(f"{len(names)} stored ({settings.secrets.backend}). Remove the lines from {file} now.")


@app.command("set")
def set_secret(name: str, data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Store one secret, asked for without showing it, or read from standard input."""
    with friendly_errors(as_json=as_json):
        settings = settings_from(data_dir, quiet=True)
        value = SecretStr(typer.prompt(checked_name(name), hide_input=True))
        asyncio.run(_store(open_secrets(settings.secrets, settings.data_dir, os.environ), {name: value}))
        print_json({"imported": [name], "backend": settings.secrets.backend}) if as_json else err.print("Stored.")


def _secrets_in(file: Path, *, is_all: bool) -> dict[str, SecretStr]:
    """Return the secrets that a file holds, by the names they are to have."""
    found = {name: value for name, value in dotenv_values(file, interpolate=False).items() if value}
    wanted = {
        checked_name(name.removeprefix(PREFIX).lower()): SecretStr(value)
        for name, value in found.items()
        if is_all or name.startswith(PREFIX)
    }
    if not wanted:
        raise InvalidInput(f"{file} has no line that begins with {PREFIX}; --all takes every line.")
    return wanted


def _without(wanted: Mapping[str, SecretStr]) -> dict[str, str]:
    """Return the environment without what is imported: a shell that has read the same file must not be in the way."""
    imported = {PREFIX + name.upper() for name in wanted}
    return {name: value for name, value in os.environ.items() if name not in imported}


async def _store(backend: SecretsBackend, secrets: Mapping[str, SecretStr]) -> None:
    for name, value in secrets.items():
        await backend.replace(name, value)
