"""A newer price table from a file, since nothing is fetched: checked, stored, and read at the next start."""

import os
from hashlib import blake2b
from pathlib import Path
from typing import Any

from genai_prices.data_snapshot import DataSnapshot
from genai_prices.types import Provider
from genai_prices.types import _providers_from_raw as providers_from_raw  # pyright: ignore[reportPrivateUsage]
from pydantic import ValidationError

from pilothouse.core import json
from pilothouse.core.errors import InvalidInput
from pilothouse.gateway.catalog.entries import entry_of
from pilothouse.gateway.catalog.snapshot import PriceTable

FILE_NAME = "prices.json"  # in the data directory, unless PILOTHOUSE_GATEWAY_PRICE_FILE says otherwise
_LARGEST_BYTES = 50_000_000  # the table of 2026 has 2 MB
_FEWEST_MODELS = 91  # SPEC GW-5; a table with fewer would take prices away


def read_table(path: Path) -> PriceTable:
    """Read a price table in the format that genai-prices publishes as `data.json`.

    Raises:
        InvalidInput: it cannot be read, is no such table, or prices too few models to be one.
    """
    if not path.is_file():
        raise InvalidInput(f"There is no file {path}.")
    if path.stat().st_size > _LARGEST_BYTES:
        raise InvalidInput(f"{path} is larger than {_LARGEST_BYTES // 1_000_000} MB; that is no price table.")
    content = path.read_bytes()
    table = PriceTable(DataSnapshot(_providers(content, path), from_auto_update=False), _source(content))
    n_models = sum(len(table.entries_of(provider)) for provider in table.provider_ids)
    if n_models < _FEWEST_MODELS:
        raise InvalidInput(
            f"{path} prices {n_models} models by the token; a whole table has at least {_FEWEST_MODELS}."
        )
    return table


def store_table(path: Path, target: Path) -> PriceTable:
    """Check a price table and put it where the next start finds it.

    Raises:
        InvalidInput: it is not one. What was stored before stays.
    """
    table = read_table(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(".part")
    half.write_bytes(path.read_bytes())
    os.replace(half, target)  # noqa: PTH105 - said as what it is: atomic
    return table


def _source(content: bytes) -> str:
    return f"price file {blake2b(content, digest_size=4).hexdigest()}"


def _providers(content: bytes, path: Path) -> list[Provider]:
    raw: Any = json.loads(content)
    if not isinstance(raw, list) or not raw:
        raise InvalidInput(f"{path} is no list of providers; take `data.json` from the genai-prices project.")
    try:
        providers = providers_from_raw(raw)
        for provider in providers:
            for model in provider.models:
                _check(entry_of(model, ""), model.id)
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise InvalidInput(f"{path} is no price table: {where}: {problem['msg']}.") from error
    except (TypeError, ValueError, ArithmeticError, AssertionError) as error:
        raise InvalidInput(f"{path} is no price table: {error}.") from error
    return providers


def _check(entry: Any, model: str) -> None:
    if entry is not None and any(rate < 0 for _, rates, _ in entry.dated for tier in rates.tiers for rate in tier.all):
        raise InvalidInput(f"The price of {model} is below zero.")
