"""`pilothouse budgets`: limits on what may be spent."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import typer
from rich.markup import escape
from rich.progress_bar import ProgressBar
from rich.table import Table

from pilothouse.cli.client import ask_api
from pilothouse.cli.durations import parse_moment
from pilothouse.cli.options import DataDir
from pilothouse.cli.output import JsonOption, err, friendly_errors, out, print_json
from pilothouse.client import AsyncPilothouse
from pilothouse.client.schemas import AlertRead, BudgetRead
from pilothouse.core.errors import InvalidInput

app = typer.Typer(
    help="Limit what may be spent, and see what is left.",
    epilog="A call that may pass a hard limit is refused before it is made. `pilothouse spend` shows where money went.",
    no_args_is_help=True,
)

T = TypeVar("T")

_PAGE = 200
_TOLD_OF_ID = 18  # as much of an id as tells budgets apart; the other commands take it

BudgetId = Annotated[str, typer.Argument(help="Id of the budget, or its beginning; `budgets list` shows it.")]
Limit = Annotated[str | None, typer.Option("--limit", help='In US dollars, such as "25" or "0.50".')]
Threshold = Annotated[
    list[int] | None,
    typer.Option("--threshold", help="Percent of the limit at which to alert; repeat it for several."),
]
ShutsOff = Annotated[
    bool | None,
    typer.Option("--shuts-off/--resets", help="Stay off once the limit is reached, or start anew each period."),
]


@app.command("list")
def list_budgets(data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """List budgets with what is spent, held and left in the present period."""
    with friendly_errors(as_json=as_json):
        budgets = ask_api(data_dir, lambda api: api.budgets.list(page_size=_PAGE).all())
        if as_json:
            print_json(budgets)
            return
        table = Table(box=None)
        table.add_column("For", overflow="fold", min_width=14)
        for heading in ("Period", "Limit", "Spent", "Held", "Used", "", "Id"):
            table.add_column(heading, no_wrap=True)
        for budget in budgets:
            table.add_row(*_cells(budget))
        hint = "There are no budgets. `pilothouse budgets create organization --limit 100` makes one for everything."
        out.print(table if budgets else hint)


@app.command()
def create(
    scope: Annotated[
        str, typer.Argument(help='What it limits: "organization", "agent:NAME", "model:NAME" or "user:ID" and so on.')
    ],
    limit: Annotated[str, typer.Option("--limit", help='In US dollars, such as "25" or "0.50".')],
    period: Annotated[
        Literal["daily", "weekly", "monthly", "total"], typer.Option(help="When it starts anew.")
    ] = "monthly",
    is_soft: Annotated[bool, typer.Option("--soft", help="Only count and alert; refuse nothing.")] = False,
    shuts_off: ShutsOff = None,
    threshold: Threshold = None,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Make a budget. It counts what its scope has spent since its period began.

    Scopes: organization, team:ID, user:ID, api_key:ID, agent:NAME, model:NAME, mission:ID, conversation:ID.
    """
    with friendly_errors(as_json=as_json):
        options = {"limit_usd": limit, "period": period, "is_hard": not is_soft}
        options |= _given(thresholds=threshold, shuts_off=shuts_off)
        made = ask_api(data_dir, lambda api: _create(api, scope, options))
        _show(made, "Made.", as_json=as_json)


