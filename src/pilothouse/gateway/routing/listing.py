"""What an organization can call, as a list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pilothouse.core.errors import PilothouseError
from pilothouse.gateway.catalog.service import ANY_MODEL, BUILTIN_PROVIDER, Catalog, ModelCard, Overrides
from pilothouse.gateway.routing.directory import Directory
from pilothouse.gateway.routing.fleet import Connection
from pilothouse.gateway.routing.resolution import Resolution
from pilothouse.llm.providers import provider_type


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A model that can be called here. `provider` is the price table's id, `connection` the first that is asked."""

    provider: str
    card: ModelCard
    connection: str = BUILTIN_PROVIDER


@dataclass(frozen=True, slots=True)
class Listing:
    """Lists models. `prices` are the organization's own, `configured` the names the operator priced."""

    directory: Directory
    catalog: Catalog
    prices: Overrides
    configured: Sequence[str]

    def all(self) -> list[ServedModel]:
        """Return the built-in model, the names of routes, what was priced by hand, then what each connection has."""
        found: dict[str, ServedModel] = {}
        for name in (BUILTIN_PROVIDER, *self.directory.all_routes(), *self._priced_by_hand()):
            if name not in found and (served := self.one(name)) is not None:
                found[name] = served
        for connection in self.directory.all_connections():
            for card in self._cards_of(connection):
                found.setdefault(card.model, ServedModel(connection.price_list, card, connection.name))
        return list(found.values())

    def one(self, model: str) -> ServedModel | None:
        """Return a model by any name it can be called by; None when it cannot be."""
        try:
            plan = Resolution(self.directory, self.catalog, "chat", self.prices).plan(model)
        except PilothouseError:
            return None
        route = plan.tiers[0].routes[0]
        return ServedModel(route.price_list, replace(route.card, model=model), route.connection)

    def default(self, wanted: str) -> str:
        """Return the model of who names none: the wanted one, else the first that a connection suggests and has."""
        suggested = [provider_type(each.type).default_model for each in self.directory.all_connections()]
        return next((name for name in (wanted, *suggested) if name and self.one(name) is not None), wanted)

    def _cards_of(self, connection: Connection) -> Iterator[ModelCard]:
        if connection.problem is not None or connection.type == BUILTIN_PROVIDER:
            return
        if connection.models is not None:
            served = (self.one(f"{connection.name}/{name}") for name in connection.models)
            yield from (replace(each.card, model=each.card.model.partition("/")[2]) for each in served if each)
            return
        by_hand = self._priced_by_hand()
        for card in self.catalog.models(connection.price_list, own=self.prices):
            # some entries of the table are patterns of names, not names
            is_name = self.catalog.table.find(connection.price_list, card.model) is not None
            if is_name and card.model not in by_hand and provider_type(connection.type).serves(card.model):
                yield card

    def _priced_by_hand(self) -> Sequence[str]:
        return [name for name in (*self.prices, *self.configured) if name != ANY_MODEL]
