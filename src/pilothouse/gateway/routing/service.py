"""Which provider answers for a model: the connected one by name, the built-in one always."""

from collections.abc import Mapping
from dataclasses import dataclass

from pilothouse.gateway.catalog.rates import Rates
from pilothouse.gateway.catalog.service import BUILTIN_PROVIDER, Catalog, ModelCard
from pilothouse.gateway.catalog.snapshot import provider_at
from pilothouse.gateway.routing.errors import NoModelConnected
from pilothouse.gateway.settings import GatewaySettings
from pilothouse.llm.providers import Provider, provider_type
from pilothouse.llm.providers.openai_compatible import OpenAICompatible

AUTO = "auto"
BUILTIN_MODEL = "builtin"
OPENAI_URL = "https://api.openai.com/v1"

HOW_TO_CONNECT = """\
Set these where Pilothouse runs (its environment or `.env`) and restart:

- `OPENAI_API_KEY`: your key. It is enough for OpenAI itself.
- `OPENAI_BASE_URL`: for any other OpenAI-compatible server, such as `http://localhost:11434/v1` for Ollama.
- `PILOTHOUSE_GATEWAY_DEFAULT_MODEL`: the model of agents that name none.
- `PILOTHOUSE_GATEWAY_PRICES`: what a model costs that no price list has; your own may cost nothing:
  `{"llama3": {"input_usd": "0", "output_usd": "0"}}` (dollars per million tokens).
"""


@dataclass(frozen=True, slots=True)
class Route:
    """One way to get an answer.

    Attributes:
        model: the name the provider knows.
        listed_as: the model's id in the price table, whatever name it is called by.
        rates: those of this moment.
    """

    provider: Provider
    model: str
    listed_as: str
    rates: Rates


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """Whether a language model is connected; `how_to_connect` is Markdown."""

    connected: bool
    default_model: str
    provider: str
    how_to_connect: str = HOW_TO_CONNECT


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A model that can be called here."""

    provider: str
    card: ModelCard


class Router:
    """Finds the routes to a model among the providers of this installation."""

    def __init__(self, catalog: Catalog, providers: Mapping[str, Provider], settings: GatewaySettings) -> None:
        """Take what there is.

        Args:
            catalog: prices.
            providers: the built-in one as "builtin", and the connected one as "openai" where there is one.
            settings: of the gateway.
        """
        self._catalog = catalog
        self._providers = providers
        self._default_model = settings.default_model
        # a server that the price table does not know is priced like OpenAI, whose wire it speaks
        self._price_list = (provider_at(_address(settings)) if "openai" in providers else None) or "openai"

    def candidates(self, model: str) -> list[Route]:
        """Return the routes to a model, best first. "auto" is the default model.

        Raises:
            NoModelConnected: no provider serves models by that name.
            ModelNotPriced: what it costs is not known.
        """
        name = self.status().default_model if model in {AUTO, ""} else model
        if name == BUILTIN_MODEL:
            return [self._route(BUILTIN_PROVIDER, name, BUILTIN_PROVIDER)]
        if "openai" not in self._providers:
            raise NoModelConnected(name)
        return [self._route("openai", name, self._price_list)]

    def status(self) -> ModelStatus:
        """Tell whether a model is connected, and how to connect one."""
        if "openai" in self._providers:
            return ModelStatus(connected=True, default_model=self._default_model, provider=self._price_list)
        return ModelStatus(connected=False, default_model=BUILTIN_MODEL, provider=BUILTIN_PROVIDER)

    def models(self) -> list[ServedModel]:
        """List what can be called: the built-in model, then the connected provider's priced ones."""
        served = [ServedModel(BUILTIN_PROVIDER, self._catalog.card(BUILTIN_MODEL, BUILTIN_PROVIDER))]
        if "openai" in self._providers:
            served += [ServedModel(self._price_list, card) for card in self._catalog.models(self._price_list)]
        return served

    async def aclose(self) -> None:
        """Give back every provider's connections."""
        for provider in self._providers.values():
            await provider.aclose()

    def _route(self, provider: str, model: str, price_list: str) -> Route:
        card = self._catalog.card(model, price_list)
        return Route(self._providers[provider], model, card.listed_as, card.rates)


def build_router(settings: GatewaySettings) -> Router:
    """Make the router of an installation with its price list flattened. Takes up to a second: call it in a thread."""
    router = Router(Catalog(settings.prices), connected_providers(settings), settings)
    router.models()
    return router


def connected_providers(settings: GatewaySettings) -> dict[str, Provider]:
    """Make the providers that settings describe. Nothing is sent yet."""
    providers: dict[str, Provider] = {BUILTIN_PROVIDER: provider_type(BUILTIN_PROVIDER)()}
    if settings.openai_api_key or settings.openai_base_url:
        key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else None
        providers["openai"] = OpenAICompatible(_address(settings), key, name="openai")
    return providers


def _address(settings: GatewaySettings) -> str:
    return settings.openai_base_url or OPENAI_URL
