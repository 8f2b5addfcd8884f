"""`pilothouse models`: what can be called, what it costs and what it can do."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from pilothouse.cli.client import open_api
from pilothouse.cli.options import DataDir, settings_from
from pilothouse.cli.output import JsonOption, err, friendly_errors, out, print_json
from pilothouse.core.errors import InvalidInput

app = typer.Typer(
    help="See which models there are, what they cost and what they can do.",
    epilog="Prices come with Pilothouse and nothing is fetched. Your own: PILOTHOUSE_GATEWAY_PRICES.",
    no_args_is_help=True,
)

_LIMITS = {"context_window_tokens": "tokens of context", "max_output_tokens": "tokens of answer"}
_ABILITIES = {
    "takes_images": "takes images",
    "calls_tools": "calls tools",
    "thinks": "thinks",
    "follows_schema": "follows a schema",
}
# Each kind of token with its word, and the kind it is priced as unless it has a price of its own.
_KINDS = {
    "input_usd": ("Input", None),
    "cached_input_usd": ("Cached input", "input_usd"),
    "cache_write_usd": ("Cache write, 5 minutes", "input_usd"),
    "cache_write_1h_usd": ("Cache write, 1 hour", "cache_write_usd"),
    "output_usd": ("Output", None),
    "reasoning_usd": ("Reasoning", "output_usd"),
    "input_audio_usd": ("Audio input", "input_usd"),
    "output_audio_usd": ("Audio output", "output_usd"),
}
_FEES = {"request_usd": "request", "web_search_usd": "web search", "storage_search_usd": "search in stored files"}
_PAGE = 200


@app.command("list")
def list_models(
    search: Annotated[str | None, typer.Argument(help="Part of a model's name.")] = None,
    is_all: Annotated[bool, typer.Option("--all", help="Every model that has a price, connected or not.")] = False,
    provider: Annotated[str | None, typer.Option(help="Only this provider, with --all.")] = None,
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """List the models that can be called now, with prices in US dollars per million tokens."""
    with friendly_errors(as_json=as_json):
        models = asyncio.run(_listed(data_dir, search, provider, is_all=is_all or provider is not None))
        if as_json:
            print_json(models)
            return
        table = Table("Model", "Provider", box=None)
        for heading in ("Input", "Cached", "Output", "Context"):
            table.add_column(heading, justify="right")
        for each in models:
            table.add_row(*_cells(each))
        out.print(table if models else "No model is called like that. `--all` looks through the whole price table.")


@app.command()
def show(
    model: Annotated[str, typer.Argument(help="Its name, as the price table has it.")],
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Show what a model costs, takes and can do, at every provider that offers it."""
    with friendly_errors(as_json=as_json):
        found = asyncio.run(_found(data_dir, model))
        if as_json:
            print_json(found)
            return
        for each in found:
            _show(each)


@app.command("update-prices")
def update_prices(
    file: Annotated[Path, typer.Argument(help="`data.json` of a newer release of genai-prices.")],
    data_dir: DataDir = None,
    as_json: JsonOption = False,
) -> None:
    """Take a newer price table from a file, where nothing may be fetched. It holds from the next start on.

    Run it where the server runs. The file is checked first; one that cannot be used changes nothing.
    """
    with friendly_errors(as_json=as_json):
        # here, since it takes a while to import and the other commands ask the API
        from pilothouse.gateway.catalog.price_file import FILE_NAME, store_table

        settings = settings_from(data_dir, quiet=True)
        table = store_table(file, settings.gateway.price_file or settings.data_dir / FILE_NAME)
        n_models = sum(len(table.entries_of(provider)) for provider in table.provider_ids)
        told = {"source": table.source, "models": n_models, "newest_price_on": str(table.newest_price_on or "")}
        if as_json:
            print_json(told)
            return
        newest = f", the newest price of {told['newest_price_on']}" if told["newest_price_on"] else ""
        err.print(f"Stored {n_models:,} prices{newest}. They hold from the next start on.", highlight=False)


async def _listed(data_dir: Path | None, search: str | None, provider: str | None, *, is_all: bool) -> list[Any]:
    async with open_api(data_dir) as api:
        if is_all:
            return await api.catalog.list(search=search, provider=provider, page_size=_PAGE).all()
        models = await api.models.list().all()
        wanted = (search or "").lower()
        return [each for each in models if wanted in each["model"].lower() or wanted in each["name"].lower()]


async def _found(data_dir: Path | None, model: str) -> list[Any]:
    async with open_api(data_dir) as api:
        near = await api.catalog.list(search=model, page_size=_PAGE).all()
    exact = [each for each in near if each["model"].lower() == model.lower()]
    if not exact:
        names = ", ".join(dict.fromkeys(each["model"] for each in near[:5]))
        hint = f"Did you mean one of these: {names}?" if names else "`pilothouse models list --all` shows it."
        raise InvalidInput(f"{model!r} is not in the price table. {hint}")
    return exact


def _cells(model: dict[str, Any]) -> tuple[str, ...]:
    """Return a row, of what is connected or of the price table."""
    tier = model["tiers"][0] if "tiers" in model else _tier_of(model)
    window = model["context_window_tokens"]
    prices = (_price(tier[kind]) for kind in ("input_usd", "cached_input_usd", "output_usd"))
    more = " +" if len(model.get("tiers", model.get("price_tiers", ()))) > ("tiers" in model) else ""
    first, *others = ("free", "", "") if model["is_free"] else prices
    return escape(model["model"]), model["provider"], first + more, *others, f"{window:,}" if window else ""


def _tier_of(model: dict[str, Any]) -> dict[str, str]:
    return {kind: model[f"{kind}_per_million"] for kind in ("input_usd", "cached_input_usd", "output_usd")}


def _show(model: dict[str, Any]) -> None:
    out.print(f"[bold]{escape(model['name'])}[/bold]  {escape(model['model'])} at {model['provider']}", highlight=False)
    if model["is_deprecated"]:
        out.print("[yellow]The provider is about to end it.[/yellow]")
    out.print(_limits(model), highlight=False)
    headings = [f"above {tier['above_input_tokens']:,} input tokens" for tier in model["tiers"][1:]]
    table = Table("Per million tokens", *(["up to that", *headings] if headings else [""]), box=None)
    for kind, (word, whole) in _KINDS.items():
        if whole is None or any(tier[kind] != tier[whole] for tier in model["tiers"]):
            table.add_row(word, *(_price(tier[kind]) for tier in model["tiers"]))
    out.print("It costs nothing." if model["is_free"] else table)
    for fee, word in _FEES.items():
        if float(model[fee]):
            out.print(f"{_price(model[fee])} for each {word}", highlight=False)
    out.print(f"[dim]{model['price_version']}[/dim]\n", highlight=False)


def _limits(model: dict[str, Any]) -> str:
    known = [f"{model[name]:,} {word}" for name, word in _LIMITS.items() if model[name]]
    known += [word if model[name] else f"not: {word}" for name, word in _ABILITIES.items() if model[name] is not None]
    return ", ".join(known) or "Its limits and abilities are not known here."


def _price(amount: str) -> str:
    """Write a price without needless zeros: "$0.15", "$2.50", "$0.0375"."""
    whole, _, cents = amount.partition(".")
    return f"${int(whole):,}.{cents.rstrip('0'):0<2}"
