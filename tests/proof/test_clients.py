"""Frameworks that people use hold real conversations through the gateway, each in an environment of its own."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from pilothouse.core.ids import ProcessId
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from tests.gateway.conftest import process_id  # noqa: F401 - a fixture
from tests.gateway.wire.conftest import CLAUDE, KEY, OPENAI_MODEL, Served, serve
from tests.gateway.wire.provider import Provider, Reply, Seen
from tests.proof.sdk import make_environment

pytestmark = [pytest.mark.proof, pytest.mark.timeout(900)]

CITY = '{"name": "Lyon", "country": "France"}'
PACKAGES = {
    "talk_pydantic_ai.py": ["pydantic-ai-slim[openai,anthropic]"],
    "talk_langchain.py": ["langchain-openai", "langchain-anthropic"],
}


class Talker(Provider):
    """A provider that acts as a model would: it calls the tool it is given, and answers what the tool said."""

    def reply_to(self, seen: Seen) -> Reply:
        body: dict[str, Any] = seen.json
        text = json.dumps(body)
        tools = [tool.get("name") or tool.get("function", {}).get("name") for tool in body.get("tools", [])]
        if "21 degrees" in text:
            return Reply(words=("It is ", "21 degrees"))
        if "weather" in tools:
            return Reply(tool=("weather", '{"city": "Lyon"}'))
        if "structured" in text:
            return Reply(tool=(tools[0], CITY)) if tools else Reply(words=(CITY,))
        return Reply()


@pytest.fixture
async def served(
    database: Database,
    process_id: ProcessId,
    principal: Principal,
) -> AsyncIterator[Served]:
    async with Talker().running() as provider, serve(database, process_id, principal, provider) as served:
        yield served


@pytest.mark.parametrize("script", PACKAGES)
async def test_talks_over_every_wire_to_either_vendor(served: Served, script: str, tmp_path: Path) -> None:
    python = await asyncio.to_thread(make_environment, tmp_path / "environment", *PACKAGES[script])
    command = [python, Path(__file__).parent / "clients" / script, served.url, KEY]
    done = await asyncio.to_thread(
        subprocess.run, [*command, OPENAI_MODEL, CLAUDE], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) >= 4
    for each in told:
        assert (each["answer"], each["stream"]) == ("Hello, world", "Hello, world"), each
        assert (each["asked"], each["tool"]) == (["Lyon"], "It is 21 degrees"), each
        assert each.get("city", json.loads(CITY)) == json.loads(CITY), each
