import httpx2
import pytest

from pilothouse.core.ids import ProcessId
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.calls.service import open_gateway
from pilothouse.gateway.settings import GatewaySettings
from tests.gateway.conftest import client_of


class TestStatus:
    async def test_says_how_to_connect_a_model(self, client: httpx2.AsyncClient) -> None:
        status = (await client.get("/models/status")).json()["data"]
        assert (status["connected"], status["default_model"]) == (False, "builtin")
        assert "OPENAI_API_KEY" in status["how_to_connect"]


class TestModels:
    async def test_offers_the_built_in_model_alone_without_a_key(self, client: httpx2.AsyncClient) -> None:
        (model,) = (await client.get("/models")).json()["data"]
        assert (model["model"], model["is_free"], model["provider"]) == ("builtin", True, "builtin")

    @pytest.mark.parametrize(
        ("settings", "provider", "model"),
        [
            ({"openai_api_key": "sk-test"}, "openai", "gpt-4o-mini"),
            ({"openai_base_url": "https://api.together.xyz/v1"}, "together", None),
            ({"openai_base_url": "http://127.0.0.1:11434/v1"}, "openai", "gpt-4o-mini"),
        ],
    )
    async def test_offers_what_the_connected_provider_is_known_to_have(
        self,
        database: Database,
        process_id: ProcessId,
        principal: Principal,
        settings: dict[str, str],
        provider: str,
        model: str | None,
    ) -> None:
        wanted = GatewaySettings.model_validate(settings)
        async with (
            open_gateway(database.url, database, process_id, wanted, 3600) as gateway,
            client_of(database, gateway, principal) as client,
        ):
            models = (await client.get("/models")).json()["data"]
            assert {each["provider"] for each in models} == {"builtin", provider}
            if model:
                (mini,) = [each for each in models if each["model"] == model]
                assert (mini["input_usd_per_million"], mini["output_usd_per_million"]) == ("0.150000", "0.600000")
            assert (await client.get("/models/status")).json()["data"]["connected"]
