"""Calls of the past, put into the books as the ledger's functions do: a row each, and its share of the hour."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from pilothouse.core.ids import new_id
from pilothouse.core.principal import Principal
from pilothouse.db.engine import Database
from pilothouse.gateway.ledger.tables import LedgerRow

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)

_ROLL_UP = text("""
    insert into spend_hour (id, organization_id, hour, provider, model, agent, user_id, api_key_id, team_ids, scopes,
      calls, failed, estimated, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens,
      reasoning_tokens, cost_microusd, saved_microusd)
    select gen_random_uuid(), organization_id, date_trunc('hour', admitted_at, 'UTC'), provider, model, agent,
      user_id, api_key_id, team_ids, '{}', count(*) filter (where kind = 'call'),
      count(*) filter (where kind = 'call' and outcome = 'failed'),
      count(*) filter (where kind = 'call' and is_estimated), sum(input_tokens), sum(cached_input_tokens),
      sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_microusd), sum(saved_microusd)
    from ledger where id = any(:ids)
    group by organization_id, date_trunc('hour', admitted_at, 'UTC'), provider, model, agent, user_id, api_key_id,
      team_ids
""")


def call(principal: Principal, **fields: Any) -> LedgerRow:
    """Make a row of a completed call of one cent at noon."""
    usual = {
        "id": new_id(), "organization_id": principal.organization_id, "user_id": principal.user_id, "kind": "call",
        "outcome": "completed", "provider": "openai", "connection": "openai", "model": "gpt-4o",
        "requested_model": "gpt-4o", "operation": "chat", "scopes": [], "team_ids": [], "tags": [],
        "price_version": "test", "request_id": f"request-{new_id()}", "attempt": 1, "status": 200,
        "input_tokens": 100, "cached_input_tokens": 0, "cache_write_tokens": 0, "output_tokens": 10,
        "reasoning_tokens": 0, "cost_microusd": 10_000, "saved_microusd": 0, "overrun_microusd": 0,
        "is_estimated": False, "is_streaming": False, "admitted_at": NOON, "settled_at": NOON,
    }  # fmt: skip
    return LedgerRow(**{**usual, **fields})


async def book(owner_database: Database, *rows: LedgerRow) -> None:
    """Put rows into the ledger and their sums into the hours."""
    ids = [row.id for row in rows]
    async with owner_database.transaction() as session:
        session.add_all(rows)
        await session.flush()
        await session.execute(_ROLL_UP, {"ids": ids})
