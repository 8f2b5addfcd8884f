"""Asking the person at the terminal whether a tool may be called."""

from typing import Any

from rich.markup import escape
from rich.panel import Panel

from pilothouse.cli.arguments import read_object
from pilothouse.cli.output import err, out
from pilothouse.cli.talk.line import Line, edit_text
from pilothouse.cli.talk.wording import pretty
from pilothouse.client import ApiError, AsyncPilothouse
from pilothouse.client.schemas import ApprovalDecide
from pilothouse.core.errors import InvalidInput

_QUESTION = "Approve? [y]es, [n]o, [e]dit, [l]ater: "


async def decide_all(api: AsyncPilothouse, line: Line, approvals: dict[str, dict[str, Any]]) -> bool:
    """Ask about each call that waits; return whether all are decided.

    Those that are decided are taken out of `approvals`.
    """
    for approval_id, call in list(approvals.items()):
        decision = await _ask(line, call)
        if decision is None:
            err.print(f"[dim]It waits. `pilothouse approvals approve {approval_id}` decides later.[/dim]")
            return False
        try:
            await api.approvals.decide(approval_id, **decision)
        except ApiError as refused:
            err.print(f"[red]✗[/red] {escape(refused.message)}", highlight=False)
            if refused.code != "approval_decided":
                return False
        del approvals[approval_id]
    return True


async def _ask(line: Line, call: dict[str, Any]) -> ApprovalDecide | None:
    """Return the decision about one call as the API takes it; None to leave it for later."""
    arguments = call["arguments"]
    while True:
        _show(call, arguments)
        try:
            answer = (await line.ask(_QUESTION)).strip().lower()
        except (EOFError, KeyboardInterrupt):
            return None
        if answer in {"y", "yes"}:
            return {"decision": "approve", "arguments": None if arguments == call["arguments"] else arguments}
        if answer in {"n", "no"}:
            return {"decision": "refuse", "reason": await line.ask("Why? (the agent is told; may be empty) ")}
        if answer in {"l", "later"}:
            return None
        if answer in {"e", "edit"}:
            arguments = _edited(arguments)


def _show(call: dict[str, Any], arguments: dict[str, Any]) -> None:
    body = escape(pretty(arguments) if arguments else "no arguments")
    note = f"\n\n[yellow]{escape(call['note'])}[/yellow]" if call.get("note") else ""
    title = f"[bold]{escape(call['name'])}[/bold] wants to be called"
    out.print(Panel(f"{body}{note}", title=title, title_align="left", border_style="yellow", expand=False))


def _edited(arguments: dict[str, Any]) -> dict[str, Any]:
    """Let the person change the arguments as JSON; what is no JSON object leaves them as they are."""
    text = edit_text(pretty(arguments), ".json")
    if text is None:
        return arguments
    try:
        return read_object(text, '{"amount": 5}')
    except InvalidInput as error:
        err.print(f"[red]✗[/red] {escape(error.message)} Nothing was changed.", highlight=False)
        return arguments
