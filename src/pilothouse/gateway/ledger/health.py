"""How providers have answered of late, read from the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.principal import Principal
from pilothouse.gateway.ledger.tables import LedgerRow


@dataclass(frozen=True, slots=True)
class Health:
    """Calls of one model at one connection.

    Attributes:
        calls: attempts that ended.
        failed: of these, as the provider's answer or silence; not those the caller left.
        median_ms: of the whole answers that came, half took less; None without one.
        first_byte_ms: half of them began sooner.
    """

    connection: str
    model: str
    calls: int
    failed: int
    median_ms: int | None
    first_byte_ms: int | None


async def health_since(session: AsyncSession, principal: Principal, since: datetime) -> Sequence[Health]:
    """Return how each model at each connection has answered an organization since a moment."""
    is_complete = LedgerRow.outcome == "completed"
    connection = func.coalesce(func.nullif(LedgerRow.connection, ""), LedgerRow.provider)
    rows = await session.execute(
        select(
            connection,
            LedgerRow.model,
            func.count(),
            func.count().filter(LedgerRow.outcome == "failed"),
            func.percentile_cont(0.5).within_group(LedgerRow.duration_ms).filter(is_complete),
            func.percentile_cont(0.5).within_group(LedgerRow.first_byte_ms).filter(is_complete),
        )
        .where(
            LedgerRow.organization_id == principal.organization_id,
            LedgerRow.admitted_at >= since,
            LedgerRow.kind == "call",
            LedgerRow.outcome.in_(("completed", "failed")),
        )
        .group_by(connection, LedgerRow.model)
    )
    return [Health(row[0], row[1], row[2], row[3], _whole(row[4]), _whole(row[5])) for row in rows]


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
