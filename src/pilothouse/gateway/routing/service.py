"""Which provider answers for a model."""

import time
from dataclasses import dataclass, field

from pilothouse.access.secrets.seal import Seal
from pilothouse.core.ids import OrganizationId
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.catalog.opening import open_table
from pilothouse.gateway.catalog.overrides import PriceOverrides
from pilothouse.gateway.catalog.service import BUILTIN_PROVIDER, Catalog, Overrides
from pilothouse.gateway.routing.connections.operator import operator_connections
from pilothouse.gateway.routing.directory import Directory
from pilothouse.gateway.routing.fleet import Connection, build_connection
from pilothouse.gateway.routing.listing import Listing, ServedModel
from pilothouse.gateway.routing.organizations import Organizations
from pilothouse.gateway.routing.plan import Plan, Route
from pilothouse.gateway.routing.resolution import Resolution
from pilothouse.gateway.settings import GatewaySettings
from pilothouse.llm.providers import Operation

__all__ = ["AUTO", "BUILTIN_MODEL", "ModelStatus", "Route", "Router", "ServedModel", "build_router"]

AUTO = "auto"
BUILTIN_MODEL = "builtin"
_NO_PRICES: Overrides = {}
_PLAN_FRESH_S = 5.0  # rates may change with the hour
_MOST_PLANS = 4096  # callers choose the names

HOW_TO_CONNECT = """\
Set these where Pilothouse runs (its environment or `.env`) and restart:

- `OPENAI_API_KEY`, `ANTHROPIC_API_KEY` or `TOGETHER_API_KEY`: your key. One is enough.
- `OPENAI_BASE_URL`: for any other OpenAI-compatible server, such as `http://localhost:11434/v1` for Ollama.
- `PILOTHOUSE_GATEWAY_DEFAULT_MODEL`: the model of agents that name none.
- `PILOTHOUSE_GATEWAY_PRICES`: what a model costs that no price list has; your own may cost nothing:
  `{"llama3": {"input_usd": "0", "output_usd": "0"}}` (dollars per million tokens).

Azure, Bedrock, Vertex AI and several keys: see the guide "Connect models".
"""


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """Whether a language model is connected; `how_to_connect` is Markdown."""

    connected: bool
    default_model: str
    provider: str
    how_to_connect: str = HOW_TO_CONNECT


@dataclass(slots=True)
class _Kept:
    """A plan and what it was made from."""

    plan: Plan
    directory: Directory
    prices: Overrides
    fresh_until: float


