import json
from pathlib import Path

import pytest

from pilothouse.core.errors import InvalidInput
from pilothouse.gateway.catalog.opening import open_table
from pilothouse.gateway.catalog.price_file import FILE_NAME, read_table, store_table
from pilothouse.gateway.catalog.service import Catalog


def provider(prices: object = None, n_models: int = 100) -> dict:
    """Write a provider as genai-prices' `data.json` has it."""
    first = {"input_mtok": 1.5, "output_mtok": 3} if prices is None else prices
    models = [
        {"id": f"model-{number}", "match": {"equals": f"model-{number}"}, "prices": first} for number in range(n_models)
    ]
    return {"id": "acme", "name": "Acme", "api_pattern": "https://api\\.acme\\.example", "models": models}


def written(folder: Path, content: object) -> Path:
    path = folder / "data.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


class TestStoreTable:
    def test_puts_a_table_where_the_next_start_finds_it(self, tmp_path: Path) -> None:
        store_table(written(tmp_path, [provider()]), tmp_path / "data" / FILE_NAME)
        table = open_table(tmp_path / "data" / FILE_NAME)
        assert table.provider_ids == ["acme"]
        assert table.source.startswith("price file ")
        assert Catalog(table=table).price("model-7", "acme").tiers[0].input == 1_500_000

    def test_takes_dated_and_tiered_prices(self, tmp_path: Path) -> None:
        tiered = {"base": 1, "tiers": [{"start": 1000, "price": 2}]}
        dated = [
            {"prices": {"input_mtok": 1, "output_mtok": 1}},
            {"constraint": {"start_date": "2026-01-01"}, "prices": {"input_mtok": tiered, "output_mtok": 4}},
        ]
        table = read_table(written(tmp_path, [provider(dated)]))
        assert len(Catalog(table=table).price("model-0", "acme").tiers) == 2

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            ("", "JSON"),
            ("{}", "list of providers"),
            ("[]", "list of providers"),
            ("[1]", "no price table"),
            ([{"id": "acme"}], "name"),
            ([provider({"input_mtok": "a lot", "output_mtok": 1})], "no price table"),
            ([provider({"input_mtok": -1, "output_mtok": 1})], "below zero"),
            ([provider(n_models=3)], "prices 3 models"),
        ],
    )
    def test_refuses_what_is_no_price_table_and_keeps_the_stored_one(
        self, tmp_path: Path, content: object, reason: str
    ) -> None:
        store_table(written(tmp_path, [provider()]), tmp_path / FILE_NAME)
        before = (tmp_path / FILE_NAME).read_bytes()
        with pytest.raises(InvalidInput, match=reason):
            store_table(written(tmp_path, content), tmp_path / FILE_NAME)
        assert (tmp_path / FILE_NAME).read_bytes() == before

    def test_says_that_there_is_no_such_file(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidInput, match="no file"):
            read_table(tmp_path / "missing.json")
