"""The gateway, as the rest of the house uses it: give it a call, read the answer, and it is paid for."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field

from pilothouse.access.secrets.seal import Seal
from pilothouse.access.security.screening.screener import Screener
from pilothouse.core.ids import MissionId, ProcessId
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.calls.asking import Asking, Piece
from pilothouse.gateway.calls.context import CallContext
from pilothouse.gateway.calls.events import GatewayEvent, Settled
from pilothouse.gateway.calls.pipeline import Pipeline
from pilothouse.gateway.calls.request import RequestAsking
from pilothouse.gateway.catalog.rates import hold_microusd
from pilothouse.gateway.ledger.repository import LedgerRepository
from pilothouse.gateway.ledger.service import Accountant
from pilothouse.gateway.ledger.tables import LedgerRow
from pilothouse.gateway.routing.service import AUTO, ModelStatus, Router, build_router
from pilothouse.gateway.settings import GatewaySettings
from pilothouse.llm.messages import ModelEvent, ModelRequest

__all__ = ["CallContext", "Gateway", "GatewayModel", "Settled", "open_gateway"]


class Gateway:
    """The one way to a model."""

    def __init__(
        self,
        database: Database,
        router: Router,
        accountant: Accountant,
        settings: GatewaySettings,
        screener: Screener | None = None,
    ) -> None:
        self.router = router
        self.settings = settings
        self.screener = screener or Screener()
        self._database = database
        self._accountant = accountant
        self._pipeline = Pipeline(router, accountant, settings, self.screener)

    def stream(self, call: CallContext, request: ModelRequest) -> AsyncGenerator[GatewayEvent]:
        """Answer a request: the model's events, `Finished`, then `Settled` with what it cost.

        Closing the stream closes the provider's, and bills what has passed by estimate.

        Raises:
            BudgetExceeded: no window has room for what it may cost.
            ModelNotAllowed, TokensPerMinute, ParallelCalls: a limit of the caller's forbids it.
            Blocked: a policy forbids it.
            NoModelConnected, ModelNotPriced: the model cannot be called.
            RateLimited, UpstreamFailed, TimedOut, InvalidInput: the provider's last word after all attempts.
            Unavailable: the ledger cannot be reached.
        """
        return self.ask(call, RequestAsking(request))

    def ask(self, call: CallContext, asking: Asking[Piece]) -> AsyncGenerator[Piece]:
        """Make a call in whatever form it has; raises as `stream`."""
        return self._pipeline.run(call, asking)

    def model_for(self, call: CallContext) -> "GatewayModel":
        """Return a model that makes every call under this context, for an agent's loop."""
        return GatewayModel(self, call)

    def status(self) -> ModelStatus:
        """Tell whether a language model is connected."""
        return self.router.status()

    async def estimate_microusd(
        self, call: CallContext, input_tokens: int, output_tokens: int, model: str = AUTO
    ) -> int:
        """Return the most that a call of this size would cost on its best route now.

        Raises:
            NoModelConnected, ModelNotPriced: the model cannot be called.
        """
        best = (await self.router.candidates(call.principal, model))[0]
        return hold_microusd(best.rates, input_tokens, output_tokens, kinds=())

    async def settled(self) -> None:
        """Wait until the calls that ended before are booked; an answer may go out a moment earlier."""
        await self._accountant.settled()

    async def call_of_answer(self, principal: Principal, answer_id: str) -> LedgerRow | None:
        """Return the call that a provider's answer of this id was given to, if it was this organization's."""
        await self.settled()
        async with self._database.transaction(principal.organization_id) as session:
            return await LedgerRepository(session).of_answer(principal, answer_id)

    async def is_answer_of_others(self, principal: Principal, answer_id: str) -> bool:
        """Tell whether an answer of this id was given to another organization."""
        async with self._database.transaction(principal.organization_id) as session:
            return await LedgerRepository(session).is_answer_of_others(principal, answer_id)

    async def mission_cost(self, principal: Principal, mission_id: MissionId) -> int:
        """Return what a mission has cost so far, in micro-dollars. Opens a transaction of its own."""
        async with self._database.transaction(principal.organization_id) as session:
            return await LedgerRepository(session).cost_of_mission(principal, mission_id)


@dataclass
class GatewayModel:
    """The gateway bound to one context: what an agent's loop takes for its model.

    Attributes:
        settled: what each finished call has cost, in order.
    """

    gateway: Gateway
    call: CallContext
    settled: list[Settled] = field(default_factory=list[Settled])

    @property
    def cost_microusd(self) -> int:
        """What the finished calls have cost together."""
        return sum(each.cost_microusd for each in self.settled)

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        """Answer as `agents.model.Model` says."""
        async with aclosing(self.gateway.stream(self.call, request)) as events:
            async for event in events:
                if isinstance(event, Settled):
                    self.settled.append(event)
                else:
                    yield event


@asynccontextmanager
async def open_gateway(
    url: str,
    database: Database,
    process_id: ProcessId,
    settings: GatewaySettings,
    lease_s: float,
    seal: Seal | None = None,
    screener: Screener | None = None,
) -> AsyncGenerator[Gateway]:
    """Open the gateway of a process; close it when its last settlement is booked.

    Args:
        url: of the application role, for the ledger's own connections.
        database: for questions to the ledger.
        process_id: of the lease that this process keeps alive.
        settings: of the gateway.
        lease_s: age of a beat at which a process is taken for dead.
        seal: of organizations' own keys to providers; without one they cannot add connections.
        screener: reads what goes to models and comes back, by the organizations' policies; by the standard when None.
    """
    router = await asyncio.to_thread(build_router, settings, database, seal)
    try:
        async with Accountant(url, process_id, lease_s).running() as accountant:
            yield Gateway(database, router, accountant, settings, screener)
    finally:
        await router.aclose()
