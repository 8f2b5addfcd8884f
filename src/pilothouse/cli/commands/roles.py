"""`pilothouse roles`: what people may do."""

from typing import Annotated

import typer
from rich.table import Table

from pilothouse.cli.client import ask_api
from pilothouse.cli.options import DataDir
from pilothouse.cli.output import JsonOption, err, friendly_errors, out, print_json
from pilothouse.cli.people import user_named
from pilothouse.client import AsyncPilothouse
from pilothouse.client.schemas import RoleRead, RoleUpdate, UserRead
from pilothouse.core.errors import NotFound

app = typer.Typer(
    help="See what each role may do, make roles, give them to people.",
    epilog="Nobody gives what they do not hold. `user`, `developer` and `admin` are built in and stay as they are.",
    no_args_is_help=True,
)

_PAGE = 200

Name = Annotated[str, typer.Argument(help="Name of the role.")]
Permissions = Annotated[list[str], typer.Option("--may", help="A permission; repeat it for several.")]


@app.command("list")
def list_roles(data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """List roles with their permissions."""
    with friendly_errors(as_json=as_json):
        roles = ask_api(data_dir, lambda api: api.roles.list(page_size=_PAGE).all())
        if as_json:
            print_json(roles)
            return
        table = Table(box=None)
        for heading in ("Name", "Users", "May"):
            table.add_column(heading, overflow="fold")
        for role in roles:
            table.add_row(role["name"], str(role["holders"]), ", ".join(role["permissions"]))
        out.print(table)


@app.command()
def permissions(data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """List every permission there is, and what it allows."""
    with friendly_errors(as_json=as_json):
        found = ask_api(data_dir, lambda api: api.permissions.list().all())
        if as_json:
            print_json(found)
            return
        table = Table("Permission", "Allows", box=None)
        for each in found:
            table.add_row(each["name"], each["meaning"])
        out.print(table)


@app.command()
def create(name: Name, may: Permissions, data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Make a role of permissions that you hold."""
    with friendly_errors(as_json=as_json):
        made = ask_api(data_dir, lambda api: api.roles.create(name=name, permissions=may))
        print_json(made) if as_json else err.print(f"Made the role {name}.", highlight=False)


@app.command()
def update(
    name: Name,
    may: Annotated[
        list[str] | None, typer.Option("--may", help="A permission; all that are given take the place of those before.")
    ] = None,
    rename: Annotated[str | None, typer.Option(help="Another name.")] = None,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Change a role of your own; whoever holds it has the new permissions at once."""
    with friendly_errors(as_json=as_json):
        changes: RoleUpdate = {}
        if may:
            changes["permissions"] = may
        if rename:
            changes["name"] = rename
        changed = ask_api(data_dir, lambda api: _update(api, name, changes))
        print_json(changed) if as_json else err.print(f"Changed the role {changed['name']}.", highlight=False)


@app.command()
def remove(name: Name, data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Take a role away that nobody holds."""
    with friendly_errors(as_json=as_json):
        ask_api(data_dir, lambda api: _remove(api, name))
        print_json({"removed": name}) if as_json else err.print(f"Removed the role {name}.", highlight=False)


@app.command()
def assign(
    email: Annotated[str, typer.Argument(help="E-mail of the user.")],
    roles: Annotated[list[str], typer.Argument(help="All roles they hold from now on.")],
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Give a user these roles and no others."""
    with friendly_errors(as_json=as_json):
        changed = ask_api(data_dir, lambda api: _assign(api, email, roles))
        print_json(changed) if as_json else err.print(f"{changed['email']} is {', '.join(changed['roles'])}.")


async def _named(api: AsyncPilothouse, name: str) -> str:
    async for role in api.roles.list(page_size=_PAGE):
        if role["name"] == name:
            return role["id"]
    raise NotFound(f"There is no role {name}. `pilothouse roles list` shows them all.")


async def _update(api: AsyncPilothouse, name: str, changes: RoleUpdate) -> RoleRead:
    return await api.roles.update(await _named(api, name), **changes)


async def _remove(api: AsyncPilothouse, name: str) -> None:
    await api.roles.delete(await _named(api, name))


async def _assign(api: AsyncPilothouse, email: str, roles: list[str]) -> UserRead:
    return await api.users.update(await user_named(api, email), roles=roles)
