"""What it takes to admit a call: latency at 1,000 a second, three processes on one hot window, and what RLS costs.

`ADMISSION_SECONDS` and `ADMISSION_ROWS` make a smaller run.
"""

import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.admitting import SCOPES
from benchmarks.fixtures import make_tenant
from benchmarks.place import migrated_cluster
from benchmarks.table import Ratio, Result, percentile
from pilothouse.core.ids import OrganizationId, UserId
from pilothouse.core.principal import Principal
from pilothouse.db.embedded import Cluster
from pilothouse.db.engine import Database
from pilothouse.gateway.budgets.repository import BudgetRepository
from pilothouse.gateway.ledger.listing import RequestFilter, RequestListing
from pilothouse.gateway.ledger.reports import LedgerReports, SpendQuestion

SECONDS = float(os.environ.get("ADMISSION_SECONDS", "20"))
ROWS = int(os.environ.get("ADMISSION_ROWS", "200000"))
RATE = 1000
CALLERS = 64  # of each busy process
PROCESSES = 3
ORGANIZATIONS = 4  # share the rows of which one asks
ASKED = 60  # times, each question by each role

_FILL_LEDGER = text("""
    insert into ledger (id, organization_id, user_id, scopes, provider, model, price_version, request_id, attempt,
      admitted_at, kind, outcome, status, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens,
      reasoning_tokens, cost_microusd, is_estimated, overrun_microusd)
    select gen_random_uuid(), o.id, o.id, array['organization:' || o.id], 'openai', 'model-' || n % 7, 'benchmark',
      'request-' || n, 1, now() - make_interval(mins => n % 40000), 'call',
      case when n % 50 = 0 then 'failed' else 'completed' end, 200, 500, 100, 0, 200, 0, n % 5000, false, 0
    from unnest(cast(:organizations as uuid[])) as o(id), generate_series(1, cast(:rows as int)) n
""")
_FILL_HOURS = text("""
    insert into spend_hour (id, organization_id, hour, provider, model, user_id, team_ids, scopes, calls, failed,
      estimated, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_microusd,
      saved_microusd)
    select gen_random_uuid(), organization_id, date_trunc('hour', admitted_at, 'UTC'), provider, model, user_id, '{}',
      scopes, count(*), 0, 0, sum(input_tokens), 0, 0, sum(output_tokens), 0, sum(cost_microusd), 0
    from ledger group by organization_id, date_trunc('hour', admitted_at, 'UTC'), provider, model, user_id, scopes
""")
_BUDGET = text("""
    with made as (
      insert into budget (id, organization_id, scope_kind, scope_id, period, limit_microusd, is_hard, thresholds)
      values (gen_random_uuid(), :organization, :kind, :scope_id, 'monthly', 1000000000000, true, '{50,80,100}')
      returning id, organization_id, limit_microusd)
    insert into budget_window (id, budget_id, organization_id, starts_at, ends_at, limit_microusd)
    select gen_random_uuid(), id, organization_id, now() - interval '1 day', now() + interval '1 day', limit_microusd
    from made
""")
_WRONG_WINDOWS = text("""
    select count(*) from budget_window w join budget b on b.id = w.budget_id where w.held_microusd <> 0
      or w.spent_microusd <> (select coalesce(sum(l.cost_microusd), 0) from ledger l where b.scope = any(l.scopes))
""")

Question = Callable[[AsyncSession, Principal], Awaitable[object]]


@dataclass(frozen=True)
class Admitted:
    """What one or several processes admitted."""

    admission_ms: list[float]
    seconds: float

    @property
    def per_second(self) -> float:
        """Return how many calls went through in a second."""
        return len(self.admission_ms) / self.seconds

    def row(self, name: str) -> tuple[str, ...]:
        """Return its line of the table."""
        p50, p99 = (percentile(self.admission_ms, share) for share in (0.5, 0.99))
        return name, f"{self.per_second:,.0f}/s", f"{p50:.2f}", f"{p99:.2f}"


