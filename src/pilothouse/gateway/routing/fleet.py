"""Connections as they stand in memory: each a provider's type and address, with one deployment per key."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from pydantic import SecretStr

from pilothouse.core.errors import PilothouseError
from pilothouse.core.http import AddressGuard
from pilothouse.gateway.catalog.service import Catalog
from pilothouse.gateway.routing.breaker import Breaker, BreakerRules
from pilothouse.gateway.settings import ConnectionSettings, GatewaySettings
from pilothouse.llm.providers import Operation, Provider, ProviderConfig, WireProvider, provider_type

OWN_SERVER = "openai_compatible"
# One of these can stand for another by translation; counting tokens is estimated where it is not offered.
_TRANSLATABLE: frozenset[Operation] = frozenset({"chat", "responses", "messages", "count_tokens"})
_MOST_BREAKERS = 1000  # per key; callers choose the names, though only priced ones get so far


@dataclass(frozen=True, slots=True)
class ConnectionSpec:
    """What a connection is made from. `id` is that of an organization's row."""

    name: str
    settings: ConnectionSettings
    id: UUID | None = None

    @property
    def is_operators(self) -> bool:
        """Whether it comes from the installation's settings, and serves every organization."""
        return self.id is None


@dataclass(eq=False)
class Deployment:
    """One key at one address, with a breaker for each model behind it. `weight` is its share among others."""

    provider: Provider
    key_hint: str | None
    weight: float
    rules: BreakerRules
    _breakers: OrderedDict[str, Breaker] = field(default_factory=OrderedDict[str, Breaker])

    def breaker(self, model: str) -> Breaker:
        """Return the breaker of a model, by the provider's name of it."""
        found = self._breakers.get(model)
        if found is None:
            found = self._breakers[model] = Breaker(self.rules)
            if len(self._breakers) > _MOST_BREAKERS:
                self._breakers.popitem(last=False)
        return found

    def breakers(self) -> Mapping[str, Breaker]:
        """Return the breakers of the models that were asked for."""
        return self._breakers


@dataclass(eq=False)
class Connection:
    """A connection that can be used, or (with `problem`) the reason why it cannot.

    Attributes:
        price_list: the price table's id of its provider.
        is_listed: whether that table tells what it serves; of a server of somebody's own, nobody knows.
    """

    spec: ConnectionSpec
    price_list: str
    is_listed: bool = True
    deployments: Sequence[Deployment] = ()
    problem: PilothouseError | None = None

    @property
    def name(self) -> str:
        """Its name, as prefix of models and in the ledger."""
        return self.spec.name

    @property
    def type(self) -> str:
        """Its type of provider."""
        return self.spec.settings.type

    @property
    def models(self) -> Mapping[str, str] | None:
        """The models it was said to serve, with the provider's names of them; None for all it is known for."""
        return self.spec.settings.models

    def name_of(self, model: str, catalog: Catalog) -> str | None:
        """Return the provider's own name of a model that this connection is known to serve."""
        if self.models is not None:
            return self.models.get(model)
        is_known = (
            self.is_listed
            and provider_type(self.type).serves(model)
            and catalog.table.find(self.price_list, model) is not None
        )
        return model if is_known else None

    def offers(self, operation: Operation) -> bool:
        """Tell whether an operation can be had here, by itself or by translation."""
        if not self.deployments:
            return False
        provider = self.deployments[0].provider
        if operation in _TRANSLATABLE:
            return not isinstance(provider, WireProvider) or bool(provider.operations & _TRANSLATABLE)
        return isinstance(provider, WireProvider) and operation in provider.operations

    async def aclose(self) -> None:
        """Give back every key's connections."""
        for deployment in self.deployments:
            await deployment.provider.aclose()


def build_connection(spec: ConnectionSpec, settings: GatewaySettings, catalog: Catalog) -> Connection:
    """Make a connection; nothing is sent yet.

    Raises:
        NotFound: there is no such type of provider.
        InvalidInput: the provider cannot be configured so.
    """
    keys: list[SecretStr | None] = [*spec.settings.api_keys] or [None]
    configured = provider_type(spec.settings.type)
    deployments = [
        Deployment(
            provider=configured.connect(_config(spec, key, settings)),
            key_hint=hint_of(key),
            weight=spec.settings.weight / len(keys),
            rules=_rules(settings),
        )
        for key in keys
    ]
    listed = configured.price_list or catalog.table.provider_at(spec.settings.base_url)
    # a server that the price table does not know is priced like OpenAI, whose wire it speaks
    return Connection(spec, listed or "openai", listed is not None, deployments)


def hint_of(key: SecretStr | None) -> str | None:
    """Return the last four characters of a key, by which a person knows it; nothing of one that is very short."""
    text = key.get_secret_value() if key else ""
    return text[-4:] if len(text) >= 12 else None


def _config(spec: ConnectionSpec, key: SecretStr | None, settings: GatewaySettings) -> ProviderConfig:
    return ProviderConfig(
        name=spec.name,
        base_url=spec.settings.base_url,
        api_key=key.get_secret_value() if key else None,
        headers={name: value.get_secret_value() for name, value in spec.settings.headers.items()},
        options=spec.settings.options,
        is_operators=spec.is_operators,
        guard=None if spec.is_operators else AddressGuard(settings.private_networks),
        max_connections=settings.max_connections,
    )


def _rules(settings: GatewaySettings) -> BreakerRules:
    return BreakerRules(
        failures_in_a_row=settings.breaker_failures,
        cool_down_s=settings.breaker_cool_down_s,
        longest_cool_down_s=max(settings.breaker_cool_down_s, settings.breaker_longest_cool_down_s),
    )