@dataclass
class Router:
    """Finds the routes to a model, as an organization sees them.

    Attributes:
        catalog: prices.
        operator: the installation's own connections and routes.
        organizations: those of organizations.
        price_overrides: organizations' own prices; None without a database.
        seal: closes and opens the keys of organizations' connections; without one they can have none.
    """

    catalog: Catalog
    settings: GatewaySettings
    operator: Directory
    organizations: Organizations
    price_overrides: PriceOverrides | None = None
    seal: Seal | None = None
    _plans: dict[tuple[OrganizationId, str, Operation], _Kept] = field(
        default_factory=dict[tuple[OrganizationId, str, Operation], _Kept]
    )

    async def candidates(self, principal: Principal, model: str, operation: Operation = "chat") -> list[Route]:
        """Return the routes to a model, best first. "auto" is the default model.

        Raises:
            NoModelConnected: nothing that is connected has the model.
            OperationNotServed: what has it does not offer the operation.
            ModelNotPriced: what it costs is not known.
            ModelsResting: every way to it is left alone for a while.
        """
        directory, prices = await self._view_of(principal)
        key = (principal.organization_id, model, operation)
        kept = self._plans.get(key)
        is_kept = kept is not None and kept.directory is directory and kept.prices is prices
        if kept is None or not is_kept or time.monotonic() >= kept.fresh_until:
            kept = self._keep(key, directory, prices)
        return kept.plan.candidates()

    def status(self) -> ModelStatus:
        """Tell whether the operator has connected a model, and how to connect one."""
        outside = [each for each in self.operator.connections.values() if each.type != BUILTIN_PROVIDER]
        if not outside:
            return ModelStatus(connected=False, default_model=BUILTIN_MODEL, provider=BUILTIN_PROVIDER)
        default = self._default_model(self.operator, _NO_PRICES)
        served = self._listing(self.operator, _NO_PRICES).one(default)
        provider = served.provider if served else outside[0].price_list
        return ModelStatus(connected=True, default_model=default, provider=provider)

    async def models(self, principal: Principal) -> list[ServedModel]:
        """List what a principal's organization can call."""
        return self._listing(*await self._view_of(principal)).all()

    async def find(self, principal: Principal, model: str) -> ServedModel | None:
        """Return one model that a principal's organization can call, by any of its names; "auto" is the default."""
        directory, prices = await self._view_of(principal)
        return self._listing(directory, prices).one(self._named(model, directory, prices))

    async def connection_names(self, principal: Principal) -> set[str]:
        """Return the names of the connections that a principal's organization can use."""
        directory, _ = await self._view_of(principal)
        return {each.name for each in directory.all_connections()}

    async def connections(self, principal: Principal) -> list[Connection]:
        """Return the connections that a principal's organization can use, its own first."""
        directory, _ = await self._view_of(principal)
        return list(directory.all_connections())

    def forget(self, organization_id: OrganizationId) -> None:
        """Read an organization's connections and routes anew at its next call."""
        self.organizations.forget(organization_id)

    async def aclose(self) -> None:
        """Give back every provider's connections."""
        await self.organizations.aclose()
        for connection in self.operator.connections.values():
            await connection.aclose()

    async def _view_of(self, principal: Principal) -> tuple[Directory, Overrides]:
        directory = await self.organizations.of(principal.organization_id)
        if self.price_overrides is None:
            return directory, _NO_PRICES
        return directory, await self.price_overrides.of(principal.organization_id)

    def _keep(self, key: tuple[OrganizationId, str, Operation], directory: Directory, prices: Overrides) -> _Kept:
        _, model, operation = key
        plan = Resolution(directory, self.catalog, operation, prices).plan(self._named(model, directory, prices))
        if len(self._plans) >= _MOST_PLANS:
            self._plans.clear()
        kept = self._plans[key] = _Kept(plan, directory, prices, time.monotonic() + _PLAN_FRESH_S)
        return kept

    def _named(self, model: str, directory: Directory, prices: Overrides) -> str:
        return self._default_model(directory, prices) if model in {AUTO, ""} else model

    def _default_model(self, directory: Directory, prices: Overrides) -> str:
        wanted = self.settings.default_model
        if "default_model" in self.settings.model_fields_set:
            return wanted
        has_others = any(each.type != BUILTIN_PROVIDER for each in directory.all_connections())
        return self._listing(directory, prices).default(wanted) if has_others else BUILTIN_MODEL

    def _listing(self, directory: Directory, prices: Overrides) -> Listing:
        return Listing(directory, self.catalog, prices, list(self.settings.prices))


def build_router(settings: GatewaySettings, database: Database | None = None, seal: Seal | None = None) -> Router:
    """Make the router of an installation with its price list flattened. Takes up to a second: call it in a thread.

    Args:
        settings: of the gateway.
        database: where organizations' connections, routes and prices are; without it there are none.
        seal: of their keys.

    Raises:
        NotFound, InvalidInput: a connection cannot be made from its settings.
    """
    catalog = Catalog(settings.prices, table=open_table(settings.price_file))
    built = [build_connection(spec, settings, catalog) for spec in operator_connections(settings)]
    operator = Directory({each.name: each for each in built}, settings.routes)
    organizations = Organizations(database, seal, settings, catalog, operator)
    router = Router(catalog, settings, operator, organizations, PriceOverrides(database) if database else None, seal)
    router.status()
    return router
