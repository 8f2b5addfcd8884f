"""`pilothouse spend`: where the money went."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import typer
from rich.bar import Bar
from rich.markup import escape
from rich.table import Table

from pilothouse.cli.client import open_api
from pilothouse.cli.durations import parse_moment
from pilothouse.cli.options import DataDir
from pilothouse.cli.output import JsonOption, err, friendly_errors, out, print_json
from pilothouse.core.errors import InvalidInput

_FORMATS = ("csv", "xlsx", "parquet")
_BAR_WIDTH = 32


def spend(
    by: Annotated[
        Literal["model", "provider", "agent", "user", "api_key", "team"] | None,
        typer.Option(help="Tell these apart; days when left out."),
    ] = None,
    since: Annotated[str, typer.Option(help='From when: "30d", "24h", or a date.')] = "30d",
    until: Annotated[str | None, typer.Option(help='Until when: a date, or "7d" for a week ago. Default: now.')] = None,
    model: Annotated[str | None, typer.Option(help="Only calls of this model.")] = None,
    agent: Annotated[str | None, typer.Option(help="Only calls of this agent.")] = None,
    top: Annotated[int, typer.Option(min=1, max=100, help="How many to tell apart; the rest is summed up.")] = 10,
    export: Annotated[
        Path | None, typer.Option(help="Write every call of that time into this .csv, .xlsx or .parquet file.")
    ] = None,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Show what was spent, on what, and where the month leads.

    Days begin in your organization's time zone. With --export the calls themselves go into a file, each with its
    tokens, cost and who made it.
    """
    with friendly_errors(as_json=as_json):
        query: dict[str, Any] = {"since": parse_moment(since).isoformat(), "model": model, "agent": agent}
        query["until"] = parse_moment(until).isoformat() if until else None
        query = {name: value for name, value in query.items() if value is not None}
        if export is not None:
            _told_export(asyncio.run(_export(data_dir, query, export)), export, as_json=as_json)
            return
        told = asyncio.run(_read(data_dir, query, by, top))
        print_json(told) if as_json else _show(told, by)


async def _read(data_dir: Path | None, query: dict[str, Any], by: str | None, top: int) -> dict[str, Any]:
    told_apart: dict[str, Any] = {"top": top, "by": [by] if by else None}
    only = {name: query[name] for name in ("model", "agent") if name in query}
    async with open_api(data_dir) as api:
        told = await api.analytics.read_spend(**query, **told_apart)
        return {**told, "month": await api.analytics.read_forecast(**only)}


async def _export(data_dir: Path | None, query: dict[str, Any], target: Path) -> int:
    kind = target.suffix.lstrip(".").lower()
    if kind not in _FORMATS:
        raise InvalidInput(f"{target.name} does not say what kind of file; end it with .csv, .xlsx or .parquet.")
    if not target.absolute().parent.is_dir():
        raise InvalidInput(f"There is no folder {target.parent}.")
    async with open_api(data_dir) as api:
        return await api.requests.export(**query, format=kind).save(target)


def _told_export(size_bytes: int, target: Path, *, as_json: bool) -> None:
    told = {"path": str(target), "size_bytes": size_bytes}
    print_json(told) if as_json else err.print(f"Wrote {target} ({size_bytes:,} bytes).", highlight=False)


def _show(told: dict[str, Any], by: str | None) -> None:
    totals = told["totals"]
    calls = f"{totals['calls']:,} call{'' if totals['calls'] == 1 else 's'}"
    out.print(f"[bold]{_usd(totals['cost_usd'])}[/bold] in {calls}{_compared(told)}", highlight=False)
    rows = _groups(told) if by else _days(told)
    if rows and totals["calls"]:
        out.print(_chart(rows))
    saved = float(totals["saved_usd"])
    if saved > 0:
        out.print(f"Caches saved {_usd(totals['saved_usd'])}.", highlight=False)
    out.print(_month(told["month"]), highlight=False)


def _compared(told: dict[str, Any]) -> str:
    """Say how much more or less it is than in the period before."""
    now, before = (float(told[name]["cost_usd"]) for name in ("totals", "totals_before"))
    if not before:
        return ""
    change = 100 * (now - before) / before
    return f", {abs(change):.0f} % {'more' if change >= 0 else 'less'} than in the period before"


def _groups(told: dict[str, Any]) -> list[tuple[str, str]]:
    return [(_name(group), group["totals"]["cost_usd"]) for group in told["groups"]]


def _name(group: dict[str, Any]) -> str:
    if group["is_rest"]:
        return "all others"
    (key,) = group["key"]
    return key["name"] or key["value"] or f"no {key['dimension'].replace('_', ' ')}"


def _days(told: dict[str, Any]) -> list[tuple[str, str]]:
    if not told["groups"]:
        return []
    (group,) = told["groups"]
    zone = ZoneInfo(told["time_zone"])
    days = (f"{datetime.fromisoformat(moment).astimezone(zone):%Y-%m-%d}" for moment in told["buckets"])
    return list(zip(days, group["series"]["cost_usd"], strict=True))


def _chart(rows: list[tuple[str, str]]) -> Table:
    table = Table(box=None, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_column()
    largest = max(float(amount) for _, amount in rows)
    for name, amount in rows:
        bar = Bar(size=largest or 1, begin=0, end=max(0.0, float(amount)), width=_BAR_WIDTH)
        table.add_row(escape(name), _usd(amount), bar)
    return table


def _month(month: dict[str, Any]) -> str:
    spent = f"This month: {_usd(month['spent_usd'])} so far"
    forecast = month["forecast"]
    if forecast is None:
        return f"{spent}. {month['explanation']}"
    bounds = f"{_usd(forecast['low_usd'])} to {_usd(forecast['high_usd'])}"
    return f"{spent}, {_usd(forecast['expected_usd'])} expected ({bounds}). {month['explanation']}"


def _usd(amount: str) -> str:
    value = float(amount)
    return "<$0.01" if 0 < value < 0.01 else f"${value:,.2f}"
