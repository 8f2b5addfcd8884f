"""How fast the Costs and Requests pages open on a large ledger: their questions over HTTP, in this process.

Usage: python -m benchmarks.costs_page [--rows 10000000] [--world usual|spread]
Aim: everything that the Costs page asks at first, together, in less than a second.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx2
from fastapi import FastAPI
from sqlalchemy import text
from starlette.requests import HTTPConnection

from benchmarks.place import migrated_cluster
from benchmarks.table import Ratio, Result
from pilothouse.analytics import routes as analytics
from pilothouse.core.ids import OrganizationId, UserId, new_id
from pilothouse.core.principal import Principal
from pilothouse.core.telemetry import configure_logging
from pilothouse.db.embedded import Cluster
from pilothouse.db.engine import Database, DatabaseSettings
from pilothouse.gateway.budgets import routes as budgets
from pilothouse.gateway.ledger import routes as requests
from pilothouse.server.app import build_app
from pilothouse.server.settings import ServerSettings

ROWS = 10_000_000
DAYS = 90
_CHUNK_ROWS = 500_000
_ROUNDS = 5

# Who calls what. "usual": 20 services with a key and an agent each make 95 % of the calls, some far more than others,
# and one in ten with a second model; 100 people make the rest in working hours, each with two models. "spread": 40
# people with two keys, two agents and three models each, all at any hour, so that few calls of an hour are alike.
_WORLDS = {
    "usual": """
      select n, case when n % 20 > 0 then floor(20 * luck * luck)::int else 20 + floor(100 * luck)::int end as who,
        case when n % 20 > 0 then 'agent-' || floor(20 * luck * luck)::int else 'assistant' end as agent,
        case when n % 20 > 0 then (n % 10 = 9)::int else (n / 20 % 2)::int end as choice, 0 as key,
        case when n % 20 > 0 then at
          else date_trunc('day', at) + interval '8 hours' + (at - date_trunc('day', at)) * 0.4 end as at
      from calls""",
    "spread": """
      select n, floor(40 * luck)::int as who, 'agent-' || floor(40 * luck + n / 2 % 2)::int % 6 as agent,
        (n / 4 % 3)::int as choice, (n % 2)::int as key, at from calls""",
}
_FILL = """
    insert into ledger (id, organization_id, user_id, api_key_id, agent, team_ids, scopes, provider, connection, model,
      requested_model, price_version, request_id, attempt, admitted_at, settled_at, kind, outcome, status,
      input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_microusd,
      is_estimated, overrun_microusd, duration_ms, first_byte_ms)
    with calls as (
      select n, ((n * 2654435761) % 1000003) / 1000003.0 as luck,
        cast(:starts_at as timestamptz) + make_interval(secs => n * cast(:step_s as float8)) as at
      from generate_series(cast(:first as bigint), cast(:last as bigint)) n)
    select gen_random_uuid(), o.id, md5('user' || who)::uuid, md5('key' || who || key)::uuid, agent,
      case when who % 3 = 0 then array[md5('team' || who % 8)::uuid, md5('team' || (who + 1) % 8)::uuid]
        else array[md5('team' || who % 8)::uuid] end,
      array['organization:' || o.id, 'user:' || md5('user' || who)::uuid, 'api_key:' || md5('key' || who || key)::uuid,
        'agent:' || agent, 'model:model-' || (who + choice) % 12, 'team:' || md5('team' || who % 8)::uuid],
      case when (who + choice) % 2 = 0 then 'openai' else 'anthropic' end, 'main', 'model-' || (who + choice) % 12,
      'auto', 'benchmark', 'request-' || n, 1, at, at, 'call', case when n % 50 = 0 then 'failed' else 'completed' end,
      case when n % 50 = 0 then 500 else 200 end, 500 + n % 2000, n % 400, 0, 50 + n % 700, 0,
      100 + (n * 7919) % 20000, n % 97 = 0, 0, 800 + n % 3000, 200
    from organization o, ({world}) as world"""
_ROLL_UP = text("""
    insert into spend_hour (id, organization_id, hour, provider, model, agent, user_id, api_key_id, team_ids, scopes,
      calls, failed, estimated, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens,
      reasoning_tokens, cost_microusd, saved_microusd)
    select gen_random_uuid(), organization_id, date_trunc('hour', admitted_at, 'UTC'), provider, model, agent, user_id,
      api_key_id, team_ids, scopes, count(*), count(*) filter (where outcome = 'failed'),
      count(*) filter (where is_estimated), sum(input_tokens), sum(cached_input_tokens), sum(cache_write_tokens),
      sum(output_tokens), sum(reasoning_tokens), sum(cost_microusd), sum(saved_microusd)
    from ledger group by organization_id, date_trunc('hour', admitted_at, 'UTC'), provider, model, agent, user_id,
      api_key_id, team_ids, scopes
