import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from decimal import Decimal

import pytest

from pilothouse.agents.model import Model
from pilothouse.core.errors import InvalidInput, RateLimited, TimedOut, UpstreamFailed
from pilothouse.core.ids import MissionId, ReservationId, new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.budgets.errors import BudgetExceeded
from pilothouse.gateway.calls.events import Settled
from pilothouse.gateway.calls.service import CallContext, Gateway
from pilothouse.gateway.catalog.errors import ModelNotPriced
from pilothouse.gateway.ledger.functions import LedgerFunctions
from pilothouse.gateway.ledger.service import Accountant
from pilothouse.gateway.routing.errors import NoModelConnected
from pilothouse.gateway.routing.service import build_router
from pilothouse.gateway.settings import GatewaySettings, PriceOverride
from pilothouse.llm.messages import Finished, Message, ModelRequest
from tests.gateway.books import Books
from tests.gateway.upstream import Reply, Upstream

# gpt-4o-mini costs $0.15 and $0.60 per million tokens; cached input $0.075
PRICE_OF_1000_AND_500 = 150 + 300


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    upstream = Upstream()
    await upstream.start()
    yield upstream
    await upstream.stop()


@pytest.fixture
async def gateway(database: Database, accountant: Accountant, upstream: Upstream) -> AsyncIterator[Gateway]:
    async with _gateway(database, accountant, upstream) as gateway:
        yield gateway


@asynccontextmanager
async def _gateway(
    database: Database, accountant: Accountant, upstream: Upstream | None, **options: object
) -> AsyncGenerator[Gateway]:
    address = {"openai_base_url": upstream.url} if upstream else {}
    settings = GatewaySettings.model_validate({"retry_base_s": 0.01, **address, **options})
    router = build_router(settings)
    yield Gateway(database, router, accountant, settings)
    await router.aclose()


@pytest.fixture
def call(principal: Principal) -> CallContext:
    return CallContext(principal, "request-1", mission_id=MissionId(new_id()), agent="analyst")


def ask(model: str = "auto", text: str = "Hi", **fields: object) -> ModelRequest:
    return ModelRequest(model, (Message("user", text),), **fields)


async def _events(gateway: Gateway, call: CallContext, request: ModelRequest) -> list[object]:
    return [event async for event in gateway.stream(call, request)]


class TestStream:
    async def test_answers_and_tells_what_it_cost(self, gateway: Gateway, call: CallContext) -> None:
        *words, finished, settled = await _events(gateway, call, ask())
        assert [word.text for word in words] == ["Hello", ", ", "world"]
        assert isinstance(finished, Finished)
        assert isinstance(settled, Settled)
        assert (settled.cost_microusd, settled.attempts, settled.model) == (PRICE_OF_1000_AND_500, 1, "gpt-4o-mini")

    async def test_books_the_call_under_all_its_scopes(self, gateway: Gateway, call: CallContext, books: Books) -> None:
        await books.budget("1")
        settled = (await _events(gateway, call, ask()))[-1]
        (row,) = await books.ledger()
        assert isinstance(settled, Settled)
        assert row["id"] == settled.ledger_id
        assert (row["cost_microusd"], row["is_estimated"]) == (PRICE_OF_1000_AND_500, False)
        assert (row["outcome"], row["provider"], row["request_id"]) == ("completed", "openai", "request-1")
        assert {"agent:analyst", "model:gpt-4o-mini", f"mission:{call.mission_id}"} < set(row["scopes"])
        window = await books.window()
        assert (window.spent, window.held) == (PRICE_OF_1000_AND_500, 0)

    async def test_prices_cached_input_as_such(
        self, gateway: Gateway, call: CallContext, upstream: Upstream, books: Books
    ) -> None:
        cached = {"prompt_tokens": 1000, "completion_tokens": 0, "prompt_tokens_details": {"cached_tokens": 400}}
        upstream.replies = [Reply(usage=cached)]
        await _events(gateway, call, ask())
        assert (await books.ledger())[0]["cost_microusd"] == 90 + 30

    async def test_bounds_an_answer_that_carries_no_bound(
        self, gateway: Gateway, call: CallContext, upstream: Upstream
    ) -> None:
        await _events(gateway, call, ask())
        await _events(gateway, call, ask(max_output_tokens=77))
        assert [request["max_tokens"] for request in upstream.requests] == [4096, 77]

    async def test_refuses_what_the_budget_cannot_pay_before_anything_is_sent(
        self, gateway: Gateway, call: CallContext, upstream: Upstream, books: Books
    ) -> None:
        await books.budget("0.002")
        with pytest.raises(BudgetExceeded, match=r"budget of the organization") as refused:
            await _events(gateway, call, ask())
        assert refused.value.details["limit_usd"] == "0.002000"
        assert refused.value.retryable is False
        assert upstream.requests == []
        assert (await books.window()).held == 0

    async def test_is_held_back_by_a_budget_on_its_model_whatever_it_is_called(
        self, gateway: Gateway, call: CallContext, books: Books
    ) -> None:
        await books.budget("0", scope_kind="model", scope_id="gpt-4o-mini")
        with pytest.raises(BudgetExceeded, match="budget of the model"):
            await _events(gateway, call, ask("gpt-4o-mini-2024-07-18"))

    async def test_refuses_a_model_without_a_price(
        self, gateway: Gateway, call: CallContext, upstream: Upstream
    ) -> None:
        with pytest.raises(ModelNotPriced):
            await _events(gateway, call, ask("mystery-9"))
        assert upstream.requests == []

    @pytest.mark.parametrize("bound", [0, -5])
    async def test_refuses_a_bound_that_leaves_no_answer(self, gateway: Gateway, call: CallContext, bound: int) -> None:
        with pytest.raises(InvalidInput, match="max_output_tokens"):
            await _events(gateway, call, ask(max_output_tokens=bound))

    async def test_bills_zero_usage_of_a_paid_call_by_estimate(
        self, gateway: Gateway, call: CallContext, upstream: Upstream, books: Books
    ) -> None:
        upstream.replies = [Reply(usage={"prompt_tokens": 0, "completion_tokens": 0})]
        await _events(gateway, call, ask())
        (row,) = await books.ledger()
        assert row["is_estimated"]
        assert row["cost_microusd"] > 0

    async def test_marks_a_call_whose_provider_counts_nothing(
        self, gateway: Gateway, call: CallContext, upstream: Upstream, books: Books
    ) -> None:
        upstream.replies = [Reply(usage=None)]
        await _events(gateway, call, ask())
        assert (await books.ledger())[0]["is_estimated"]

    async def test_keeps_many_calls_of_one_tight_budget_within_it(
        self, gateway: Gateway, call: CallContext, upstream: Upstream, books: Books
    ) -> None:
        await books.budget("0.01")
        results = await asyncio.gather(
            *(_events(gateway, call, ask(max_output_tokens=1500)) for _ in range(50)), return_exceptions=True
        )
        answered = [result for result in results if isinstance(result, list)]
        assert all(isinstance(result, list | BudgetExceeded) for result in results)
        assert len(answered) == len(upstream.requests) == len(await books.ledger()) >= 10
        window = await books.window()
        assert window.spent == len(answered) * PRICE_OF_1000_AND_500 <= window.limit
        assert window.held == 0


