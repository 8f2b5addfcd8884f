"""From a model's name to where it may be asked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from pilothouse.core.telemetry import get_logger
from pilothouse.gateway.catalog.errors import ModelNotPriced
from pilothouse.gateway.catalog.service import ANY_MODEL, BUILTIN_PROVIDER, Catalog, ModelCard, Overrides
from pilothouse.gateway.routing.directory import Directory
from pilothouse.gateway.routing.errors import NoModelConnected, OperationNotServed
from pilothouse.gateway.routing.fleet import OWN_SERVER, Connection
from pilothouse.gateway.routing.plan import Plan, Route, Tier
from pilothouse.llm.providers import Operation

log = get_logger(__name__)

_MOST_TIERS = 20


@dataclass(frozen=True, slots=True)
class _Target:
    """A model at a connection: as it is priced, as the provider knows it, and its share of the calls."""

    connection: Connection
    priced_as: str
    model: str
    weight: float = 1.0


@dataclass
class Resolution:
    """Finds the plan of one model for one operation, as an organization sees it.

    In this order: a route of that name; "connection/model"; the connections that are known to have it, the
    organization's own first, of one type; the only server of somebody's own; the only connection there is, for a model
    that was priced by hand.
    """

    directory: Directory
    catalog: Catalog
    operation: Operation
    prices: Overrides
    _seen: set[str] = field(default_factory=set[str])
    _not_priced: ModelNotPriced | None = None
    _is_known: bool = False

    def plan(self, model: str) -> Plan:
        """Return the plan.

        Raises:
            NoModelConnected: nothing that is connected has the model.
            OperationNotServed: what has it does not offer the operation.
            ModelNotPriced: nobody knows what it costs anywhere.
        """
        tiers = [tier for targets in self._tiers(model) if (tier := self._tier(targets)) is not None]
        if tiers:
            return Plan(model, tiers)
        if self._not_priced:
            raise self._not_priced
        if self._is_known:
            raise OperationNotServed(model, self.operation)
        raise self._nowhere(model)

    def _tiers(self, model: str) -> Iterator[list[_Target]]:
        """Yield targets that share the calls, then those of each fallback."""
        if model in self._seen or len(self._seen) > _MOST_TIERS:
            return
        self._seen.add(model)
        route = self.directory.route(model)
        if route is None:
            yield self._by_name(model)
            return
        yield [
            _Target(connection, self._public_name(connection, target.model), target.model, target.weight)
            for target in route.targets
            if (connection := self.directory.connection(target.connection)) is not None
        ]
        for fallback in route.fallbacks:
            yield from self._tiers(fallback)

    def _by_name(self, model: str) -> list[_Target]:
        prefix, separator, rest = model.partition("/")
        if separator and rest and (connection := self.directory.connection(prefix)) is not None:
            own_name = (connection.models or {}).get(rest, rest)
            return [_Target(connection, rest, own_name)]
        known = [
            _Target(connection, model, own_name)
            for connection in self.directory.all_connections()
            if (own_name := connection.name_of(model, self.catalog)) is not None
        ]
        # an answer from another vendor is another answer: only a route makes two types share
        alike = [target for target in known if _kind(target.connection) == _kind(known[0].connection)]
        return alike or self._by_elimination(model)

    def _by_elimination(self, model: str) -> list[_Target]:
        others = [each for each in self.directory.all_connections() if each.type != BUILTIN_PROVIDER]
        usable = [each for each in others if each.models is None]
        own_servers = [each for each in usable if each.type == OWN_SERVER]
        if len(own_servers) == 1:
            return [_Target(own_servers[0], model, model)]
        is_priced = len(usable) == 1 and self._is_priced(model, usable[0])
        return [_Target(usable[0], model, model)] if is_priced else []

    def _is_priced(self, model: str, connection: Connection) -> bool:
        try:
            self.catalog.card(model, connection.price_list, own=self.prices)
        except ModelNotPriced:
            return False
        return True

    def _tier(self, targets: list[_Target]) -> Tier | None:
        members = [(route, weight) for target in targets for route, weight in self._routes(target)]
        return Tier(members) if members else None

    def _routes(self, target: _Target) -> Iterator[tuple[Route, float]]:
        connection = target.connection
        self._is_known = True
        if not connection.offers(self.operation):
            return
        try:
            card = self._card(target)
        except ModelNotPriced as error:
            self._not_priced = self._not_priced or error
            return
        for deployment in connection.deployments:
            yield (
                Route(
                    provider=deployment.provider,
                    connection=connection.name,
                    model=target.model,
                    card=card,
                    breaker=deployment.breaker(target.model),
                    key_hint=deployment.key_hint,
                    price_list=connection.price_list,
                ),
                deployment.weight * target.weight,
            )

    def _card(self, target: _Target) -> ModelCard:
        return self.catalog.card(target.priced_as, target.connection.price_list, own=self.prices)

    def _public_name(self, connection: Connection, own_name: str) -> str:
        """Return the name by which a provider's own name, such as that of a deployment, is priced."""
        by_own_name = {theirs: ours for ours, theirs in (connection.models or {}).items()}
        return by_own_name.get(own_name, own_name)

    def _nowhere(self, model: str) -> NoModelConnected:
        connections = [each.name for each in self.directory.all_connections() if each.type != BUILTIN_PROVIDER]
        names = [*self.directory.all_routes(), *self._known_names()]
        close = get_close_matches(model, names, n=10, cutoff=0.5)
        return NoModelConnected(model, connections, [*close, *(name for name in names if name not in close)])

    def _known_names(self) -> Iterator[str]:
        for connection in self.directory.all_connections():
            if connection.models is not None:
                yield from connection.models
            else:
                yield from (card.model for card in self.catalog.models(connection.price_list, own=self.prices))
        yield from (name for name in self.prices if name != ANY_MODEL)


def _kind(connection: Connection) -> tuple[str, str, bool]:
    return connection.type, connection.price_list, connection.spec.is_operators
