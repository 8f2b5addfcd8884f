"""The official clients' own tests of the routes we serve pass against the gateway, with a fake provider behind it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pilothouse.core.ids import ProcessId
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from tests.gateway.conftest import process_id  # noqa: F401 - a fixture
from tests.gateway.wire.conftest import Served, serve
from tests.gateway.wire.provider import Provider
from tests.proof.sdk import fetch, run_suite

pytestmark = [pytest.mark.proof, pytest.mark.timeout(900)]

# Their tests name models that nobody prices, some of them to come.
PRICES = {"*": {"input_usd": "1", "output_usd": "2"}}
OPENAI_KEY, ANTHROPIC_KEY = "My API Key", "my-anthropic-api-key"  # not a secret: their tests send these


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sources")


@pytest.fixture
async def served(
    database: Database,
    process_id: ProcessId,
    principal: Principal,
) -> AsyncIterator[Served]:
    async with (
        Provider().running() as provider,
        serve(database, process_id, principal, provider, keys=(OPENAI_KEY, ANTHROPIC_KEY), prices=PRICES) as served,
    ):
        yield served


class TestOpenAI:
    @pytest.mark.parametrize(
        ("file", "chosen"),
        [
            ("chat/test_completions.py", "create"),
            ("test_embeddings.py", "create"),
            ("test_models.py", "retrieve or list"),
            ("test_responses.py", "create and not retrieve"),
        ],
    )
    async def test_own_tests_pass(self, served: Served, sources: Path, file: str, chosen: str) -> None:
        folder = await asyncio.to_thread(fetch, "openai", sources)
        done = await asyncio.to_thread(
            run_suite, folder, f"{served.url}/v1", f"tests/api_resources/{file}", "-k", chosen
        )
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


class TestAnthropic:
    @pytest.mark.parametrize(
        ("file", "chosen"), [("test_messages.py", "create or count_tokens"), ("test_models.py", "retrieve or list")]
    )
    async def test_own_tests_pass(self, served: Served, sources: Path, file: str, chosen: str) -> None:
        folder = await asyncio.to_thread(fetch, "anthropic", sources)
        done = await asyncio.to_thread(run_suite, folder, served.url, f"tests/api_resources/{file}", "-k", chosen)
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
