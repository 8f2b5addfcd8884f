"""The model of an agent that runs with nothing started: that of a key in the environment, else the embedded one."""

import os
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import msgspec

from pilothouse.llm.messages import ModelEvent, ModelRequest
from pilothouse.llm.providers.base import Provider, ProviderConfig, provider_type

AUTO = "auto"
# Which provider a variable's key belongs to, and where its address may be set. The first that is set is taken.
_KEYS = (
    ("ANTHROPIC_API_KEY", "anthropic", "ANTHROPIC_BASE_URL"),
    ("OPENAI_API_KEY", "openai", "OPENAI_BASE_URL"),
    ("TOGETHER_API_KEY", "together", ""),
)
_MODEL = "PILOTHOUSE_GATEWAY_DEFAULT_MODEL"


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A provider of one's own, used directly: no budget, no routing, no ledger.

    Attributes:
        name: of the model that answers agents which name none.
    """

    provider: Provider
    name: str
    deadline_s: float = 300

    def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        named = msgspec.structs.replace(request, model=self.name) if request.model in {AUTO, ""} else request
        return self.provider.stream(named, deadline_s=self.deadline_s)

    async def aclose(self) -> None:
        """Give back connections."""
        await self.provider.aclose()


def default_model(wanted: str = AUTO, environment: Mapping[str, str] | None = None) -> LocalModel:
    """Return the model that the environment offers.

    Args:
        wanted: a model's name; those of Claude are asked of Anthropic, all others of somebody else where there is one.
        environment: variables instead of the process's own. A key in ANTHROPIC_API_KEY, OPENAI_API_KEY or
            TOGETHER_API_KEY is used, and so is a server of one's own in OPENAI_BASE_URL. Without any, the embedded
            model answers.

    Raises:
        InvalidInput: a key or an address cannot be used.
    """
    found = os.environ if environment is None else environment
    offered = _offered(found)
    serving = [each for each in offered if wanted != AUTO and (each[0] == "anthropic") == wanted.startswith("claude")]
    for kind, config in (serving or offered)[:1]:
        connected = provider_type(kind)
        name = found.get(_MODEL) or connected.default_model or wanted
        return LocalModel(connected.connect(config), name)
    return LocalModel(provider_type("builtin").connect(ProviderConfig()), "builtin")


def _offered(environment: Mapping[str, str]) -> list[tuple[str, ProviderConfig]]:
    offered: list[tuple[str, ProviderConfig]] = []
    for key_name, kind, url_name in _KEYS:
        key, url = environment.get(key_name, ""), environment.get(url_name, "")
        if kind == "openai" and url:
            offered.append(("openai_compatible", ProviderConfig(base_url=url, api_key=key or None)))
        elif key:
            offered.append((kind, ProviderConfig(base_url=url, api_key=key)))
    return offered
