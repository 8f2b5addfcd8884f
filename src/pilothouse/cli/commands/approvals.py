"""`pilothouse approvals`: tool calls that wait for a person."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from pilothouse.cli.arguments import read_object
from pilothouse.cli.client import is_in_process, open_api
from pilothouse.cli.options import DataDir
from pilothouse.cli.output import JsonOption, err, friendly_errors, out, print_json
from pilothouse.cli.talk.following import Followed
from pilothouse.cli.talk.running import run_to_end
from pilothouse.cli.talk.screens import screen_for
from pilothouse.cli.talk.wording import call_words, pretty
from pilothouse.client import ApiError, AsyncPilothouse
from pilothouse.client.schemas import ApprovalRead
from pilothouse.core.errors import InvalidInput

app = typer.Typer(
    help="Decide about tool calls that wait for a person.",
    epilog="A tool declared with `confirm=True` waits for as long as it takes, and runs exactly once when approved.",
    no_args_is_help=True,
)

_PAGE = 200
_POLL_S = 0.2
_UNDER_WAY = frozenset({"approved", "started"})

ApprovalId = Annotated[str, typer.Argument(help="Id of the approval, or its beginning; `approvals list` shows it.")]


@app.command("list")
def list_approvals(
    state: Annotated[
        str, typer.Option(help="pending, approved, refused, started, finished or cancelled; several with commas.")
    ] = "pending",
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """List calls that wait, newest first."""
    with friendly_errors(as_json=as_json):
        found = asyncio.run(_every(data_dir, state))
        if as_json:
            print_json(found)
            return
        table = Table("Call", "Agent", "Asked by", "Since", "State", box=None)
        table.add_column("Id", no_wrap=True)
        for each in found:
            words = escape(call_words({"name": each["tool"], "arguments": each["arguments"]}))
            who, since = each["requested_by"]["name"] or "", each["created_at"][:16].replace("T", " ")
            table.add_row(words, each["agent"], escape(who), since, each["state"], each["id"])
        out.print(table if found else f"Nothing is {state}.")


@app.command()
def show(approval_id: ApprovalId, data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Show a call with its arguments."""
    with friendly_errors(as_json=as_json):
        approval = asyncio.run(_read(data_dir, approval_id))
        if as_json:
            print_json(approval)
            return
        out.print(f"[bold]{escape(approval['tool'])}[/bold]  {approval['state']}  asked by {escape(approval['agent'])}")
        if approval["note"]:
            out.print(f"[yellow]{escape(approval['note'])}[/yellow]")
        out.print_json(pretty(approval["edited_arguments"] or approval["arguments"]))


@app.command()
def approve(
    approval_id: ApprovalId,
    arguments: Annotated[
        str | None, typer.Option(help="JSON object of other arguments to call it with instead.", show_default=False)
    ] = None,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Let the tool be called, also with other arguments. What waited for it goes on."""
    with friendly_errors(as_json=as_json):
        decision = {"decision": "approve", "arguments": read_object(arguments, '{"amount": 5}') if arguments else None}
        _tell(asyncio.run(_decide(data_dir, approval_id, decision, quiet=as_json)), as_json=as_json)


@app.command()
def refuse(
    approval_id: ApprovalId,
    reason: Annotated[str, typer.Option(help="Told to the agent, so that it can do something else.")] = "",
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Forbid the call. The agent is told so, and goes on without it."""
    with friendly_errors(as_json=as_json):
        decision = {"decision": "refuse", "reason": reason}
        _tell(asyncio.run(_decide(data_dir, approval_id, decision, quiet=as_json)), as_json=as_json)


async def _every(data_dir: Path | None, state: str) -> list[Any]:
    async with open_api(data_dir) as api:
        return await api.approvals.list(state=state, page_size=_PAGE).all()


async def _read(data_dir: Path | None, beginning: str) -> ApprovalRead:
    async with open_api(data_dir) as api:
        return await api.approvals.read(await _find(api, beginning))


async def _decide(data_dir: Path | None, beginning: str, decision: dict[str, Any], *, quiet: bool) -> ApprovalRead:
    async with open_api(data_dir) as api:
        approval_id = await _find(api, beginning)
        run = await _run_of(api, approval_id)
        approval = await api.approvals.decide(approval_id, **decision)
        # the process that decides is the one that goes on with the run, so without a server this one has to stay
        if is_in_process() and run is not None:
            await run_to_end(api, run, screen_for(is_silent=quiet))
        elif is_in_process() and approval["run_id"]:
            approval = await _settled(api, approval)
        return await api.approvals.read(approval_id)


async def _run_of(api: AsyncPilothouse, approval_id: str) -> Followed | None:
    """Return the run that waits, from where it stands; None when it is a mission or somebody else's."""
    approval = await api.approvals.read(approval_id)
    if approval["run_id"] is None:
        return None
    try:
        run = await api.runs.read(approval["run_id"])
    except ApiError:
        return None
    return Followed(run["id"], run["seq"], run["state"])


async def _settled(api: AsyncPilothouse, approval: ApprovalRead) -> ApprovalRead:
    """Wait until the call is over."""
    while approval["state"] in _UNDER_WAY:
        await asyncio.sleep(_POLL_S)
        approval = await api.approvals.read(approval["id"])
    return approval


async def _find(api: AsyncPilothouse, beginning: str) -> str:
    """Return the one approval whose id begins so; those that wait are looked at when it is not whole.

    Raises:
        InvalidInput: there is none, or several.
    """
    if len(beginning) == 36:
        return beginning
    pending = api.approvals.list(state="pending", page_size=_PAGE)
    found = [each["id"] async for each in pending if each["id"].startswith(beginning)]
    if len(found) != 1:
        what = "Nothing that waits has" if not found else f"{len(found)} that wait have"
        raise InvalidInput(f"{what} an id that begins with {beginning!r}; `pilothouse approvals list` shows them.")
    return found[0]


def _tell(approval: ApprovalRead, *, as_json: bool) -> None:
    if as_json:
        print_json(approval)
        return
    words = {"approved": "Approved", "started": "Approved; it is at work", "finished": "Approved and done"}
    err.print(f"{words.get(approval['state'], approval['state'].capitalize())}: {escape(approval['tool'])}.")
