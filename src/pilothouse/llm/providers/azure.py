"""OpenAI's models on Azure: the v1 API, or addresses by deployment with a dated version.

Source: https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
Tried with the official client's requests against a local server; never run against the live service.
"""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Self
from urllib.parse import quote

from multidict import CIMultiDict
from yarl import URL

from pilothouse.core.errors import InvalidInput
from pilothouse.llm.errors import ProviderRefusedKey
from pilothouse.llm.providers._config import checked_key, checked_url, request_headers, required_option
from pilothouse.llm.providers._tokens import Token, TokenSource
from pilothouse.llm.providers._transport import Headers
from pilothouse.llm.providers._wire import HttpProvider, Outgoing
from pilothouse.llm.providers.base import Operation, ProviderConfig, provider

if TYPE_CHECKING:
    from azure.identity import DefaultAzureCredential

_SCOPE = "https://cognitiveservices.azure.com/.default"
_BY_DEPLOYMENT: frozenset[Operation] = frozenset({"chat", "embeddings"})


@provider
class Azure(HttpProvider):
    """One Azure OpenAI resource. A model's name is that of its deployment.

    Option "api_version" chooses addresses by deployment with that version, such as "2024-10-21"; without it the v1 API
    is spoken. Without a key Microsoft Entra ID signs in as whoever this machine is, with the extra `azure`.
    """

    name = "azure"
    dialect = "openai_chat"
    paths: ClassVar[Mapping[Operation, str]] = {
        "chat": "chat/completions",
        "responses": "responses",
        "embeddings": "embeddings",
    }
    operations = frozenset(paths)
    price_list = "azure"
    output_bound = "max_completion_tokens"

    def __init__(
        self, config: ProviderConfig, base_url: str, headers: Headers, api_key: str | None, api_version: str | None
    ) -> None:
        """Describe the resource; `base_url` ends before "/openai"."""
        self._api_version = api_version
        super().__init__(config, f"{base_url}/openai" + ("" if api_version else "/v1"), headers, api_key)
        self._deployments: dict[tuple[Operation, str], URL] = {}
        self._tokens = None if api_key else TokenSource(self.name, _EntraTokens(self.name))

    @classmethod
    def connect(cls, config: ProviderConfig) -> Self:
        """Make a provider as `ProviderType.connect` says.

        By convention the address is `AZURE_OPENAI_ENDPOINT`, the key `AZURE_OPENAI_API_KEY`.
        """
        key = checked_key(config)
        if key is None and not config.is_operators:
            raise InvalidInput(f"{config.name} needs an API key.")
        version = required_option(config, "api_version", "a dated API version") if _is_dated(config) else None
        base_url = checked_url(config).removesuffix("/v1").removesuffix("/openai")
        return cls(config, base_url, request_headers(config, {"api-key": key} if key else {}), key, version)

    def url(self, path: str) -> URL:
        """Return the address of a path, with the version where it has one."""
        if self._api_version is None:
            return super().url(path)
        return super().url(f"{path}{'&' if '?' in path else '?'}api-version={self._api_version}")

    async def _outgoing(self, operation: Operation, body: bytes, model: str, headers: Mapping[str, str]) -> Outgoing:
        url = self._urls[operation]
        if self._api_version is not None and operation in _BY_DEPLOYMENT:
            url = self._deployment(operation, model)
        outgoing = self._with(headers)
        if self._tokens is not None:
            outgoing = CIMultiDict(outgoing)
            outgoing["authorization"] = f"Bearer {await self._tokens.get()}"
        return Outgoing(url, body, outgoing)

    def _deployment(self, operation: Operation, model: str) -> URL:
        known = self._deployments.get((operation, model))
        if known is None:
            if len(self._deployments) > 1000:  # callers choose the names
                self._deployments.clear()
            known = self.url(f"deployments/{quote(model, safe='')}/{self.paths[operation]}")
            self._deployments[operation, model] = known
        return known


def _is_dated(config: ProviderConfig) -> bool:
    return config.options.get("api_version", "").strip() not in {"", "v1"}


class _EntraTokens:
    """Fetches tokens of whoever this machine is signed in as; the credential keeps a cache of its own."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._credential: DefaultAzureCredential | None = None

    def __call__(self) -> Token:
        if self._credential is None:
            self._credential = _credential(self._name)
        token = self._credential.get_token(_SCOPE)
        return Token(token.token, token.expires_on - time.time())


def _credential(name: str) -> "DefaultAzureCredential":
    try:
        from azure.identity import DefaultAzureCredential
    except ImportError as error:  # an extra: most have a key
        raise ProviderRefusedKey(
            f"{name} has no key, and signing in by Microsoft Entra ID needs `pip install pilothouse[azure]`."
        ) from error
    return DefaultAzureCredential()
