"""One attempt at one provider, from its hold to its ledger row."""

import asyncio
from collections.abc import Iterable
from typing import Generic, Self

from pilothouse.core.errors import ErrorKind, PilothouseError
from pilothouse.gateway.calls.asking import Answering, Piece, Size
from pilothouse.gateway.calls.events import Settled
from pilothouse.gateway.catalog.rates import Tokens, cost_microusd, saved_microusd
from pilothouse.gateway.ledger.entries import Bill, Hold, Outcome
from pilothouse.gateway.ledger.service import Accountant
from pilothouse.gateway.routing.breaker import Ticket
from pilothouse.gateway.routing.service import Route
from pilothouse.llm.errors import AnswerCutOff, ProviderError

_SETTLE_WAIT_S = 5.0  # a running stream finishes even when PostgreSQL is away; its row then comes later
# A provider that answers so has done no work and bills nothing.
_REFUSALS = frozenset(
    {
        ErrorKind.INVALID,
        ErrorKind.NOT_FOUND,
        ErrorKind.RATE_LIMITED,
        ErrorKind.TOO_LARGE,
        ErrorKind.UNAVAILABLE,
        ErrorKind.UPSTREAM_FAILED,
    }
)


class Attempt(Generic[Piece]):
    """One provider's answer, inside `async with`: whatever happens there, its hold is settled exactly once.

    Attributes:
        answer: begin it, and hand out what comes; `before_first` goes before the first piece, `finish` after the last.
        first_byte_ms: when the first piece came, once it has.
    """

    def __init__(
        self, accountant: Accountant, hold: Hold, route: Route, answer: Answering[Piece], size: Size, ticket: Ticket
    ) -> None:
        self.answer = answer
        self.first_byte_ms: int | None = None
        self._accountant = accountant
        self._hold = hold
        self._route = route
        self._size = size
        self._ticket = ticket
        self._is_settled = False
        self._clock = asyncio.get_running_loop().time
        self._began_at = self._clock()
        # begun at once, awaited before the first byte: it takes less time than any provider
        self._durable = accountant.confirm(hold)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        try:
            if isinstance(error, PilothouseError):
                self._ticket.failed(error)
                await self._fail(error)
        finally:
            self._durable.forget()
            self._ticket.cancelled()
            self._settle_if_left()

    async def before_first(self) -> None:
        """Return when the first piece may go out.

        Raises:
            PilothouseError: the hold could not be made durable.
        """
        await self._durable
        self.first_byte_ms = self._elapsed_ms()

    async def finish(self) -> Iterable[Piece]:
        """Book a complete answer; return its ending, which tells what it cost.

        Raises:
            PilothouseError: the hold could not be made durable.
        """
        await self._durable
        return self.answer.ending(await self._booked())

    def _elapsed_ms(self) -> int:
        return round((self._clock() - self._began_at) * 1000)

    async def _booked(self) -> Settled:
        self._ticket.succeeded()
        if self.first_byte_ms is None:
            self.first_byte_ms = self._elapsed_ms()
        usage = self.answer.usage
        tokens, is_estimated = (Tokens.of(usage), usage.is_estimated) if usage else (Tokens(), False)
        if not tokens.input_tokens and not tokens.output_tokens and not self._route.rates.is_free:
            tokens, is_estimated = self._estimate(), True  # nothing is not what a paid call uses
        bill = self._bill("completed", tokens, is_estimated=is_estimated, status=200)
        await self._book(bill)
        entry = self._hold.entry
        return Settled(
            entry.id, entry.provider, entry.model, tokens, bill.cost_microusd, bill.is_estimated, entry.attempt
        )

    async def _fail(self, error: PilothouseError) -> None:
        is_refusal = error.kind in _REFUSALS and not isinstance(error, AnswerCutOff) and not self.answer.has_begun
        tokens = Tokens() if is_refusal else self._tokens_so_far()
        # of a lost connection nobody knows what the other side did
        is_estimated = not is_refusal or error.kind is ErrorKind.UPSTREAM_FAILED
        status = error.status if isinstance(error, ProviderError) else None
        await self._book(self._bill("failed", tokens, is_estimated=is_estimated, error=error, status=status))

    def _settle_if_left(self) -> None:
        """Bill what has passed when the reader left, or when something broke that nobody foresaw."""
        if not self._is_settled:
            self._settle(self._bill("cancelled", self._tokens_so_far(), is_estimated=True))

    def _tokens_so_far(self) -> Tokens:
        usage = self.answer.usage
        if usage is not None and (usage.input_tokens or usage.output_tokens):
            told = Tokens.of(usage)
            return max(told, self._estimate(told.input_tokens), key=lambda tokens: tokens.output_tokens)
        return self._estimate()

    def _estimate(self, input_tokens: int | None = None) -> Tokens:
        known = self._size.input_tokens if input_tokens is None else input_tokens
        return Tokens(input_tokens=known, output_tokens=self.answer.output_tokens())

    async def _book(self, bill: Bill) -> None:
        booked = self._settle(bill)
        # An agent's next step may ask what it has spent. A caller on a wire is told now and booked in a moment.
        if self._hold.entry.operation == "agent":
            await asyncio.wait({booked}, timeout=_SETTLE_WAIT_S)

    def _bill(
        self,
        outcome: Outcome,
        tokens: Tokens,
        *,
        is_estimated: bool,
        error: PilothouseError | None = None,
        status: int | None = None,
    ) -> Bill:
        cost = 0 if tokens == Tokens() else cost_microusd(tokens, self._route.rates) * self._size.tier_factor
        return Bill(
            outcome,
            tokens,
            cost,
            is_estimated=is_estimated,
            error_code=error and error.code,
            duration_ms=self._elapsed_ms(),
            first_byte_ms=self.first_byte_ms,
            status=status,
            answer_id=self.answer.answer_id or None,
            saved_microusd=saved_microusd(tokens, self._route.rates) if _touches_cache(tokens) else 0,
        )

    def _settle(self, bill: Bill) -> asyncio.Future[None]:
        self._is_settled = True
        return self._accountant.settle(self._hold, bill)


def _touches_cache(tokens: Tokens) -> bool:
    return bool(tokens.cached_input_tokens or tokens.cache_write_tokens)
