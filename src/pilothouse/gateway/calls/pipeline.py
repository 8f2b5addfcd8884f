"""The way of a call: screen, route, then reserve and ask until a provider answers; settling ends every attempt."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import msgspec

from pilothouse.access.security import screen
from pilothouse.core.errors import Blocked, InvalidInput, PilothouseError
from pilothouse.core.ids import ReservationId, new_id
from pilothouse.gateway.budgets.errors import BudgetExceeded
from pilothouse.gateway.calls.attempt import Attempt
from pilothouse.gateway.calls.context import CallContext
from pilothouse.gateway.calls.estimate import input_tokens
from pilothouse.gateway.calls.events import GatewayEvent
from pilothouse.gateway.calls.retry import RetryPlan
from pilothouse.gateway.catalog.rates import hold_microusd
from pilothouse.gateway.ledger.entries import Entry, Hold, Refusal
from pilothouse.gateway.ledger.service import Accountant
from pilothouse.gateway.routing.service import Route, Router
from pilothouse.gateway.settings import GatewaySettings
from pilothouse.llm.messages import ModelRequest


class Pipeline:
    """Takes calls through their stages. No database session is open while a provider talks."""

    def __init__(self, router: Router, accountant: Accountant, settings: GatewaySettings) -> None:
        self._router = router
        self._accountant = accountant
        self._settings = settings

    async def run(self, call: CallContext, request: ModelRequest) -> AsyncGenerator[GatewayEvent]:
        """Yield the answer, ending with `Finished` and `Settled`. See `Gateway.stream` for what it raises."""
        await screen_prompt(call, request)
        ends_at = asyncio.get_running_loop().time() + (call.deadline_s or self._settings.deadline_s)
        plan = RetryPlan(self._router.candidates(request.model), self._settings, ends_at)
        number = 0
        while True:
            number += 1
            asked = self._bounded(request, plan.route)
            try:
                hold = await self._reserve(call, asked, plan.route, number)
            except BudgetExceeded as refused:
                await plan.move_on(refused)  # a cheaper candidate may still fit
                continue
            attempt = Attempt(self._accountant, hold, plan.route, asked, ends_at)
            try:
                async with aclosing(attempt.events()) as events:
                    async for event in events:
                        yield event
            except PilothouseError as error:
                if attempt.has_begun:
                    raise
                await plan.move_on(error)
            else:
                return

    def _bounded(self, request: ModelRequest, route: Route) -> ModelRequest:
        """Name the route's model, and bound the answer of a paid call that carries no bound."""
        bound = request.max_output_tokens
        if bound is not None and bound <= 0:
            raise InvalidInput(f"max_output_tokens is {bound}; it must be above 0.")
        if bound is None and not route.rates.is_free:
            bound = self._settings.default_max_output_tokens
        return msgspec.structs.replace(request, model=route.model, max_output_tokens=bound)

    async def _reserve(self, call: CallContext, request: ModelRequest, route: Route, attempt: int) -> Hold:
        amount = hold_microusd(route.rates, input_tokens(request), request.max_output_tokens or 0)
        entry = Entry(
            id=ReservationId(new_id()),
            organization_id=call.principal.organization_id,
            scopes=call.scopes(route.model, route.listed_as),
            provider=route.provider.name,
            model=route.model,
            price_version=route.rates.version,
            request_id=call.request_id,
            attempt=attempt,
            amount_microusd=amount,
            mission_id=call.mission_id,
        )
        answer = await self._accountant.reserve(entry)
        if isinstance(answer, Refusal):
            raise BudgetExceeded(answer, amount)
        return answer


async def screen_prompt(call: CallContext, request: ModelRequest) -> None:
    """Let the security engine read what goes to the model.

    Raises:
        Blocked: a policy forbids it.
    """
    verdict = await screen(call.principal, "\n".join(message.text for message in request.messages), "prompt")
    if not verdict.allowed:
        reasons = "; ".join(finding.message for finding in verdict.findings if finding.blocks)
        raise Blocked(f"A security policy stopped this request: {reasons}.")
