import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pilothouse.db.engine import Database
from tests.access.conftest import Member
from tests.cli.commands.conftest import Commands
from tests.gateway.ledger.past import book, call


@pytest.fixture
async def calls(owner_database: Database, member: Member) -> None:
    now = datetime.now(UTC)
    rows = [
        call(member.principal, model=model, cost_microusd=dollars * 1_000_000, admitted_at=now - timedelta(days=ago))
        for model, dollars, ago in (("gpt-4o", 3, 1), ("gpt-4o", 1, 2), ("claude-opus-5", 6, 1), ("gpt-4o", 5, 40))
    ]
    await book(owner_database, *rows)


@pytest.mark.usefixtures("calls")
class TestSpend:
    async def test_draws_models_dearest_first(self, pilothouse: Commands) -> None:
        said = await pilothouse.run("spend", "--by", "model")
        total, first, second, *_ = said.splitlines()
        assert total == "$10.00 in 3 calls, 100 % more than in the period before"
        assert first.split()[:2] == ["claude-opus-5", "$6.00"]
        assert second.split()[:2] == ["gpt-4o", "$4.00"]
        assert first.count("█") > second.count("█") > 0

    async def test_draws_days(self, pilothouse: Commands) -> None:
        said = await pilothouse.run("spend", "--since", "3d")
        yesterday = f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}"
        (line,) = [line for line in said.splitlines() if line.strip().startswith(yesterday)]
        assert "$9.00" in line

    async def test_says_where_the_month_leads_or_that_nobody_knows(self, pilothouse: Commands) -> None:
        assert "This month:" in await pilothouse.run("spend")
        assert "month" in await pilothouse.json("spend")

    async def test_keeps_to_what_was_asked_for(self, pilothouse: Commands) -> None:
        told = await pilothouse.json("spend", "--model", "gpt-4o", "--since", "30d")
        assert told["totals"]["cost_usd"] == "4.000000"

    async def test_writes_the_calls_into_a_file(self, pilothouse: Commands, tmp_path: Path) -> None:
        target = tmp_path / "calls.csv"
        said = await pilothouse.run("spend", "--since", "30d", "--export", str(target))
        with target.open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == 3
        assert f"{target.stat().st_size:,} bytes" in said.replace("\n", "")

    async def test_says_how_a_file_is_named(self, pilothouse: Commands, tmp_path: Path) -> None:
        said = await pilothouse.run("spend", "--export", str(tmp_path / "calls.doc"), code=1)
        assert ".parquet" in said
        assert list(tmp_path.glob("calls*")) == []


async def test_nothing_was_spent_at_first(pilothouse: Commands) -> None:
    said = await pilothouse.run("spend")
    assert said.startswith("$0.00 in 0 calls")
    assert "not enough to go by" in said.replace("\n", " ")
