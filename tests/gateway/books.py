"""A look at an organization's books, and what can happen to them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from pilothouse.core.ids import ProcessId, ReservationId, new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.budgets.repository import BudgetRepository
from pilothouse.gateway.budgets.schemas import BudgetCreate, BudgetRead
from pilothouse.gateway.budgets.service import BudgetService
from pilothouse.gateway.catalog.rates import Tokens
from pilothouse.gateway.ledger.entries import Bill, Entry, Outcome
from pilothouse.gateway.ledger.repository import LedgerRepository
from pilothouse.gateway.limits.repository import LimitRepository
from pilothouse.gateway.limits.schemas import LimitCreate, LimitRead
from pilothouse.gateway.limits.service import LimitService

USED = Tokens(input_tokens=7, output_tokens=3)


@dataclass(frozen=True)
class Window:
    scope: str
    period: str
    is_hard: bool
    is_open: bool
    limit: int
    spent: int
    held: int


_WINDOWS = text("""
    select b.scope, b.period, b.is_hard, w.ends_at is null or w.ends_at > gateway_now() as is_open,
      w.limit_microusd, w.spent_microusd, w.held_microusd,
      (select coalesce(sum(l.cost_microusd), 0) from ledger l where b.scope = any(l.scopes)
        and l.admitted_at >= w.starts_at and (w.ends_at is null or l.admitted_at < w.ends_at))::bigint as booked,
      (select coalesce(sum(r.amount_microusd), 0) from reservation r where b.scope = any(r.scopes)
        and r.admitted_at >= w.starts_at and (w.ends_at is null or r.admitted_at < w.ends_at))::bigint as reserved
    from budget_window w join budget b on b.id = w.budget_id order by b.scope, b.period, w.starts_at
""")

_LIMITS = text("""
    select l.scope, l.running,
      (select count(*) from reservation r where l.scope = any(r.scopes)) as in_flight from call_limit l
""")
_SUMS = """select hour, provider, model, agent, user_id, api_key_id, team_ids, scopes, calls, failed, estimated,
    input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_microusd,
    saved_microusd from spend_hour"""
_SUMS_OF_LEDGER = """select date_trunc('hour', admitted_at, 'UTC'), provider, model, agent, user_id, api_key_id,
    team_ids, array(select x from unnest(scopes) x where x !~ '^(mission|conversation):') as kept,
    count(*) filter (where kind = 'call'), count(*) filter (where kind = 'call' and outcome = 'failed'),
    count(*) filter (where kind = 'call' and is_estimated), sum(input_tokens)::bigint,
    sum(cached_input_tokens)::bigint, sum(cache_write_tokens)::bigint, sum(output_tokens)::bigint,
    sum(reasoning_tokens)::bigint, sum(cost_microusd)::bigint, sum(saved_microusd)::bigint
    from ledger group by 1, 2, 3, 4, 5, 6, 7, 8"""
_UNEQUAL_SUMS = text(f"({_SUMS} except {_SUMS_OF_LEDGER}) union all ({_SUMS_OF_LEDGER} except {_SUMS})")


@dataclass(frozen=True)
class Books:
    """What one organization's budgets, reservations and ledger say."""

    database: Database
    principal: Principal

    @property
    def organization_scope(self) -> str:
        return f"organization:{self.principal.organization_id}"

    async def windows(self) -> list[Window]:
        """Return every window, having proved that windows, limits and hourly sums equal ledger and reservations."""
        async with self.database.transaction(self.principal.organization_id) as session:
            rows = (await session.execute(_WINDOWS)).all()
            assert (await session.execute(_UNEQUAL_SUMS)).all() == []
            assert [row for row in await session.execute(_LIMITS) if row.running != row.in_flight] == []
        for row in rows:
            assert (row.spent_microusd, row.held_microusd) == (row.booked, row.reserved), row
        return [Window(*row[:7]) for row in rows]

    async def window(self) -> Window:
        (window,) = [window for window in await self.windows() if window.is_open]
        return window

    async def budget(self, limit_usd: str, **fields: object) -> BudgetRead:
        wanted = {"scope_kind": "organization", "scope_id": str(self.principal.organization_id), "period": "total"}
        async with self.database.transaction(self.principal.organization_id) as session:
            service = BudgetService(BudgetRepository(session), LedgerRepository(session))
            return await service.create(
                self.principal, BudgetCreate.model_validate({**wanted, "limit_usd": limit_usd, **fields})
            )

    async def limit(self, scope_kind: str, scope_id: str, **fields: object) -> LimitRead:
        wanted = LimitCreate.model_validate({"scope_kind": scope_kind, "scope_id": scope_id, **fields})
        async with self.database.transaction(self.principal.organization_id) as session:
            return await LimitService(LimitRepository(session), LedgerRepository(session)).create(
                self.principal, wanted
            )

    async def rows(self, query: str) -> list[dict[str, object]]:
        async with self.database.transaction(self.principal.organization_id) as session:
            return [dict(row) for row in (await session.execute(text(query))).mappings()]

    async def ledger(self) -> list[dict[str, object]]:
        return await self.rows("select * from ledger order by admitted_at, settled_at, id")

    async def reservations(self) -> list[dict[str, object]]:
        return await self.rows("select * from reservation order by id")

    def entry(self, amount: int, *scopes: str, **fields: Any) -> Entry:
        facts: dict[str, Any] = {
            "id": ReservationId(new_id()),
            "organization_id": self.principal.organization_id,
            "scopes": (self.organization_scope, *scopes),
            "provider": "openai",
            "model": "gpt-4o",
            "price_version": "test",
            "request_id": "request",
            "attempt": 1,
            "amount_microusd": amount,
        }
        return Entry(**facts | fields)


def bill(cost: int, outcome: Outcome = "completed", tokens: Tokens = USED, **fields: Any) -> Bill:
    return Bill(outcome, tokens, cost, **fields)


async def enrol(database: Database, process_id: ProcessId | None = None, age_s: float = -3600) -> ProcessId:
    """Give a process a lease; by default one that does not run out during a test."""
    process_id = process_id or ProcessId(new_id())
    async with database.transaction() as session:
        await session.execute(
            text(
                "insert into process_lease (id, name, beat_at)"
                " values (:id, 'test', now() - make_interval(secs => :age))"
                " on conflict (id) do update set beat_at = excluded.beat_at"
            ),
            {"id": process_id, "age": age_s},
        )
    return process_id


async def bury(database: Database, process_id: ProcessId) -> None:
    """Take a process's lease away, as when it died."""
    async with database.transaction() as session:
        await session.execute(text("delete from process_lease where id = :id"), {"id": process_id})


async def forget(owner_database: Database, books: Books) -> None:
    """Lose the organization's holds, as a crash of PostgreSQL does with those it had not written to disk."""
    identifier = {"id": books.principal.organization_id}
    async with owner_database.transaction() as session:
        await session.execute(text("delete from reservation where organization_id = :id"), identifier)
        await session.execute(
            text("update budget_window set held_microusd = 0 where organization_id = :id"), identifier
        )
        await session.execute(text("update call_limit set running = 0 where organization_id = :id"), identifier)