class TestRetries:
    async def test_tries_again_and_closes_both_reservations(
        self, gateway: Gateway, call: CallContext, upstream: Upstream, books: Books
    ) -> None:
        await books.budget("1")
        upstream.replies = [Reply(status=429, headers={"retry-after-ms": "20"}), Reply()]
        settled = (await _events(gateway, call, ask()))[-1]
        assert isinstance(settled, Settled)
        assert settled.attempts == 2
        first, second = await books.ledger()
        assert (first["outcome"], first["error_code"], first["cost_microusd"]) == ("failed", "rate_limited", 0)
        assert (first["status"], second["status"]) == (429, 200)
        assert (second["outcome"], second["attempt"]) == ("completed", 2)
        assert await books.reservations() == []
        assert (await books.window()).spent == PRICE_OF_1000_AND_500

    async def test_a_confirmation_that_comes_late_books_nothing_anew(
        self,
        gateway: Gateway,
        accountant: Accountant,
        call: CallContext,
        upstream: Upstream,
        books: Books,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        await books.budget("1")
        confirm, settle, late = LedgerFunctions.confirm_soon, accountant.settle, asyncio.Event()

        def confirm_later(functions: LedgerFunctions, reservation_id: ReservationId) -> asyncio.Task[bool | None]:
            async def wait() -> bool | None:
                await late.wait()
                return await confirm(functions, reservation_id)

            return asyncio.create_task(wait())

        async def let_it_come(booked: asyncio.Future[None]) -> None:
            await booked
            late.set()
            await asyncio.sleep(0.1)

        monkeypatch.setattr(LedgerFunctions, "confirm_soon", confirm_later)
        monkeypatch.setattr(
            accountant, "settle", lambda hold, bill: asyncio.create_task(let_it_come(settle(hold, bill)))
        )
        upstream.replies = [Reply(status=400)]
        with pytest.raises(InvalidInput):
            await _events(gateway, call, ask())
        assert await books.reservations() == []
        assert (await books.window()).held == 0

    async def test_gives_up_with_the_providers_last_word(
        self, gateway: Gateway, call: CallContext, upstream: Upstream, books: Books
    ) -> None:
        upstream.replies = [Reply(status=503)]
        with pytest.raises(UpstreamFailed, match="503"):
            await _events(gateway, call, ask())
        assert len(upstream.requests) == 4
        assert {row["cost_microusd"] for row in await books.ledger()} == {0}

    async def test_does_not_wait_beyond_the_deadline(
        self, gateway: Gateway, principal: Principal, upstream: Upstream
    ) -> None:
        upstream.replies = [Reply(status=429, headers={"retry-after": "30"})]
        with pytest.raises(RateLimited):
            await _events(gateway, CallContext(principal, "r", deadline_s=5), ask())
        assert len(upstream.requests) == 1

    async def test_does_not_repeat_what_the_provider_calls_wrong(
        self, gateway: Gateway, call: CallContext, upstream: Upstream
    ) -> None:
        upstream.replies = [Reply(status=400)]
        with pytest.raises(InvalidInput):
            await _events(gateway, call, ask())
        assert len(upstream.requests) == 1

    async def test_never_begins_anew_once_something_was_said(
        self, gateway: Gateway, call: CallContext, upstream: Upstream, books: Books
    ) -> None:
        upstream.replies = [Reply(breaks_after=2)]
        with pytest.raises(UpstreamFailed):
            await _events(gateway, call, ask())
        assert len(upstream.requests) == 1
        (row,) = await books.ledger()
        assert (row["outcome"], row["is_estimated"]) == ("failed", True)
        assert row["output_tokens"] > 0


class TestLeaving:
    async def test_closes_the_provider_and_bills_by_estimate(
        self, gateway: Gateway, call: CallContext, upstream: Upstream, books: Books
    ) -> None:
        await books.budget("1")
        upstream.replies = [Reply(words=["Once upon a time"] * 3, stalls_after=1)]
        async with aclosing(gateway.stream(call, ask())) as events:
            await anext(events)
        async with asyncio.timeout(5):
            await upstream.was_left.wait()
        row = await _only_row(books)
        assert (row["outcome"], row["is_estimated"]) == ("cancelled", True)
        assert row["output_tokens"] == -(-len("Once upon a time") // 3)
        assert (await books.window()).held == 0

    async def test_bills_a_call_that_is_cancelled_while_it_waits(
        self, gateway: Gateway, call: CallContext, upstream: Upstream, books: Books
    ) -> None:
        upstream.replies = [Reply(stalls_after=0)]
        waiting = asyncio.create_task(_events(gateway, call, ask()))
        async with asyncio.timeout(5):
            while not upstream.requests:
                await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        row = await _only_row(books)
        assert (row["outcome"], row["output_tokens"]) == ("cancelled", 0)
        assert row["input_tokens"] > 0

    async def test_ends_a_provider_that_stalls(
        self, gateway: Gateway, principal: Principal, upstream: Upstream, books: Books
    ) -> None:
        upstream.replies = [Reply(stalls_after=1)]
        with pytest.raises(TimedOut):
            await _events(gateway, CallContext(principal, "r", deadline_s=0.3), ask())
        assert (await _only_row(books))["error_code"] == "timed_out"


class TestBuiltinModel:
    async def test_goes_the_same_way_for_nothing(
        self, database: Database, accountant: Accountant, call: CallContext, books: Books
    ) -> None:
        await books.budget("0")
        async with _gateway(database, accountant, None) as gateway:
            settled = (await _events(gateway, call, ask(text="Hi")))[-1]
        assert isinstance(settled, Settled)
        (row,) = await books.ledger()
        assert (row["provider"], row["model"], row["cost_microusd"]) == ("builtin", "builtin", 0)
        assert settled.tokens.output_tokens == row["output_tokens"]

    async def test_is_what_auto_means_until_a_provider_is_connected(
        self, database: Database, accountant: Accountant, gateway: Gateway
    ) -> None:
        assert gateway.status().connected
        async with _gateway(database, accountant, None) as alone:
            status = alone.status()
            assert (status.connected, status.default_model, status.provider) == (False, "builtin", "builtin")
            assert "OPENAI_API_KEY" in status.how_to_connect

    async def test_does_not_stand_in_for_a_model_that_was_named(
        self, database: Database, accountant: Accountant, call: CallContext
    ) -> None:
        async with _gateway(database, accountant, None) as gateway:
            with pytest.raises(NoModelConnected, match="OPENAI_API_KEY"):
                await _events(gateway, call, ask("gpt-4o"))


class TestPrices:
    async def test_come_from_configuration_where_no_list_has_them(
        self, database: Database, accountant: Accountant, upstream: Upstream, call: CallContext
    ) -> None:
        override = PriceOverride(input_usd=Decimal(2), output_usd=Decimal(4))
        async with _gateway(database, accountant, upstream, prices={"mine": override}) as gateway:
            settled = (await _events(gateway, call, ask("mine")))[-1]
            assert isinstance(settled, Settled)
            assert settled.cost_microusd == 2000 + 2000
            assert await gateway.estimate_microusd(call, 1000, 500, "mine") == 4000


class TestModelFor:
    async def test_is_a_model_that_an_agent_can_use(
        self, gateway: Gateway, call: CallContext, principal: Principal
    ) -> None:
        bound = gateway.model_for(call)
        as_model: Model = bound
        events = [event async for event in as_model.stream(ask())]
        assert isinstance(events[-1], Finished)
        assert bound.cost_microusd == PRICE_OF_1000_AND_500
        assert call.mission_id
        assert await gateway.mission_cost(principal, call.mission_id) == PRICE_OF_1000_AND_500


async def _only_row(books: Books) -> dict[str, object]:
    """Return the ledger's only row once it is there; a call that was left is booked behind its reader's back."""
    async with asyncio.timeout(5):
        while not (rows := await books.ledger()):
            await asyncio.sleep(0.01)
    (row,) = rows
    return row
