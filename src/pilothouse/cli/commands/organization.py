"""`pilothouse organization`: the organization as a whole."""

from pathlib import Path
from typing import Annotated

import typer

from pilothouse.cli.client import ask_api
from pilothouse.cli.options import DataDir
from pilothouse.cli.output import JsonOption, err, friendly_errors, print_json
from pilothouse.client import AsyncPilothouse
from pilothouse.client.schemas import OrganizationStanding
from pilothouse.core.errors import InvalidInput

app = typer.Typer(
    help="Take an organization's data along, have it erased, and take that back.",
    epilog="Without PILOTHOUSE_URL it is the organization of the administrator who was made first.",
    no_args_is_help=True,
)


@app.command()
def show(data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Show the organization, and whether it is to be erased."""
    with friendly_errors(as_json=as_json):
        _told(ask_api(data_dir, lambda api: api.organization.read()), as_json=as_json)


@app.command()
def export(
    target: Annotated[Path, typer.Argument(help="The zip to write.")],
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Write everything the organization has into one zip; a README in it says what is what."""
    with friendly_errors(as_json=as_json):
        size_bytes = ask_api(data_dir, lambda api: _export(api, target))
        told = {"path": str(target), "size_bytes": size_bytes}
        print_json(told) if as_json else err.print(f"Wrote {target} ({size_bytes:,} bytes).", highlight=False)


@app.command()
def erase(
    name: Annotated[str, typer.Argument(help="The name of the organization, as it is written.")],
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Have the organization erased in seven days, with everything in it. Until then only administrators get in."""
    with friendly_errors(as_json=as_json):
        _told(ask_api(data_dir, lambda api: api.organization.erase(name=name)), as_json=as_json)


@app.command()
def restore(data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Let the organization go on: it is not erased, and everybody gets in again."""
    with friendly_errors(as_json=as_json):
        _told(ask_api(data_dir, lambda api: api.organization.restore()), as_json=as_json)


async def _export(api: AsyncPilothouse, target: Path) -> int:
    if not target.absolute().parent.is_dir():
        raise InvalidInput(f"There is no folder {target.parent}.")
    return await api.organization.export().save(target)


def _told(standing: OrganizationStanding, *, as_json: bool) -> None:
    if as_json:
        print_json(standing)
        return
    at = standing["erases_at"]
    fate = f"is to be erased on {at[:16].replace('T', ' ')} UTC" if at else "goes on"
    err.print(f"{standing['name']} ({standing['id']}) {fate}.", highlight=False)
