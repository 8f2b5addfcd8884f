import pytest

from pilothouse.llm.providers import Provider, ProviderConfig, provider_type
from pilothouse.testing.contracts import WireProviderContract
from tests.llm.providers.conftest import Connect
from tests.llm.providers.servers import HELLO, chat_events, streaming


class TestContract(WireProviderContract):
    @pytest.fixture
    async def provider(self, connect: Connect) -> Provider:
        return (await connect("together", streaming(chat_events(HELLO))))[0]


def test_knows_its_own_address() -> None:
    provider = provider_type("together").connect(ProviderConfig(api_key="key-0123456789"))  # not a secret
    assert provider.name == "together"
