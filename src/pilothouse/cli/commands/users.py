"""`pilothouse users`: the people of the organization."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from pilothouse.cli.client import ask_api
from pilothouse.cli.options import DataDir
from pilothouse.cli.output import JsonOption, err, friendly_errors, out, print_json
from pilothouse.cli.people import user_named
from pilothouse.client import AsyncPilothouse
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


@app.command("reset-second-factor")
def reset_second_factor(email: Email, data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Remove every second factor of a user whose devices are lost. They are signed out, and told by mail."""
    with friendly_errors(as_json=as_json):
        ask_api(data_dir, lambda api: _reset_second_factor(api, email))
        words = f"Removed. The password alone signs {email} in until they add another."
        print_json({"reset": email}) if as_json else err.print(words, highlight=False)


@app.command("require-second-factor")
def require_second_factor(
    is_off: Annotated[bool, typer.Option("--off", help="Require it no longer.")] = False,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Require a second factor of everybody. Those without one are signed out, and add one when they sign in."""
    with friendly_errors(as_json=as_json):
        policy = ask_api(data_dir, lambda api: api.sign_in_policy.set(second_factor_required=not is_off))
        words = "A second factor is required no longer." if is_off else "A second factor is required now."
        print_json(policy) if as_json else err.print(words)


def _set_active(data_dir: Path | None, email: str, words: str, wanted: bool, *, as_json: bool) -> None:
    with friendly_errors(as_json=as_json):
        changed = ask_api(data_dir, lambda api: _set(api, email, is_active=wanted))
        print_json(changed) if as_json else err.print(words)


async def _set(api: AsyncPilothouse, email: str, *, is_active: bool) -> UserRead:
    return await api.users.update(await user_named(api, email), is_active=is_active)


async def _reset_second_factor(api: AsyncPilothouse, email: str) -> None:
    await api.users.reset_second_factor(await user_named(api, email))


async def _password_link(api: AsyncPilothouse, email: str) -> PasswordLink:
    return await api.users.make_password_link(await user_named(api, email))