async def run() -> Result:
    """Measure on one database, one thing after another."""
    result = Result("Admission", ("What", "rate", "p50 ms", "p99 ms"))
    with migrated_cluster() as cluster:
        steady = await _admit(cluster, f"{RATE}/s", processes=1)
        alone = await _admit(cluster, str(CALLERS), processes=1)
        together = await _admit(cluster, str(CALLERS), processes=PROCESSES)
        result.rows += [
            steady.row(f"one process, {RATE:,} calls a second on 4 hard windows"),
            alone.row(f"one process, {CALLERS} callers without rest"),
            together.row(f"{PROCESSES} processes on the same windows, {CALLERS} callers each"),
        ]
        result.ratios = {
            "admission p50, ms": Ratio(percentile(steady.admission_ms, 0.5), "lower", 1, is_relative=False),
            "admission p99, ms": Ratio(percentile(steady.admission_ms, 0.99), "lower", 5, is_relative=False),
            f"{PROCESSES} processes on a hot window against one": Ratio(together.per_second / alone.per_second),
        }
        await _compare_roles(cluster, result)
    return result


async def _admit(cluster: Cluster, pace: str, *, processes: int) -> Admitted:
    """Let processes make calls of one new organization; its windows must add up afterwards."""
    database = Database(cluster.app_url)
    organization, _ = await make_tenant(database)
    async with database.transaction(organization) as session:
        for scope in (f"organization:{organization}", *SCOPES):
            kind, _, scope_id = scope.partition(":")
            await session.execute(_BUDGET, {"organization": organization, "kind": kind, "scope_id": scope_id})
    told = await asyncio.gather(*(_admitting(cluster.app_url, organization, pace) for _ in range(processes)))
    async with database.transaction(organization) as session:
        assert await session.scalar(_WRONG_WINDOWS) == 0, "the windows do not add up"
    await database.close()
    assert not any(each["refused"] for each in told)
    times = [milliseconds for each in told for milliseconds in each["admission_ms"]]
    return Admitted(times, max(each["seconds"] for each in told))


async def _admitting(url: str, organization: UUID, pace: str) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.admitting", str(organization), pace, str(SECONDS)),
        env={**os.environ, "DATABASE_URL": url},
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    return json.loads(output)


async def _compare_roles(cluster: Cluster, result: Result) -> None:
    """Ask the same questions as the owner, whom a policy lets see all, and under row-level security."""
    databases = {"owner": Database(cluster.owner_url), "app": Database(cluster.app_url)}
    organizations = [(await make_tenant(databases["app"]))[0] for _ in range(ORGANIZATIONS)]
    async with databases["owner"].transaction() as session:
        rows = {"organizations": organizations, "rows": ROWS // ORGANIZATIONS}
        await session.execute(_FILL_LEDGER, rows)
        await session.execute(_FILL_HOURS)
    async with databases["owner"].transaction() as session:
        await session.execute(text("analyze"))
    who = Principal(OrganizationId(organizations[0]), UserId(organizations[0]), permissions=frozenset({"admin"}))
    ratios: list[float] = []
    for name, question in _QUESTIONS.items():
        took: dict[str, list[float]] = {role: [] for role in databases}
        for _ in range(ASKED):  # in turns
            for role, database in databases.items():
                took[role].append(await _ask(database, who, question))
        for role, milliseconds in took.items():
            words = "under RLS" if role == "app" else "as the owner"
            p50, p99 = percentile(milliseconds, 0.5), percentile(milliseconds, 0.99)
            result.rows.append((f"{name}, {words}", "", f"{p50:.2f}", f"{p99:.2f}"))
        ratios.append(statistics.median(took["app"]) / statistics.median(took["owner"]))
    for database in databases.values():
        await database.close()
    result.ratios["a question under RLS against as the owner"] = Ratio(statistics.median(ratios), "lower")


async def _ask(database: Database, who: Principal, question: Question) -> float:
    """Return how many milliseconds an answer took."""
    async with database.transaction(who.organization_id) as session:
        began = time.perf_counter()
        await question(session, who)
        return (time.perf_counter() - began) * 1000


async def _newest(session: AsyncSession, who: Principal) -> object:
    return await RequestListing(session).page(who, RequestFilter.model_validate({}), "-admitted_at", 100, None)


async def _failed(session: AsyncSession, who: Principal) -> object:
    return await RequestListing(session).page(
        who, RequestFilter.model_validate({"outcome": ["failed"]}), "-admitted_at", 100, None
    )


async def _spend(session: AsyncSession, who: Principal) -> object:
    until = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    return await LedgerReports(session).spend(who, SpendQuestion(until - timedelta(days=30), until, by=("model",)))


async def _budgets(session: AsyncSession, who: Principal) -> object:
    return await BudgetRepository(session).listed(who, None, None, 50, None)


_QUESTIONS: dict[str, Question] = {
    "newest requests": _newest,
    "failed requests": _failed,
    "spend of 30 days by model": _spend,
    "budgets": _budgets,
}
