import json
from pathlib import Path

from tests.cli.commands.conftest import Commands
from tests.gateway.catalog.test_price_file import provider


class TestList:
    async def test_shows_what_can_be_called(self, pilothouse: Commands) -> None:
        said = await pilothouse.run("models", "list")
        assert "builtin" in said
        assert "free" in said

    async def test_looks_through_the_whole_price_table(self, pilothouse: Commands) -> None:
        models = await pilothouse.json("models", "list", "--provider", "openai")
        assert {"gpt-4o", "gpt-4o-mini"} <= {each["model"] for each in models}
        said = await pilothouse.run("models", "list", "gpt-4o-mini", "--all")
        assert "$0.15" in said

    async def test_says_that_nothing_is_called_so(self, pilothouse: Commands) -> None:
        assert "--all" in await pilothouse.run("models", "list", "no-such-model")


class TestShow:
    async def test_tells_prices_limits_and_abilities(self, pilothouse: Commands) -> None:
        said = await pilothouse.run("models", "show", "gpt-5.5")
        assert "above 272,000 input tokens" in said
        assert "128,000 tokens of answer" in said
        assert "calls tools" in said
        assert "$0.01 for each web search" in said
        assert "Audio" not in said  # priced like text

    async def test_offers_names_that_are_near(self, pilothouse: Commands) -> None:
        said = await pilothouse.run("models", "show", "gpt-4o-min", code=1)
        assert "gpt-4o-mini" in said


class TestUpdatePrices:
    async def test_stores_a_table_in_the_data_directory(self, pilothouse: Commands, tmp_path: Path) -> None:
        file, data_dir = tmp_path / "data.json", tmp_path / "data"
        file.write_text(json.dumps([provider()]))
        told = await pilothouse.json("models", "update-prices", str(file), "--data-dir", str(data_dir))
        assert told["models"] == 100
        assert (data_dir / "prices.json").read_bytes() == file.read_bytes()

    async def test_refuses_what_is_no_table(self, pilothouse: Commands, tmp_path: Path) -> None:
        (tmp_path / "data.json").write_text("{}")
        said = await pilothouse.run("models", "update-prices", str(tmp_path / "data.json"), code=1)
        assert "genai-prices" in said