@app.command()
def edit(
    budget_id: BudgetId,
    limit: Limit = None,
    is_hard: Annotated[bool | None, typer.Option("--hard/--soft", help="Refuse calls, or only count.")] = None,
    shuts_off: ShutsOff = None,
    threshold: Threshold = None,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Change a budget from the next call on. What is not named stays."""
    with friendly_errors(as_json=as_json):
        changes = _given(limit_usd=limit, is_hard=is_hard, shuts_off=shuts_off, thresholds=threshold)
        if not changes:
            raise InvalidInput("Say what to change, such as --limit 50.")
        changed = _change(data_dir, budget_id, lambda api, found: api.budgets.edit(found, **changes))
        _show(changed, "Changed.", as_json=as_json)


@app.command("raise")
def raise_limit(
    budget_id: BudgetId,
    to: Annotated[str, typer.Option("--to", help="The higher limit, in US dollars.")],
    until: Annotated[str, typer.Option(help='When it ends by itself: "24h", "3d", or a date.')] = "24h",
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Raise a limit for a time. It holds at once."""
    with friendly_errors(as_json=as_json):
        ends = parse_moment(until, forward=True).isoformat()
        raised = _change(
            data_dir, budget_id, lambda api, found: api.budgets.raise_budget(found, limit_usd=to, until=ends)
        )
        _show(raised, "Raised.", as_json=as_json)


@app.command("shut-off")
def shut_off(budget_id: BudgetId, data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Switch a budget off: its scope makes no call that costs something until `reopen`."""
    with friendly_errors(as_json=as_json):
        changed = _change(data_dir, budget_id, lambda api, found: api.budgets.shut_off(found))
        _show(changed, "Switched off.", as_json=as_json)


@app.command()
def reopen(budget_id: BudgetId, data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Switch a budget on again. Its limit holds as before."""
    with friendly_errors(as_json=as_json):
        changed = _change(data_dir, budget_id, lambda api, found: api.budgets.reopen(found))
        _show(changed, "Switched on.", as_json=as_json)


@app.command()
def alerts(
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many at most.")] = 20,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """List what budgets have told: thresholds crossed, calls refused, budgets switched off. Newest first."""
    with friendly_errors(as_json=as_json):
        told = ask_api(data_dir, lambda api: api.budgets.list_alerts(page_size=limit).page()).items
        if as_json:
            print_json(told)
            return
        table = Table("When", "For", "Period", "What", "Spent", "Limit", box=None)
        for each in told:
            what = {"threshold": f"{each['threshold_percent']} % crossed", "refused": "call refused"}
            words = what.get(each["kind"], "switched off")
            when = f"{each['crossed_at'][:16].replace('T', ' ')}"
            table.add_row(when, _scope(each), each["period"], words, _usd(each["spent_usd"]), _usd(each["limit_usd"]))
        out.print(table if told else "No budget has told anything yet.")


@app.command()
def delete(budget_id: BudgetId, data_dir: DataDir = None, as_json: JsonOption = False) -> None:
    """Remove a budget. The ledger keeps what was spent."""
    with friendly_errors(as_json=as_json):
        _change(data_dir, budget_id, lambda api, found: api.budgets.delete(found))
        print_json({"deleted": budget_id}) if as_json else err.print("Removed.")


async def _create(api: AsyncPilothouse, scope: str, options: dict[str, Any]) -> BudgetRead:
    kind, _, identifier = scope.partition(":")
    if kind == "organization" and not identifier:
        identifier = (await api.auth.read_me())["organization"]["id"]
    whom: dict[str, Any] = {"scope_kind": kind, "scope_id": identifier}
    return await api.budgets.create(**options, **whom)


def _change(data_dir: Path | None, beginning: str, change: Callable[[AsyncPilothouse, str], Awaitable[T]]) -> T:
    """Do something with the one budget whose id begins so."""

    async def find_and_change(api: AsyncPilothouse) -> T:
        return await change(api, await _find(api, beginning))

    return ask_api(data_dir, find_and_change)


async def _find(api: AsyncPilothouse, beginning: str) -> str:
    """Return the one budget whose id begins so."""
    budgets = api.budgets.list(page_size=_PAGE)
    found = [each["id"] async for each in budgets if each["id"].startswith(beginning.lower())]
    if len(found) != 1:
        what = "No budget" if not found else f"{len(found)} budgets"
        raise InvalidInput(f"{what} begin with {beginning!r}; `pilothouse budgets list` shows their ids.")
    return found[0]


def _given(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _show(budget: BudgetRead, word: str, *, as_json: bool) -> None:
    if as_json:
        print_json(budget)
        return
    window = budget["window"] or {"spent_usd": "0", "limit_usd": budget["limit_usd"]}
    err.print(
        f"{word} {escape(_scope(budget))}, {budget['period']}: {_usd(window['spent_usd'])} of "
        f"{_usd(window['limit_usd'])} spent. Id {budget['id']}",
        highlight=False,
    )


def _cells(budget: BudgetRead) -> tuple[Any, ...]:
    window = budget["window"] or {"spent_usd": "0", "held_usd": "0", "limit_usd": budget["limit_usd"]}
    used, limit = float(window["spent_usd"]) + float(window["held_usd"]), float(window["limit_usd"])
    style = "red" if used >= limit else "yellow" if used >= 0.8 * limit else "green"
    bar = ProgressBar(total=max(limit, 1e-6), completed=used, width=10, complete_style=style, finished_style=style)
    amounts = (_usd(window["limit_usd"]), _usd(window["spent_usd"]), _usd(window["held_usd"]))
    return escape(_scope(budget)), budget["period"], *amounts, bar, _state(budget), budget["id"][:_TOLD_OF_ID]


def _state(budget: BudgetRead) -> str:
    if budget["shut_off_at"]:
        return "[red]off[/red]"
    if budget["raised_until"]:
        return f"raised until {budget['raised_until'][:16].replace('T', ' ')}"
    return "" if budget["is_hard"] else "only counts"


def _scope(of: BudgetRead | AlertRead) -> str:
    return "organization" if of["scope_kind"] == "organization" else f"{of['scope_kind']}:{of['scope_id']}"


def _usd(amount: str) -> str:
    return f"${float(amount):,.2f}"
