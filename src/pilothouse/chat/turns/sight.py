"""Whether the model of a turn can look at pictures."""

from dataclasses import dataclass

from pilothouse.agents.registry import Registry
from pilothouse.core.principal import Principal
from pilothouse.gateway.calls.service import Gateway
from pilothouse.gateway.catalog.service import BUILTIN_PROVIDER
from pilothouse.runtime.hosting.request import StoredRequest
from pilothouse.runtime.runs.tables import AgentRun


@dataclass(frozen=True, slots=True)
class Sight:
    """Asks the catalogue about the model that a run is going to ask."""

    gateway: Gateway
    registry: Registry

    async def is_given(self, who: Principal, run: AgentRun) -> bool:
        """Tell whether pictures may be sent; where nobody knows, they are: a server of one's own may well see."""
        model = StoredRequest.of(run).model or self.registry.agent(run.agent).model
        served = await self.gateway.router.find(who, model)
        if served is None:
            return True
        return served.provider != BUILTIN_PROVIDER and served.card.abilities.takes_images is not False
