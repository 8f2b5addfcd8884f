"""What an organization can call: its own connections and routes, then the operator's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pilothouse.gateway.routing.fleet import Connection
from pilothouse.gateway.settings import ModelRouteSettings


@dataclass(eq=False)
class Directory:
    """Connections and routes by name. One of an organization's hides the operator's of the same name."""

    connections: Mapping[str, Connection] = field(default_factory=dict[str, Connection])
    routes: Mapping[str, ModelRouteSettings] = field(default_factory=dict[str, ModelRouteSettings])
    parent: "Directory | None" = None

    def connection(self, name: str) -> Connection | None:
        """Return a connection by name."""
        return self.connections.get(name) or (self.parent.connection(name) if self.parent else None)

    def route(self, name: str) -> ModelRouteSettings | None:
        """Return a route by name."""
        return self.routes.get(name) or (self.parent.route(name) if self.parent else None)

    def all_connections(self) -> Iterator[Connection]:
        """Yield every connection, the organization's own first."""
        yield from self.connections.values()
        if self.parent:
            yield from (each for each in self.parent.all_connections() if each.name not in self.connections)

    def all_routes(self) -> Sequence[str]:
        """Return the name of every route."""
        inherited = self.parent.all_routes() if self.parent else ()
        return list(dict.fromkeys([*self.routes, *inherited]))
