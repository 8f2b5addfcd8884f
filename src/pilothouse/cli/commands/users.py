"""`pilothouse users`: the people of the organization."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from pilothouse.cli.client import Api, ask_api
from pilothouse.cli.options import DataDir
from pilothouse.cli.output import JsonOption, err, friendly_errors, out, print_json
from pilothouse.cli.people import user_named
from pilothouse.client.schemas import InvitationCreate, PasswordLink, UserRead

app = typer.Typer(
    help="See who is there, invite people, let them back in or no longer.",
    epilog="Who may be invited, or sign up, is decided by PILOTHOUSE_ACCESS_SIGN_UP: closed, invite or open.",
    no_args_is_help=True,
)

_PAGE = 200

Email = Annotated[str, typer.Argument(help="E-mail of the user.")]


@app.command("list")
def list_users(data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """List the users of the organization."""
    with friendly_errors(as_json=as_json):
        users = ask_api(data_dir, lambda api: api.users.list(page_size=_PAGE).all())
        if as_json:
            print_json(users)
            return
        table = Table(box=None)
        for heading in ("E-mail", "Name", "Roles", "Active", "Confirmed", "Last sign-in"):
            table.add_column(heading, overflow="fold")
        for user in users:
            marks = ("yes" if user["is_active"] else "no", "yes" if user["email_verified_at"] else "no")
            last = (user["last_login_at"] or "never")[:10]
            table.add_row(user["email"], user["name"], ", ".join(user["roles"]), *marks, last)
        out.print(table)


@app.command()
def invite(
    email: Annotated[str, typer.Argument(help="E-mail of somebody who has no account here.")],
    role: Annotated[
        str | None, typer.Option(help="What they will be. Default: PILOTHOUSE_ACCESS_DEFAULT_ROLE.")
    ] = None,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Invite somebody by e-mail. They choose their own password; an earlier invitation of theirs stops working."""
    with friendly_errors(as_json=as_json):
        invitation: InvitationCreate = {"email": email, "role": role} if role else {"email": email}
        made = ask_api(data_dir, lambda api: api.invitations.create(**invitation))
        if as_json:
            print_json(made)
            return
        err.print(f"Invited {made['email']} as {made['role']}, until {made['expires_at'][:10]}.", highlight=False)
        err.print("The letter leaves while `pilothouse serve` runs; without a mail server it is printed there.")


@app.command()
def invitations(data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """List invitations, newest first."""
    with friendly_errors(as_json=as_json):
        made = ask_api(data_dir, lambda api: api.invitations.list(page_size=_PAGE).all())
        if as_json:
            print_json(made)
            return
        table = Table(box=None)
        for heading in ("E-mail", "Role", "State", "Until", "Id"):
            table.add_column(heading, overflow="fold")
        for each in made:
            table.add_row(each["email"], each["role"], each["state"], each["expires_at"][:10], each["id"])
        hint = "There are no invitations. `pilothouse users invite EMAIL` sends one."
        out.print(table if made else hint)


@app.command("revoke-invitation")
def revoke_invitation(
    invitation_id: Annotated[str, typer.Argument(help="Its id; `users invitations` shows it.")],
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Take an invitation back; its link stops working."""
    with friendly_errors(as_json=as_json):
        revoked = ask_api(data_dir, lambda api: api.invitations.revoke(invitation_id))
        print_json(revoked) if as_json else err.print("Revoked.")


@app.command()
def deactivate(email: Email, data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Let a user in no longer: their login sessions, keys and invitations end at once."""
    _set_active(data_dir, email, "Deactivated. Their login sessions and keys have ended.", False, as_json=as_json)


@app.command()
def activate(email: Email, data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Let a user back in."""
    _set_active(data_dir, email, "Active again.", True, as_json=as_json)


@app.command("reset-password")
def reset_password(email: Email, data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Print a link with which a user chooses a new password, for where no mail arrives. They are told by mail."""
    with friendly_errors(as_json=as_json):
        made = ask_api(data_dir, lambda api: _password_link(api, email))
        if as_json:
            print_json(made)
            return
        err.print(f"Whoever has this link gets into the account of {email}. It works once:", highlight=False)
        out.print(made["link"], highlight=False, soft_wrap=True)


def _set_active(data_dir: Path | None, email: str, words: str, wanted: bool, *, as_json: bool) -> None:
    with friendly_errors(as_json=as_json):
        changed = ask_api(data_dir, lambda api: _set(api, email, is_active=wanted))
        print_json(changed) if as_json else err.print(words)


async def _set(api: Api, email: str, *, is_active: bool) -> UserRead:
    return await api.users.update(await user_named(api, email), is_active=is_active)


async def _password_link(api: Api, email: str) -> PasswordLink:
    return await api.users.make_password_link(await user_named(api, email))
