"""`pilothouse service-accounts`: users that are no people, and their keys."""

from typing import Annotated

import typer
from rich.table import Table

from pilothouse.cli.client import ask_api
from pilothouse.cli.options import DataDir
from pilothouse.cli.output import JsonOption, err, friendly_errors, out, print_json
from pilothouse.cli.people import user_named
from pilothouse.client import AsyncPilothouse
from pilothouse.client.schemas import ApiKeyCreate, ApiKeyCreated, OwnedApiKeyRead, ServiceAccountCreate

app = typer.Typer(
    help="Make users for programs: they never sign in, and act through keys that you give them.",
    epilog="A handle stands where people have an e-mail: `users deactivate` and `roles assign` take it too.",
    no_args_is_help=True,
)

_PAGE = 200

Handle = Annotated[str, typer.Argument(help="Its handle, such as nightly-report-1f3a9c02@service.invalid.")]
KeyId = Annotated[str, typer.Argument(help="Id of the key; `service-accounts keys` shows it.")]


@app.command("list")
def list_accounts(data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """List the service accounts of the organization."""
    with friendly_errors(as_json=as_json):
        found = ask_api(data_dir, lambda api: api.users.list(kind="service", page_size=_PAGE).all())
        if as_json:
            print_json(found)
            return
        table = Table(box=None)
        for heading in ("Handle", "Name", "For", "Roles", "Active", "Last used"):
            table.add_column(heading, overflow="fold")
        for each in found:
            roles, is_active = ", ".join(each["roles"]), "yes" if each["is_active"] else "no"
            last = (each["last_seen_at"] or "never")[:10]
            table.add_row(each["email"], each["name"], each["description"], roles, is_active, last)
        out.print(table if found else "There are none. `pilothouse service-accounts create NAME` makes one.")


@app.command()
def create(
    name: Annotated[str, typer.Argument(help='What it is called, such as "Nightly report".')],
    role: Annotated[list[str] | None, typer.Option(help="A role; repeat it for several. Default: user.")] = None,
    description: Annotated[str | None, typer.Option("--for", help="What it is for.")] = None,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Make a service account. It can do nothing before `create-key` gives it a key."""
    with friendly_errors(as_json=as_json):
        form: ServiceAccountCreate = {"name": name, "description": description}
        if role:
            form["roles"] = role
        made = ask_api(data_dir, lambda api: api.service_accounts.create(**form))
        if as_json:
            print_json(made)
            return
        err.print(f"Made {made['name']}, {', '.join(made['roles']) or 'without a role'}. Its handle:", highlight=False)
        out.print(made["email"], highlight=False)


@app.command()
def remove(handle: Handle, data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Take a service account away and revoke its keys, for good."""
    with friendly_errors(as_json=as_json):
        ask_api(data_dir, lambda api: _remove(api, handle))
        print_json({"removed": handle}) if as_json else err.print("Removed. Its keys are revoked.")


@app.command()
def keys(handle: Handle, data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """List the keys of a service account, newest first."""
    with friendly_errors(as_json=as_json):
        found = ask_api(data_dir, lambda api: _keys(api, handle))
        if as_json:
            print_json(found)
            return
        table = Table("Name", "Key", "Last used", "Expires", "Revoked", "Id", box=None)
        for key in found:
            ends = (key["last_used_at"], key["expires_at"], key["revoked_at"])
            table.add_row(key["name"], f"{key['prefix']}…", *(each and each[:10] for each in ends), key["id"])
        out.print(table if found else "It has no keys. `pilothouse service-accounts create-key` gives it one.")


@app.command("create-key")
def create_key(
    handle: Handle,
    name: Annotated[str, typer.Option(help="What the key is for.")],
    scope: Annotated[
        list[str] | None, typer.Option(help="A permission; repeat it for several. Default: all of the account's.")
    ] = None,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Give a service account a key. It is shown once."""
    with friendly_errors(as_json=as_json):
        form: ApiKeyCreate = {"name": name, "scopes": scope or None}
        _show(ask_api(data_dir, lambda api: _create_key(api, handle, form)), as_json=as_json)


@app.command("rotate-key")
def rotate_key(
    handle: Handle,
    key_id: KeyId,
    overlap_s: Annotated[int, typer.Option("--overlap", help="Seconds that the old one goes on.")] = 86_400,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Replace a key by a new one that may do the same. It is shown once."""
    with friendly_errors(as_json=as_json):
        _show(ask_api(data_dir, lambda api: _rotate_key(api, handle, key_id, overlap_s)), as_json=as_json)


@app.command("revoke-key")
def revoke_key(key_id: KeyId, data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Revoke a key; programs that use it are refused at once."""
    with friendly_errors(as_json=as_json):
        revoked = ask_api(data_dir, lambda api: api.keys.revoke_any_api(key_id))
        print_json(revoked) if as_json else err.print("Revoked.")


def _show(made: ApiKeyCreated, *, as_json: bool) -> None:
    if as_json:
        print_json(made)
        return
    err.print(f"The key [bold]{made['name']}[/bold], shown once:")
    out.print(made["key"], highlight=False)


async def _remove(api: AsyncPilothouse, handle: str) -> None:
    await api.service_accounts.delete(await user_named(api, handle))


async def _keys(api: AsyncPilothouse, handle: str) -> list[OwnedApiKeyRead]:
    return await api.keys.list_every_api(owner_id=await user_named(api, handle), page_size=_PAGE).all()


async def _create_key(api: AsyncPilothouse, handle: str, form: ApiKeyCreate) -> ApiKeyCreated:
    return await api.service_accounts.create_key(await user_named(api, handle), **form)


async def _rotate_key(api: AsyncPilothouse, handle: str, key_id: str, overlap_s: int) -> ApiKeyCreated:
    return await api.service_accounts.rotate_key(await user_named(api, handle), key_id, overlap_s=overlap_s)
