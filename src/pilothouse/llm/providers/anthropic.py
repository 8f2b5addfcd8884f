"""Anthropic itself: messages and the counting of tokens.

Source: https://docs.anthropic.com/en/api/messages
"""

from collections.abc import Mapping
from typing import ClassVar, Self

from pilothouse.llm.providers._config import checked_url, request_headers, required_key
from pilothouse.llm.providers._wire import HttpProvider
from pilothouse.llm.providers.base import Operation, ProviderConfig, provider

BASE_URL = "https://api.anthropic.com"
# For requests of ours: the version that still takes a temperature for the models that have one. A caller of the same
# wire names its own, which goes along.
API_VERSION = "2023-06-01"


@provider
class Anthropic(HttpProvider):
    """Anthropic with one key. The base URL ends before "/v1/messages"."""

    name = "anthropic"
    dialect = "anthropic_messages"
    paths: ClassVar[Mapping[Operation, str]] = {
        "messages": "v1/messages",
        "count_tokens": "v1/messages/count_tokens",
    }
    operations = frozenset(paths)
    forwarded = frozenset({"anthropic-version", "anthropic-beta"})
    price_list = "anthropic"
    default_model = "claude-haiku-4-5"

    @classmethod
    def connect(cls, config: ProviderConfig) -> Self:
        """Make a provider as `ProviderType.connect` says. By convention the key is `ANTHROPIC_API_KEY`."""
        key = required_key(config)
        own = {"x-api-key": key, "anthropic-version": API_VERSION}
        return cls(config, checked_url(config, BASE_URL).removesuffix("/v1"), request_headers(config, own), key)

    async def check(self, *, model: str | None, ends_at: float) -> list[str] | None:
        """See whether the connection works, as `WireProvider.check` says."""
        del model
        return await self._list_models("v1/models?limit=1000", ends_at)
