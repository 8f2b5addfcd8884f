import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from pilothouse.agents import ToolContext, ToolRetry, local_context
from pilothouse.agents.execution import execute
from pilothouse.core.errors import NotFound
from pilothouse.toolbox.settings import ToolboxSettings
from pilothouse.toolbox.sql.errors import ConnectionUnusable, NotReadOnly
from pilothouse.toolbox.sql_query import sql_query, sql_schema
from tests.toolbox.conftest import DATA
from tests.toolbox.sql.conftest import Shop, shop, sqlite_file

__all__ = ["shop", "sqlite_file"]  # fixtures


class StoredSecrets:
    """Secrets by name."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    async def get(self, name: str) -> str:
        if name not in self._values:
            raise NotFound(f"There is no secret {name!r}.")
        return self._values[name]


class TestOnFiles:
    async def test_joins_files_by_their_names(self, tmp_path: Path) -> None:
        (tmp_path / "Sales 2024.csv").write_text("region,total\nnorth,10\nsouth,20\n")
        (tmp_path / "people.json").write_text('[{"region": "north", "who": "Ada"}]')
        arguments = {
            "query": "select who, total from sales_2024 join people using (region)",
            "files": ["Sales 2024.csv", "people.json"],
        }
        result = await execute(sql_query, arguments, local_context(tmp_path))
        assert (result.output["rows"], result.summary) == ([["Ada", 10]], "who: Ada, total: 10.")

    async def test_saves_all_rows_for_the_reader(self, tmp_path: Path) -> None:
        shutil.copy(DATA / "cars.json", tmp_path)
        arguments = {"query": "from cars", "files": ["cars.json"], "limit": 1000, "save_as": "All cars"}
        output = (await execute(sql_query, arguments, local_context(tmp_path))).output
        assert (output["total_rows"], len(output["rows"]), output["artifact"]) == (406, 50, "all-cars.table.json")
        assert (tmp_path / "artifacts" / "all-cars.table.json").exists()

    async def test_tells_what_was_cut(self, tmp_path: Path) -> None:
        shutil.copy(DATA / "cars.json", tmp_path)
        arguments = {"query": "from cars", "files": ["cars.json"], "limit": 7}
        output = (await execute(sql_query, arguments, local_context(tmp_path))).output
        assert (output["total_rows"], output["is_cut"]) == (7, True)
        assert "first 7 rows" in output["notes"][-1]

    async def test_lists_tables_and_columns(self, tmp_path: Path) -> None:
        shutil.copy(DATA / "cars.json", tmp_path)
        output = (await execute(sql_schema, {"files": ["cars.json"]}, local_context(tmp_path))).output
        assert output["tables"][0]["name"] == "cars"
        assert "Name text" in output["tables"][0]["columns"]

    async def test_asks_an_attached_sqlite_file(self, sqlite_file: Path) -> None:
        context = local_context(sqlite_file.parent)
        output = (
            await execute(sql_query, {"query": "select count(*) from orders", "files": ["shop.sqlite"]}, context)
        ).output
        assert output["rows"] == [[3]]
        assert (await execute(sql_schema, {"files": ["shop.sqlite"]}, context)).summary == "1 tables: orders."

    async def test_refuses_to_write(self, tmp_path: Path) -> None:
        shutil.copy(DATA / "cars.json", tmp_path)
        for query in ("drop table cars", "copy cars to '/tmp/x'", "from read_csv('/etc/passwd')"):
            with pytest.raises(NotReadOnly):
                await execute(sql_query, {"query": query, "files": ["cars.json"]}, local_context(tmp_path))

    async def test_needs_to_know_where_to_ask(self, tmp_path: Path) -> None:
        for arguments in ({}, {"connection": "a", "files": ["b.csv"]}):
            with pytest.raises(ToolRetry, match="either"):
                await execute(sql_query, {"query": "select 1", **arguments}, local_context(tmp_path))


class TestOnConnections:
    def context(self, settings: ToolboxSettings | None = None, **urls: str) -> ToolContext:
        secrets = StoredSecrets({f"sql/{name}": url for name, url in urls.items()})
        return ToolContext(secrets=secrets, settings={ToolboxSettings: settings or ToolboxSettings()})

    async def test_asks_postgresql(self, shop: Shop) -> None:
        context = self.context(shop=shop.reader_url.replace("postgresql:", "postgresql+asyncpg:"))
        arguments = {"query": "select region, sum(total) from orders group by 1 order by 1", "connection": "shop"}
        assert (await execute(sql_query, arguments, context)).output["rows"] == [["north", 11], ["south", 20]]
        assert (await execute(sql_schema, {"connection": "shop"}, context)).summary == "1 tables: orders."

    async def test_refuses_a_role_that_could_write_unless_an_operator_said_so(self, shop: Shop) -> None:
        arguments = {"query": "select count(*) from orders", "connection": "shop"}
        with pytest.raises(ConnectionUnusable, match="may write"):
            await execute(sql_query, arguments, self.context(shop=shop.owner_url))
        trusting = ToolboxSettings(sql_require_reader=False)
        assert (await execute(sql_query, arguments, self.context(trusting, shop=shop.owner_url))).output["rows"] == [
            [3]
        ]

    async def test_asks_a_sqlite_file(self, sqlite_file: Path) -> None:
        context = self.context(local=f"sqlite:///{sqlite_file}")
        arguments = {"query": "select max(total) from orders", "connection": "local"}
        assert (await execute(sql_query, arguments, context)).output["rows"] == [[20]]

    @pytest.mark.parametrize("name", ["missing", "../shop", "a b", "a/b"])
    async def test_unknown_ones_are_told(self, name: str) -> None:
        with pytest.raises(ToolRetry):
            await execute(sql_query, {"query": "select 1", "connection": name}, self.context())

    async def test_of_other_kinds_are_told_without_their_password(self) -> None:
        with pytest.raises(ConnectionUnusable) as raised:
            url = "mysql://root:hunter2@db/shop"  # not a secret
            await execute(sql_query, {"query": "select 1", "connection": "shop"}, self.context(shop=url))
        assert "hunter2" not in str(raised.value)
