"""The official clients' own tests of the routes we serve pass against the gateway, with a fake provider behind it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from pilothouse.core.ids import ProcessId
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from tests.gateway.conftest import process_id  # noqa: F401 - a fixture
from tests.gateway.wire.conftest import Served, serve
from tests.gateway.wire.provider import Provider
from tests.proof.sdk import Suite

pytestmark = [pytest.mark.proof, pytest.mark.timeout(900)]

# Their tests name models that nobody prices, some of them to come.
PRICES = {"*": {"input_usd": "1", "output_usd": "2"}}
OPENAI_KEY, ANTHROPIC_KEY = "My API Key", "my-anthropic-api-key"  # not a secret: their tests send these


@pytest.fixture(scope="module")
def openai_suite(tmp_path_factory: pytest.TempPathFactory) -> Suite:
    return Suite("openai", tmp_path_factory.mktemp("openai"))


@pytest.fixture(scope="module")
def anthropic_suite(tmp_path_factory: pytest.TempPathFactory) -> Suite:
    return Suite("anthropic", tmp_path_factory.mktemp("anthropic"))


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
            ("test_responses.py", "(create or retrieve or delete or cancel) and not path_params"),
        ],
    )
    async def test_own_tests_pass(self, served: Served, openai_suite: Suite, file: str, chosen: str) -> None:
        file = f"tests/api_resources/{file}"
        done = await asyncio.to_thread(openai_suite.run, f"{served.url}/v1", file, "-k", chosen)
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


class TestAnthropic:
    @pytest.mark.parametrize(
        ("file", "chosen"), [("test_messages.py", "create or count_tokens"), ("test_models.py", "retrieve or list")]
    )
    async def test_own_tests_pass(self, served: Served, anthropic_suite: Suite, file: str, chosen: str) -> None:
        file = f"tests/api_resources/{file}"
        done = await asyncio.to_thread(anthropic_suite.run, served.url, file, "-k", chosen)
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