""")

COSTS_PAGE = {
    "spend by day and model": "/analytics/spend?by=model",
    "spend by person": "/analytics/spend?by=user",
    "spend by team and agent": "/analytics/spend?by=team&by=agent",
    "forecast of the month": "/analytics/forecast",
    "anomalies": "/analytics/anomalies",
    "budgets": "/budgets",
}
FURTHER = {
    "spend of 90 days by key": "/analytics/spend?by=api_key&bucket=week&since={begin}",
    "requests, newest": "/requests",
    "requests of a model": "/requests?model=model-3",
    "requests that failed": "/requests?status=5xx",
    "requests of a person without any": "/requests?user_id={nobody}",
    "requests of a day, dearest": "/requests?sort=-cost_usd&since={yesterday}",
}


async def run(rows: int = ROWS, world: str = "usual") -> Result:
    """Fill a database and open the pages."""
    with migrated_cluster() as cluster:
        owner = Database(cluster.owner_url, DatabaseSettings(pool_size=1, slow_query_ms=10_000_000, transaction_s=7200))
        who = Principal(OrganizationId(new_id()), UserId(new_id()), permissions=frozenset({"admin"}))
        n_hours = await _fill(owner, who.organization_id, rows, _WORLDS[world])
        await owner.close()
        title = f"Costs and Requests on {rows:,} calls, {world} ({n_hours:,} hourly sums)"
        result = Result(title, ("Question", "first", "median"))
        async with _client(cluster, who) as client:
            views = [await _view(client) for _ in range(_ROUNDS)]
            first_view = views[0]
            for name, path in {**COSTS_PAGE, **FURTHER}.items():
                first, *further = [await _seconds(client, path) for _ in range(_ROUNDS)]
                result.rows.append((name, f"{first * 1000:,.0f} ms", f"{statistics.median(further) * 1000:,.0f} ms"))
        again = f"{statistics.median(views[1:]) * 1000:,.0f} ms"
        result.rows.append(("the Costs page: all of these at once", f"{first_view * 1000:,.0f} ms", again))
        result.ratios["first view of the Costs page, s"] = Ratio(first_view, better="lower", aim=1.0, is_relative=False)
    return result


async def _fill(owner: Database, organization_id: UUID, rows: int, world: str) -> int:
    """Write calls and their hourly sums; return how many of those there are."""
    async with owner.transaction() as session:
        make = text("insert into organization (id, name, slug) values (:id, 'Benchmark', 'benchmark')")
        await session.execute(make, {"id": organization_id})
    indexes = await _drop_indexes(owner)
    fill = text(_FILL.format(world=world))
    when = {"starts_at": _days_ago(DAYS), "step_s": DAYS * 86_400 / rows}
    for first in range(0, rows, _CHUNK_ROWS):
        async with owner.transaction() as session:
            await session.execute(fill, {**when, "first": first, "last": min(first + _CHUNK_ROWS, rows) - 1})
    async with owner.transaction() as session:
        await session.execute(_ROLL_UP)
        n_hours = await session.scalar(text("select count(*) from spend_hour"))
        await session.execute(text("set local maintenance_work_mem = '512MB'"))
        for index in indexes:
            await session.execute(text(index))
    async with owner.engine.connect() as connection:
        outside = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await outside.execute(text("vacuum analyze ledger, spend_hour"))
    return n_hours or 0


async def _drop_indexes(owner: Database) -> list[str]:
    """Drop the ledger's indexes, which would be slow to fill one row at a time; return what makes them again."""
    async with owner.transaction() as session:
        query = "select indexname, indexdef from pg_indexes where tablename = 'ledger' and indexname like 'ix%'"
        found = (await session.execute(text(query))).all()
        for index in found:
            await session.execute(text(f'drop index "{index.indexname}"'))
    return [index.indexdef for index in found]


class _NothingToSettle:
    """Where no gateway runs."""

    async def settled(self) -> None:
        return


@asynccontextmanager
async def _client(cluster: Cluster, who: Principal) -> AsyncGenerator[httpx2.AsyncClient]:
    async def authenticate(_connection: HTTPConnection) -> Principal:
        return who

    @asynccontextmanager
    async def nothing(_app: FastAPI) -> AsyncGenerator[None]:
        yield

    routers = [analytics.router, budgets.router, requests.router]
    app = build_app(routers=routers, authenticate=authenticate, lifespan=nothing, settings=ServerSettings())
    app.state.gateway = _NothingToSettle()
    app.state.database = Database(cluster.app_url, DatabaseSettings(slow_query_ms=10_000_000))
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://benchmark/api/v1", timeout=600) as client:
        yield client
    await app.state.database.close()


async def _view(client: httpx2.AsyncClient) -> float:
    started = time.perf_counter()
    await asyncio.gather(*(_seconds(client, path) for path in COSTS_PAGE.values()))
    return time.perf_counter() - started


async def _seconds(client: httpx2.AsyncClient, path: str) -> float:
    moments = {name: f"{_days_ago(days):%Y-%m-%dT%H:%M:%SZ}" for name, days in (("yesterday", 1), ("begin", DAYS))}
    started = time.perf_counter()
    answer = await client.get(path.format(**moments, nobody=UUID(int=0)))
    taken_s = time.perf_counter() - started
    if answer.status_code != 200:
        raise RuntimeError(answer.text)
    return taken_s


def _days_ago(days: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--world", choices=sorted(_WORLDS), default="usual", help="How alike the calls are.")
    configure_logging("json", "warning")
    chosen = parser.parse_args()
    asyncio.run(run(chosen.rows, chosen.world)).show()
