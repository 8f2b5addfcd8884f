"""Commands as a person gives them, against a served application and the books of an organization of their own."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from pilothouse.cli import app, output
from pilothouse.cli.client import open_api
from pilothouse.client import AsyncPilothouse
from tests.access.conftest import Member
from tests.house import House, house, member
from tests.missions.conftest import CARS

__all__ = ["house", "member"]


@dataclass(frozen=True)
class Commands:
    """Runs `pilothouse` commands as a member of the test's organization."""

    runner: CliRunner

    async def run(self, *arguments: str, code: int = 0, piped: str = "") -> str:
        """Run a command and return what it says, on both channels."""
        result: Result = await asyncio.to_thread(self.runner.invoke, app, arguments, input=piped)
        assert result.exit_code == code, result.output
        return result.output

    async def json(self, *arguments: str) -> Any:
        """Run a command and return the one JSON value it prints."""
        return json.loads(await self.run(*arguments, "--json"))


@pytest.fixture
async def pilothouse(house: House, member: Member, monkeypatch: pytest.MonkeyPatch) -> Commands:
    monkeypatch.setenv("PILOTHOUSE_URL", f"http://{await house.listen()}")
    monkeypatch.setenv("PILOTHOUSE_API_KEY", await house.key(member))
    for console in (output.out, output.err):
        monkeypatch.setattr(console, "width", 200)
    return Commands(CliRunner())


@pytest.fixture
async def api_of_cli(pilothouse: Commands) -> AsyncIterator[AsyncPilothouse]:
    """The API as commands have it."""
    async with open_api(None) as api:
        yield api


@pytest.fixture
def cars(tmp_path: Path) -> Path:
    """A data file."""
    path = tmp_path / "cars.csv"
    path.write_bytes(CARS)
    return path
