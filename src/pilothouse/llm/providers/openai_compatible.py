"""Any address that speaks chat completions: Ollama, vLLM, llama.cpp, LM Studio, and most vendors.

Source: https://platform.openai.com/docs/api-reference/chat
"""

from collections.abc import Mapping
from typing import ClassVar, Self

from pilothouse.llm.providers._config import checked_key, checked_url, request_headers
from pilothouse.llm.providers._wire import HttpProvider
from pilothouse.llm.providers.base import Operation, ProviderConfig, provider


@provider
class OpenAICompatible(HttpProvider):
    """One address with its key, where it wants one. The base URL ends before "/chat/completions".

    Some of them speak responses too. Those that turn out not to are asked in chat completions from then on.
    """

    name = "openai_compatible"
    dialect = "openai_chat"
    paths: ClassVar[Mapping[Operation, str]] = {
        "chat": "chat/completions",
        "responses": "responses",
        "embeddings": "embeddings",
    }
    operations = frozenset(paths)

    @classmethod
    def connect(cls, config: ProviderConfig) -> Self:
        """Make a provider as `ProviderType.connect` says. By convention the address is `OPENAI_BASE_URL`."""
        key = checked_key(config)
        own = {"authorization": f"Bearer {key}"} if key else {}
        return cls(config, checked_url(config), request_headers(config, own), key)
