"""OpenAI itself: chat completions, responses, embeddings.

Source: https://platform.openai.com/docs/api-reference
"""

from collections.abc import Mapping
from typing import ClassVar, Self

from pilothouse.llm.providers._config import checked_url, request_headers, required_key
from pilothouse.llm.providers._wire import HttpProvider
from pilothouse.llm.providers.base import Operation, ProviderConfig, provider

BASE_URL = "https://api.openai.com/v1"


@provider
class OpenAI(HttpProvider):
    """OpenAI with one key. Options "organization" and "project" choose who pays there."""

    name = "openai"
    dialect = "openai_chat"
    paths: ClassVar[Mapping[Operation, str]] = {
        "chat": "chat/completions",
        "responses": "responses",
        "embeddings": "embeddings",
    }
    operations = frozenset(paths)
    # never "idempotency-key": one organization could ask for another's answer under the key they share
    forwarded = frozenset({"openai-beta"})
    price_list = "openai"
    default_model = "gpt-4o-mini"
    output_bound = "max_completion_tokens"

    @classmethod
    def connect(cls, config: ProviderConfig) -> Self:
        """Make a provider as `ProviderType.connect` says. By convention the key is `OPENAI_API_KEY`."""
        key = required_key(config)
        own = {"authorization": f"Bearer {key}"}
        for option in ("organization", "project"):
            if value := config.options.get(option):
                own[f"openai-{option}"] = value
        return cls(config, checked_url(config, BASE_URL), request_headers(config, own), key)
