"""Together: open models by chat completions.

Source: https://docs.together.ai/reference/chat-completions-1
"""

from collections.abc import Mapping
from typing import ClassVar, Self

from pilothouse.llm.providers._config import checked_url, request_headers, required_key
from pilothouse.llm.providers.base import Operation, ProviderConfig, provider
from pilothouse.llm.providers.openai_compatible import OpenAICompatible

BASE_URL = "https://api.together.xyz/v1"


@provider
class Together(OpenAICompatible):
    """Together with one key."""

    name = "together"
    paths: ClassVar[Mapping[Operation, str]] = {"chat": "chat/completions", "embeddings": "embeddings"}
    operations = frozenset(paths)
    price_list = "together"
    default_model = "meta-llama/Llama-3.3-70B-Instruct-Turbo"

    @classmethod
    def connect(cls, config: ProviderConfig) -> Self:
        """Make a provider as `ProviderType.connect` says. By convention the key is `TOGETHER_API_KEY`."""
        key = required_key(config)
        return cls(
            config, checked_url(config, BASE_URL), request_headers(config, {"authorization": f"Bearer {key}"}), key
        )
