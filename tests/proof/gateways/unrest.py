"""What changes while calls run: limits, raises, shut-offs, budgets made anew, refunds, and the calendar."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from pilothouse.core.ids import OrganizationId, ProcessId, ReservationId, new_id
from pilothouse.core.money import parse_usd, to_decimal_string
from pilothouse.db.engine import Database
from pilothouse.gateway.ledger.entries import Correction
from pilothouse.gateway.ledger.functions import LedgerFunctions
from tests.proof.gateways.company import Company
from tests.proof.gateways.patience import until_done
from tests.proof.gateways.witness import Witness

Budgets = list[dict[str, Any]]
Deed = Callable[[Budgets], Awaitable[None]]

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
    limits: dict[str, int | None] = field(default_factory=dict[str, int | None])
    corrections: dict[UUID, tuple[UUID, int]] = field(default_factory=dict[UUID, tuple[UUID, int]])
    booked: set[UUID] = field(default_factory=set[UUID])

    async def go_on(self) -> None:
        """Do something every moment, until cancelled."""
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
            while True:
                if budgets := await self.company.order("GET", "/api/v1/budgets"):
                    await self._reopen(budgets)
                    (deed,) = random.choices([deed for deed, _ in deeds], [weight for _, weight in deeds])
                    await deed(budgets)
                await asyncio.sleep(random.uniform(0, 0.05))
        finally:
            await functions.close()

    async def _edit_limit(self, budgets: Budgets) -> None:
        """Set the limit of a budget that refuses, or of any, to about what is spent."""
        budget = _tight(budgets)
        spent = parse_usd(budget["window"]["spent_usd"]) if budget["window"] else 0
        limit = max(0, spent + random.randint(-20_000, 250_000))
        self.limits[budget["id"]] = None
        body = {"limit_usd": to_decimal_string(limit)}
        if await self.company.order("PATCH", f"/api/v1/budgets/{budget['id']}", body) is not None:
            self.limits[budget["id"]] = limit

    async def _raise(self, budgets: Budgets) -> None:
        budget = _tight(budgets)
        limit = parse_usd(budget["limit_usd"]) + random.randint(1, 100_000)
        until = await self._now() + timedelta(seconds=random.uniform(0.05, 2))
        body = {"limit_usd": to_decimal_string(limit), "until": until.isoformat()}
        await self.company.order("PUT", f"/api/v1/budgets/{budget['id']}/raise", body)

    async def _end_raise(self, budgets: Budgets) -> None:
        await self.company.order("DELETE", f"/api/v1/budgets/{random.choice(budgets)['id']}/raise")

    async def _shut_off(self, budgets: Budgets) -> None:
        await self.company.order("POST", f"/api/v1/budgets/{random.choice(budgets)['id']}/shut-off")

    async def _reopen(self, budgets: Budgets) -> None:
        """Switch on what was switched off, or has switched itself off; not always at once."""
        for budget in budgets:
            if budget["shut_off_at"] and random.random() < 0.7:
                await self.company.order("POST", f"/api/v1/budgets/{budget['id']}/reopen")

    async def _make_anew(self, budgets: Budgets) -> None:
        """Delete a budget and make it again, which must find what its scope has spent already."""
        wanted = random.choice(self.company.wanted_budgets())
        place = (wanted["scope_kind"], wanted["scope_id"], wanted["period"])
        for budget in budgets:
            if (budget["scope_kind"], budget["scope_id"], budget["period"]) == place:
                self.limits.pop(budget["id"], None)
                await self.company.order("DELETE", f"/api/v1/budgets/{budget['id']}")
        await self.company.order("POST", "/api/v1/budgets", wanted)

    async def _change_call_limit(self, _budgets: Budgets) -> None:
        limit = random.choice(await self.company.order("GET", "/api/v1/limits") or [None])
        if limit and limit["parallel_calls"]:
            body = {"parallel_calls": random.randint(3, 60)}
            await self.company.order("PATCH", f"/api/v1/limits/{limit['id']}", body)

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

    async def _turn_the_page(self, _budgets: Budgets) -> None:
        """Let days pass in a moment, so that periods end; now and then the clock is put back a little."""
        await self.witness.move_clock(random.choice(_JUMPS))

    async def _now(self) -> datetime:
        async def ask() -> datetime:
            async with self.database.transaction() as session:
                now: datetime = await session.scalar(text("select gateway_now()")) or datetime.now(UTC)
                return now

        return await until_done(ask)


def _tight(budgets: Budgets) -> dict[str, Any]:
    """Choose among the budgets that have hardly any room left, or now and then any."""
    tight = [each for each in budgets if each["is_hard"] and _room_of(each) < 10_000]
    return random.choice([*tight, random.choice(budgets)])


def _room_of(budget: dict[str, Any]) -> int:
    return parse_usd(budget["window"]["remaining_usd"] if budget["window"] else budget["limit_usd"])
