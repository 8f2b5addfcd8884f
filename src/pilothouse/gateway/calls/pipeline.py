"""The way of a call: screen, route, then reserve and ask until a provider answers; settling ends every attempt."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from pilothouse.access.security.screening.screener import Screener
from pilothouse.core.errors import InvalidInput, PilothouseError, Unavailable
from pilothouse.core.ids import ReservationId, new_id
from pilothouse.gateway.budgets.errors import budget_error
from pilothouse.gateway.calls.asking import Asking, Piece, Size
from pilothouse.gateway.calls.attempt import Attempt
from pilothouse.gateway.calls.context import CallContext
from pilothouse.gateway.calls.retry import RetryPlan
from pilothouse.gateway.catalog.rates import hold_microusd
from pilothouse.gateway.ledger.entries import Entry, Hold, LimitRefusal, Refusal
from pilothouse.gateway.ledger.service import Accountant
from pilothouse.gateway.limits.errors import limit_error
from pilothouse.gateway.routing.service import Route, Router
from pilothouse.gateway.settings import GatewaySettings


class AllResting(Unavailable):
    """Every provider of the model has failed too often just now; each is left alone for a while."""

    def __init__(self, model: str) -> None:
        super().__init__(f"No provider of {model!r} is in working order just now.", retry_after_s=5)


class Pipeline:
    """Takes calls through their stages. No database session is open while a provider talks."""

    def __init__(self, router: Router, accountant: Accountant, settings: GatewaySettings, screener: Screener) -> None:
        self._router = router
        self._accountant = accountant
        self._settings = settings
        self._screener = screener

    async def run(self, call: CallContext, asking: Asking[Piece]) -> AsyncGenerator[Piece]:
        """Yield the answer. See `Gateway.stream` for what it raises."""
        await asking.screen(await self._screener.begin(call.circumstances()))
        size = asking.size()
        ends_at = asyncio.get_running_loop().time() + (call.deadline_s or self._settings.deadline_s)
        operation = "chat" if asking.operation == "agent" else asking.operation
        routes = await self._router.candidates(call.principal, asking.model, operation)
        plan = RetryPlan(routes, self._settings, ends_at)
        number = 0
        while True:
            number += 1
            try:
                attempt = await self._begin(call, asking, size, plan.route, number, ends_at)
            except (_Refused, AllResting) as refused:
                plan.skip(refused.error if isinstance(refused, _Refused) else refused)  # another may still fit
                continue
            try:
                async with attempt:
                    if (coming := await attempt.answer.begin()) is not None:
                        async with aclosing(coming):
                            async for piece in coming:
                                if attempt.first_byte_ms is None:
                                    await attempt.before_first()
                                yield piece
                    for piece in await attempt.finish():
                        yield piece
            except PilothouseError as error:
                if attempt.answer.has_begun:
                    raise
                await plan.move_on(error)
            else:
                return

    async def _begin(
        self, call: CallContext, asking: Asking[Piece], size: Size, route: Route, number: int, ends_at: float
    ) -> Attempt[Piece]:
        ticket = route.breaker.begin()
        if ticket is None:
            raise AllResting(asking.model)
        try:
            bound = self._bound(size, route)
            answer = asking.open(route, bound, ends_at)  # it may refuse, so before any money is held
            hold = await self._reserve(call, asking, size, route, bound, number)
            return Attempt(self._accountant, hold, route, answer, size, ticket)
        except BaseException:
            ticket.cancelled()
            raise

    def _bound(self, size: Size, route: Route) -> int | None:
        """Bound the answer of a paid call that carries no bound."""
        if size.max_output_tokens is None and not route.rates.is_free:
            return self._settings.default_max_output_tokens
        return size.max_output_tokens

    async def _reserve(
        self, call: CallContext, asking: Asking[Piece], size: Size, route: Route, bound: int | None, number: int
    ) -> Hold:
        amount = hold_microusd(
            route.rates,
            size.input_tokens,
            bound or 0,
            size.choices,
            size.tier_factor,
            size.server_tool_uses,
            kinds=size.kinds,
        )
        principal = call.principal
        entry = Entry(
            id=ReservationId(new_id()),
            organization_id=principal.organization_id,
            scopes=call.scopes(route.model, route.listed_as, asking.model),
            provider=route.provider.name,
            model=route.model,
            price_version=route.rates.version,
            request_id=call.request_id,
            attempt=number,
            amount_microusd=amount,
            mission_id=call.mission_id,
            user_id=principal.user_id,
            api_key_id=principal.api_key_id,
            agent=call.agent,
            conversation_id=call.conversation_id,
            team_ids=principal.team_ids,
            tags=call.tags,
            operation=asking.operation,
            requested_model=asking.model,
            connection=route.connection,
            is_streaming=asking.is_streaming,
            estimated_tokens=size.input_tokens,
        )
        answer = await self._accountant.reserve(entry)
        if isinstance(answer, Refusal):
            raise _Refused(budget_error(answer, amount))
        if isinstance(answer, LimitRefusal):
            raise _Refused(limit_error(answer, asking.model))
        return answer


class _Refused(Exception):
    """Carries why an attempt was not admitted."""

    def __init__(self, error: PilothouseError) -> None:
        super().__init__(error.message)
        self.error = error


def checked_bound(value: int | None, name: str) -> int | None:
    """Return a caller's bound on the answer.

    Raises:
        InvalidInput: it is not above zero.
    """
    if value is not None and value <= 0:
        raise InvalidInput(f"{name} is {value}; it must be above 0.", details={"field": name})
    return value
