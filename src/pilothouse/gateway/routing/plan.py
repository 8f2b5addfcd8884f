"""Where a model's calls go: routes that share the load, then those to fall back to."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pilothouse.gateway.catalog.rates import Rates
from pilothouse.gateway.catalog.service import ModelCard
from pilothouse.gateway.routing.breaker import Breaker
from pilothouse.gateway.routing.errors import ModelsResting
from pilothouse.llm.providers import Provider


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """One way to get an answer.

    Attributes:
        provider: one object per connection and key.
        connection: its name, which the ledger keeps.
        model: the name the provider knows.
        card: what the catalogue knows of the model; its rates are at most some seconds old.
        breaker: of this model behind this key.
        key_hint: last four characters of the key.
        price_list: the price table's id of the provider.
    """

    provider: Provider
    connection: str
    model: str
    card: ModelCard
    breaker: Breaker
    key_hint: str | None
    price_list: str

    @property
    def listed_as(self) -> str:
        """The model's id in the price table, whatever name it is called by."""
        return self.card.listed_as

    @property
    def rates(self) -> Rates:
        """Its rates."""
        return self.card.rates


class Tier:
    """Routes that share the load by weight.

    Source: smooth weighted round robin, as nginx balances its upstreams. It begins at a random place, so that many
    processes do not begin with the same route.
    """

    def __init__(self, members: Sequence[tuple[Route, float]]) -> None:
        """Take the routes with their weights, above 0."""
        self.routes = [route for route, _ in members]
        self._weights = {id(route): weight for route, weight in members}
        total = sum(self._weights.values())
        self._current = {place: random.uniform(0, total) for place in self._weights}  # noqa: S311 - spreads load

    def ordered(self) -> list[Route]:
        """Return the routes that let a call through: whose turn it is first, those that failed of late last."""
        if len(self.routes) == 1:
            return [route for route in self.routes if route.breaker.lets_through]
        open_to_us = [route for route in self.routes if route.breaker.lets_through]
        well = [route for route in open_to_us if route.breaker.is_well]
        return self._in_turn(well) + [route for route in open_to_us if route not in well]

    def _in_turn(self, routes: list[Route]) -> list[Route]:
        if len(routes) < 2:
            return routes
        for route in routes:
            self._current[id(route)] += self._weights[id(route)]
        routes = sorted(routes, key=lambda route: self._current[id(route)], reverse=True)
        self._current[id(routes[0])] -= sum(self._weights[id(route)] for route in routes)
        return routes


class Plan:
    """The tiers of one model, as they stood when it was made."""

    def __init__(self, model: str, tiers: Sequence[Tier]) -> None:
        self.model = model
        self.tiers = tiers

    def candidates(self) -> list[Route]:
        """Return the routes to try, best first.

        Raises:
            ModelsResting: every breaker is open.
        """
        if len(self.tiers) == 1:
            found = self.tiers[0].ordered()
        else:
            found = [route for tier in self.tiers for route in tier.ordered()]
        if not found:
            raise self._resting()
        return found

    def _resting(self) -> ModelsResting:
        breakers = list(self._breakers())
        first = min(breakers, key=lambda breaker: breaker.opens_in_s)
        words = first.last_trouble.message if first.last_trouble else "Its provider failed."
        since = datetime.now(UTC) - timedelta(seconds=min(breaker.unchanged_s for breaker in breakers))
        return ModelsResting(self.model, since, first.opens_in_s, words)

    def _breakers(self) -> Iterator[Breaker]:
        return (route.breaker for tier in self.tiers for route in tier.routes)
