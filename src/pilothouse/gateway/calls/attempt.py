"""One attempt at one provider, from its hold to its ledger row."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from pilothouse.core.errors import ErrorKind, PilothouseError, TimedOut
from pilothouse.core.telemetry import get_logger
from pilothouse.gateway.calls.estimate import Tally
from pilothouse.gateway.calls.events import GatewayEvent, Settled
from pilothouse.gateway.catalog.rates import Tokens, cost_microusd
from pilothouse.gateway.ledger.entries import Bill, Hold, Outcome
from pilothouse.gateway.ledger.service import Accountant
from pilothouse.gateway.routing.service import Route
from pilothouse.llm.errors import AnswerCutOff
from pilothouse.llm.messages import Finished, ModelEvent, ModelRequest, Usage

log = get_logger(__name__)

_SETTLE_WAIT_S = 5.0  # a running stream finishes even when PostgreSQL is away; its row then comes later
# A provider that answers so has done no work and bills nothing.
_REFUSALS = frozenset({ErrorKind.INVALID, ErrorKind.RATE_LIMITED, ErrorKind.TOO_LARGE, ErrorKind.UPSTREAM_FAILED})


class Attempt:
    """Streams one provider's answer. Whatever happens on the way, its hold is settled exactly once."""

    def __init__(self, accountant: Accountant, hold: Hold, route: Route, request: ModelRequest, ends_at: float) -> None:
        self.has_begun = False
        self._accountant = accountant
        self._hold = hold
        self._route = route
        self._request = request
        self._ends_at = ends_at
        self._tally = Tally(request)
        self._is_settled = False

    async def events(self) -> AsyncGenerator[GatewayEvent]:
        """Yield the answer, then what it cost.

        Raises:
            PilothouseError: the provider failed, or the hold could not be made durable.
        """
        # asked for at once, awaited before the first byte: it takes less time than any provider
        durable = asyncio.create_task(self._confirm())
        durable.add_done_callback(_look_at)
        try:
            async with aclosing(self._upstream()) as upstream:
                async for event in upstream:
                    await durable
                    if isinstance(event, Finished):
                        settled = await self._finish(event.usage)
                        yield event
                        yield settled
                        return
                    self._tally.add(event)
                    self.has_begun = True
                    yield event
            raise AnswerCutOff(f"{self._route.provider.name} ended its stream before the answer's end.")
        except PilothouseError as error:
            await self._fail(error)
            raise
        finally:
            self._settle_if_left()
            durable.cancel()

    async def _confirm(self) -> None:
        if self._hold.entry.amount_microusd:
            await self._accountant.confirm(self._hold)

    async def _upstream(self) -> AsyncGenerator[ModelEvent]:
        """Yield the provider's events until the deadline; leaving closes its stream."""
        remaining_s = max(0.0, self._ends_at - asyncio.get_running_loop().time())
        events = self._route.provider.stream(self._request, deadline_s=remaining_s)
        try:
            while True:
                async with asyncio.timeout_at(self._ends_at):
                    event = await anext(events, None)
                if event is None:
                    return
                yield event
        except TimeoutError as error:
            raise TimedOut(f"{self._route.provider.name} did not finish its answer in time.") from error
        finally:
            if isinstance(events, AsyncGenerator):
                await events.aclose()

    async def _finish(self, usage: Usage) -> Settled:
        tokens, is_estimated = Tokens.of(usage), usage.is_estimated
        if not tokens.input_tokens and not tokens.output_tokens and not self._route.rates.is_free:
            tokens, is_estimated = self._tally.tokens(), True  # nothing is not what a paid call uses
        bill = self._bill("completed", tokens, is_estimated=is_estimated)
        await self._book(bill)
        entry = self._hold.entry
        return Settled(
            entry.id, entry.provider, entry.model, tokens, bill.cost_microusd, bill.is_estimated, entry.attempt
        )

    async def _fail(self, error: PilothouseError) -> None:
        is_refusal = error.kind in _REFUSALS and not isinstance(error, AnswerCutOff) and not self.has_begun
        tokens = Tokens() if is_refusal else self._tally.tokens()
        # of a lost connection nobody knows what the other side did
        is_estimated = not is_refusal or error.kind is ErrorKind.UPSTREAM_FAILED
        await self._book(self._bill("failed", tokens, is_estimated=is_estimated, error_code=error.code))

    def _settle_if_left(self) -> None:
        """Bill what has passed when the reader left, or when something broke that nobody foresaw."""
        if not self._is_settled:
            self._settle(self._bill("cancelled", self._tally.tokens(), is_estimated=True))

    async def _book(self, bill: Bill) -> None:
        await asyncio.wait({self._settle(bill)}, timeout=_SETTLE_WAIT_S)

    def _bill(self, outcome: Outcome, tokens: Tokens, *, is_estimated: bool, error_code: str | None = None) -> Bill:
        cost = 0 if tokens == Tokens() else cost_microusd(tokens, self._route.rates)
        return Bill(outcome, tokens, cost, is_estimated=is_estimated, error_code=error_code)

    def _settle(self, bill: Bill) -> asyncio.Task[None]:
        self._is_settled = True
        log.info(
            "model_call",
            outcome=bill.outcome,
            provider=self._hold.entry.provider,
            model=self._hold.entry.model,
            attempt=self._hold.entry.attempt,
            cost_microusd=bill.cost_microusd,
            error_code=bill.error_code,
        )
        return self._accountant.settle(self._hold, bill)


def _look_at(task: asyncio.Task[None]) -> None:
    """Take note of a failure that nobody awaits any more, which asyncio would report as forgotten."""
    if not task.cancelled():
        task.exception()
