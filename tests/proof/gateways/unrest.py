"""What changes while calls run: limits, raises, shut-offs, budgets made anew, refunds, and the calendar."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar
from uuid import UUID

from sqlalchemy import text

from pilothouse.core.errors import PilothouseError
from pilothouse.core.ids import OrganizationId, ProcessId, ReservationId, new_id
from pilothouse.core.money import parse_usd, to_decimal_string
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.budgets.repository import BudgetRepository
from pilothouse.gateway.budgets.schemas import BudgetCreate, BudgetRaise, BudgetRead, BudgetUpdate
from pilothouse.gateway.budgets.service import BudgetService
from pilothouse.gateway.ledger.entries import Correction
from pilothouse.gateway.ledger.functions import LedgerFunctions
from pilothouse.gateway.ledger.repository import LedgerRepository
from pilothouse.gateway.limits.repository import LimitRepository
from pilothouse.gateway.limits.schemas import LimitUpdate
from pilothouse.gateway.limits.service import LimitService
from tests.proof.gateways.company import Company
from tests.proof.gateways.patience import until_done
from tests.proof.gateways.witness import Witness

Result = TypeVar("Result")
Deed = Callable[[Sequence[BudgetRead]], Awaitable[None]]

_SETTLED = text(
    "select id, cost_microusd from ledger where kind = 'call' and cost_microusd > 0 order by random() limit 1"
)
_JUMPS = (timedelta(days=1), timedelta(days=1), timedelta(days=8), timedelta(days=33), timedelta(minutes=-5))


@dataclass
class Unrest:
    """One organization's restless office.

    Attributes:
        limits: what each budget's limit must be, where the last edit was acknowledged.
        corrections: what was asked for: the row to correct, and micro-dollars.
        booked: those of them that were acknowledged.
    """

    company: Company
    database: Database
    witness: Witness
    limits: dict[UUID, int | None] = field(default_factory=dict[UUID, int | None])
    corrections: dict[UUID, tuple[UUID, int]] = field(default_factory=dict[UUID, tuple[UUID, int]])
    booked: set[UUID] = field(default_factory=set[UUID])

    async def until(self, end: asyncio.Event) -> None:
        """Do something every moment until told to end."""
        functions = LedgerFunctions(self.database.url, ProcessId(new_id()))
        deeds: list[tuple[Deed, int]] = [
            (self._edit_limit, 12),
            (self._raise, 3),
            (self._end_raise, 1),
            (self._shut_off, 1),
            (self._make_anew, 1),
            (self._change_call_limit, 2),
            (lambda _budgets: self._correct(functions), 8),
            (self._turn_the_page, 1),
        ]
        try:
            while not end.is_set():
                if (page := await self._order(lambda service: service.listed(self._who))) is not None:
                    await self._reopen(page.items)
                    (deed,) = random.choices([deed for deed, _ in deeds], [weight for _, weight in deeds])
                    await deed(page.items)
                await asyncio.sleep(random.uniform(0.02, 0.1))
        finally:
            await functions.close()

    @property
    def _who(self) -> Principal:
        return self.company.principal

    async def _order(self, act: Callable[[BudgetService], Awaitable[Result]]) -> Result | None:
        """Do something with budgets; None when it was refused, or when nobody knows whether it was done."""
        try:
            async with self.database.transaction(self._who.organization_id) as session:
                return await act(BudgetService(BudgetRepository(session), LedgerRepository(session)))
        except PilothouseError:
            return None

    async def _edit_limit(self, budgets: Sequence[BudgetRead]) -> None:
        """Set the limit of a budget that refuses, or of any, to about what is spent."""
        budget = _tight(budgets)
        spent = parse_usd(budget.window.spent_usd) if budget.window else 0
        limit = max(0, spent + random.randint(-20_000, 250_000))
        changes = BudgetUpdate(limit_usd=to_decimal_string(limit))
        self.limits[budget.id] = None
        if await self._order(lambda service: service.edit(self._who, budget.id, changes)):
            self.limits[budget.id] = limit

    async def _raise(self, budgets: Sequence[BudgetRead]) -> None:
        budget = _tight(budgets)
        limit = parse_usd(budget.limit_usd) + random.randint(1, 100_000)
        until = await until_done(self._now) + timedelta(seconds=random.uniform(0.05, 2))
        wanted = BudgetRaise(limit_usd=to_decimal_string(limit), until=until)
        await self._order(lambda service: service.raise_for_a_time(self._who, budget.id, wanted))

    async def _end_raise(self, budgets: Sequence[BudgetRead]) -> None:
        budget = random.choice(budgets)
        await self._order(lambda service: service.end_raise(self._who, budget.id))

    async def _shut_off(self, budgets: Sequence[BudgetRead]) -> None:
        budget = random.choice(budgets)
        await self._order(lambda service: service.shut_off(self._who, budget.id))

    async def _reopen(self, budgets: Sequence[BudgetRead]) -> None:
        """Switch on what was switched off, or has switched itself off; not always at once."""
        for each in budgets:
            if each.shut_off_at and random.random() < 0.3:
                await self._order(partial(_reopen, self._who, each.id))

    async def _make_anew(self, budgets: Sequence[BudgetRead]) -> None:
        """Delete a budget and make it again, which must find what its scope has spent already."""
        wanted = BudgetCreate.model_validate(random.choice(self.company.wanted_budgets()))
        place = (wanted.scope_kind, wanted.scope_id, wanted.period)
        for each in budgets:
            if (each.scope_kind, each.scope_id, each.period) == place:
                self.limits.pop(each.id, None)
                await self._order(partial(_delete, self._who, each.id))
        await self._order(lambda service: service.create(self._who, wanted))

    async def _change_call_limit(self, _budgets: Sequence[BudgetRead]) -> None:
        changes = LimitUpdate.model_validate({"parallel_calls": random.randint(3, 60)})
        with suppress(PilothouseError):
            async with self.database.transaction(self._who.organization_id) as session:
                limits = LimitService(LimitRepository(session), LedgerRepository(session))
                limited = [each for each in await limits.listed(self._who) if each.parallel_calls]
                await limits.edit(self._who, random.choice(limited).id, changes)

    async def _correct(self, functions: LedgerFunctions) -> None:
        """Refund a settled call, in part or all, or bill more for it."""
        organization_id = OrganizationId(self.company.principal.organization_id)
        row = await until_done(lambda: self._settled(organization_id))
        if row is None:
            return
        row_id, cost = row
        correction = Correction(new_id(), organization_id, ReservationId(row_id), random.randint(-cost, cost // 4))
        self.corrections[correction.id] = (row_id, correction.cost_microusd)
        if await until_done(lambda: functions.correct(correction)):
            self.booked.add(correction.id)

    async def _settled(self, organization_id: OrganizationId) -> tuple[UUID, int] | None:
        async with self.database.transaction(organization_id) as session:
            row = (await session.execute(_SETTLED)).one_or_none()
        return (row.id, row.cost_microusd) if row else None

    async def _turn_the_page(self, _budgets: Sequence[BudgetRead]) -> None:
        """Let days pass in a moment, so that periods end; now and then the clock is put back a little."""
        await self.witness.move_clock(random.choice(_JUMPS))

    async def _now(self) -> datetime:
        async with self.database.transaction() as session:
            return (await session.execute(text("select gateway_now()"))).scalar_one()


async def _reopen(who: Principal, budget_id: UUID, service: BudgetService) -> None:
    await service.reopen(who, budget_id)


async def _delete(who: Principal, budget_id: UUID, service: BudgetService) -> None:
    await service.delete(who, budget_id)


def _tight(budgets: Sequence[BudgetRead]) -> BudgetRead:
    """Choose among the budgets that have hardly any room left, or now and then any."""
    tight = [each for each in budgets if each.is_hard and _room_of(each) < 10_000]
    return random.choice([*tight, random.choice(budgets)])


def _room_of(budget: BudgetRead) -> int:
    return parse_usd(budget.window.remaining_usd if budget.window else budget.limit_usd)
