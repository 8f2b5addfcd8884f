"""Limits at admission: which models, how many tokens a minute, how many calls at a time."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from pilothouse.core.ids import ProcessId
from pilothouse.db.engine import Database
from pilothouse.gateway.catalog.rates import Tokens
from pilothouse.gateway.ledger.entries import Hold, LimitRefusal, Refusal
from pilothouse.gateway.ledger.functions import LedgerFunctions
from pilothouse.gateway.ledger.repository import LedgerRepository
from pilothouse.gateway.limits.repository import LimitRepository
from pilothouse.gateway.limits.schemas import LimitUpdate
from pilothouse.gateway.limits.service import LimitService
from tests.conftest import make_tenant
from tests.gateway.books import Books, bill, bury, enrol, forget
from tests.gateway.clock import MoneyClock

AGENT = "agent:analyst"


@pytest.fixture
async def processes(database: Database) -> AsyncIterator[list[LedgerFunctions]]:
    processes = [LedgerFunctions(database.url, await enrol(database)) for _ in range(3)]
    yield processes
    for process in processes:
        await process.close()


async def _admit(functions: LedgerFunctions, books: Books, tokens: int = 0, **fields: Any) -> Hold:
    entry = books.entry(fields.pop("amount", 0), AGENT, estimated_tokens=tokens, **fields)
    answer = await functions.admit(entry)
    assert isinstance(answer, datetime), answer
    return Hold(entry, answer)


async def _refused(functions: LedgerFunctions, books: Books, tokens: int = 0) -> LimitRefusal:
    answer = await functions.admit(books.entry(0, AGENT, estimated_tokens=tokens))
    assert isinstance(answer, LimitRefusal), answer
    return answer


class TestAllowedModels:
    @pytest.mark.parametrize(
        ("patterns", "names", "is_allowed"),
        [
            (["gpt-4o"], ["gpt-4o"], True),
            (["gpt-4o"], ["gpt-4o-mini"], False),
            (["gpt-4o"], ["gpt-4o-2024-08-06", "gpt-4o"], True),  # a dated name of a listed model
            (["gpt-*"], ["gpt-4o"], True),
            (["*"], ["anything"], True),
            (["openai/*"], ["gpt-4o"], True),
            (["azure/*"], ["gpt-4o"], False),
            ([], ["gpt-4o"], False),
            (["claude-*", "*-mini"], ["gpt-4o-mini"], True),
            (["gpt_4o"], ["gpt-4o"], False),
            (["gpt%"], ["gpt-4o"], False),
            (["a\\b*"], ["a\\bc"], True),
            (["GPT-4o"], ["gpt-4o"], False),
        ],
    )
    async def test_are_patterns_of_names(
        self,
        functions: LedgerFunctions,
        books: Books,
        patterns: list[str],
        names: list[str],
        is_allowed: bool,  # noqa: FBT001 - a case
    ) -> None:
        await books.limit("agent", "analyst", allowed_models=patterns)
        scopes = [AGENT, *(f"model:{name}" for name in names)]
        answer = await functions.admit(books.entry(0, *scopes, model=names[0]))
        assert isinstance(answer, datetime) == is_allowed
        if isinstance(answer, LimitRefusal):
            assert (answer.reason, answer.scope, answer.models) == ("model", AGENT, tuple(patterns))
            assert answer.retry_after_s is None

    async def test_come_before_the_question_of_money(self, functions: LedgerFunctions, books: Books) -> None:
        await books.budget("0")
        await books.limit("agent", "analyst", allowed_models=["llama-3"])
        answer = await functions.admit(books.entry(5, AGENT, "model:gpt-4o"))
        assert isinstance(answer, LimitRefusal)
        assert isinstance(await functions.admit(books.entry(5, AGENT, "model:llama-3")), Refusal)

    async def test_bind_only_calls_of_their_scope(
        self, functions: LedgerFunctions, books: Books, database: Database
    ) -> None:
        stranger = Books(database, (await make_tenant(database)).principal)
        await stranger.limit("agent", "analyst", allowed_models=[])
        await books.limit("agent", "poet", allowed_models=[])
        await _admit(functions, books)


class TestParallelCalls:
    async def test_are_counted_over_all_processes(
        self, database: Database, books: Books, processes: list[LedgerFunctions]
    ) -> None:
        await books.limit("agent", "analyst", parallel_calls=7)
        entries = [books.entry(0, AGENT) for _ in range(30)]
        answers = await asyncio.gather(*(processes[n % 3].admit(entry) for n, entry in enumerate(entries)))
        assert sum(isinstance(answer, datetime) for answer in answers) == 7
        refusal = next(answer for answer in answers if isinstance(answer, LimitRefusal))
        assert (refusal.reason, refusal.allowed, refusal.retry_after_s) == ("parallel", 7, 1)
        await books.windows()

    async def test_make_room_when_a_call_ends(self, functions: LedgerFunctions, books: Books) -> None:
        await books.limit("agent", "analyst", parallel_calls=1)
        for end in ("settle", "void", "settle"):
            hold = await _admit(functions, books)
            assert (await _refused(functions, books)).reason == "parallel"
            await (functions.settle(hold, bill(0)) if end == "settle" else functions.void(hold.entry.id))
        await _admit(functions, books)

    async def test_make_room_when_a_process_dies(
        self, database: Database, functions: LedgerFunctions, books: Books, process_id: ProcessId
    ) -> None:
        await books.limit("agent", "analyst", parallel_calls=1)
        await _admit(functions, books)
        await bury(database, process_id)
        await functions.sweep(3)
        await enrol(database, process_id)
        await _admit(functions, books)

    async def test_count_calls_that_were_in_flight_before_the_limit(
        self, functions: LedgerFunctions, books: Books
    ) -> None:
        hold = await _admit(functions, books)
        limit = await books.limit("agent", "analyst", parallel_calls=1)
        assert limit.running == 1
        await _refused(functions, books)
        await functions.settle(hold, bill(0))
        await books.windows()

    async def test_count_a_hold_that_was_booked_anew(
        self, functions: LedgerFunctions, books: Books, owner_database: Database
    ) -> None:
        await books.limit("agent", "analyst", parallel_calls=1)
        lost = await _admit(functions, books)
        await forget(owner_database, books)
        other = await _admit(functions, books)
        await functions.book_anew(lost.entry)
        await functions.settle(other, bill(0))
        assert (await _refused(functions, books)).reason == "parallel"
        await books.windows()


class TestTokensPerMinute:
    async def test_are_taken_at_admission_and_come_back_with_time(
        self, functions: LedgerFunctions, books: Books, clock: MoneyClock
    ) -> None:
        await books.limit("agent", "analyst", tokens_per_minute=600)
        await _admit(functions, books, tokens=400)
        refusal = await _refused(functions, books, tokens=300)
        assert (refusal.reason, refusal.allowed, refusal.retry_after_s) == ("tokens", 600, 10)
        await _admit(functions, books, tokens=200)
        await clock.advance(timedelta(seconds=30))
        await _admit(functions, books, tokens=300)
        assert (await _refused(functions, books, tokens=1)).retry_after_s == pytest.approx(0.1)

    async def test_are_settled_at_what_was_truly_used(
        self, functions: LedgerFunctions, books: Books, clock: MoneyClock
    ) -> None:
        await books.limit("agent", "analyst", tokens_per_minute=600)
        hold = await _admit(functions, books, tokens=100)
        await functions.settle(hold, bill(0, tokens=Tokens(input_tokens=100, output_tokens=800)))
        assert (await _refused(functions, books, tokens=60)).retry_after_s == 36  # 300 owed and 60 wanted, 10 a second
        await clock.advance(timedelta(seconds=36))
        hold = await _admit(functions, books, tokens=60)
        await functions.settle(hold, bill(0, tokens=Tokens(input_tokens=10)))
        await _admit(functions, books, tokens=50)

    async def test_are_given_back_by_a_call_that_was_never_sent(
        self, functions: LedgerFunctions, books: Books, clock: MoneyClock
    ) -> None:
        await books.limit("agent", "analyst", tokens_per_minute=600)
        hold = await _admit(functions, books, tokens=600)
        await functions.void(hold.entry.id)
        await _admit(functions, books, tokens=600)

    async def test_stay_taken_when_nobody_knows_what_a_call_used(
        self, database: Database, functions: LedgerFunctions, books: Books, process_id: ProcessId, clock: MoneyClock
    ) -> None:
        await books.limit("agent", "analyst", tokens_per_minute=600)
        await _admit(functions, books, tokens=500)
        await bury(database, process_id)
        await functions.sweep(3)
        await enrol(database, process_id)
        assert (await _refused(functions, books, tokens=200)).retry_after_s == 10

    async def test_let_a_call_larger_than_the_minute_pass_when_nothing_is_used(
        self, functions: LedgerFunctions, books: Books, clock: MoneyClock
    ) -> None:
        await books.limit("agent", "analyst", tokens_per_minute=600)
        await _admit(functions, books, tokens=1)
        assert (await _refused(functions, books, tokens=5_000)).retry_after_s == pytest.approx(0.1)
        await clock.advance(timedelta(seconds=1))
        await _admit(functions, books, tokens=5_000)
        assert (await _refused(functions, books, tokens=1)).retry_after_s == pytest.approx(440.1)

    async def test_are_shared_by_all_processes(
        self, books: Books, processes: list[LedgerFunctions], clock: MoneyClock
    ) -> None:
        await books.limit("organization", str(books.principal.organization_id), tokens_per_minute=1_000)
        entries = [books.entry(0, estimated_tokens=30) for _ in range(60)]
        answers = await asyncio.gather(*(processes[n % 3].admit(entry) for n, entry in enumerate(entries)))
        assert sum(isinstance(answer, datetime) for answer in answers) == 33

    async def test_hold_nobody_back_once_they_are_limited_no_more(
        self, functions: LedgerFunctions, books: Books, clock: MoneyClock
    ) -> None:
        limit = await books.limit("agent", "analyst", tokens_per_minute=60, parallel_calls=9)
        await _admit(functions, books, tokens=500)
        async with books.database.transaction(books.principal.organization_id) as session:
            await LimitService(LimitRepository(session), LedgerRepository(session)).edit(
                books.principal, limit.id, LimitUpdate(tokens_per_minute=None)
            )
        await _admit(functions, books, tokens=500)

    async def test_name_the_limit_that_keeps_the_call_longest(
        self, functions: LedgerFunctions, books: Books, clock: MoneyClock
    ) -> None:
        await books.limit("agent", "analyst", tokens_per_minute=600, parallel_calls=1)
        slow = await books.limit("organization", str(books.principal.organization_id), tokens_per_minute=60)
        await _admit(functions, books, tokens=60)
        refusal = await _refused(functions, books, tokens=30)
        assert (refusal.limit_id, refusal.reason, refusal.retry_after_s) == (slow.id, "tokens", 30)
