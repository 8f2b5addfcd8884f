"""How agents and tools have done over a number of days."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, cast
from uuid import UUID

from sqlalchemy import Table, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.core.principal import Principal
from pilothouse.runtime.statistics.tables import Measurement

_NOTE = insert(cast("Table", Measurement.__table__))  # of plain rows: nobody wants them as objects
_Z_95 = 1.96  # standard normal quantile of a two-sided 95 % interval


@dataclass(frozen=True, slots=True)
class Use:
    """One finished use of an agent or tool."""

    kind: Literal["agent", "tool"]
    name: str
    ok: bool
    duration_ms: int
    cost_microusd: int = 0
    run_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a number of uses says. Durations are milliseconds of all uses, good or bad.

    Attributes:
        n: uses that the figures rest on.
        confidence: 0 to 1; see `confidence_of`.
    """

    n: int
    succeeded: int
    p50_ms: int
    p95_ms: int
    cost_microusd: int

    @property
    def success_share(self) -> float:
        """The share of uses that succeeded, 0 to 1."""
        return self.succeeded / self.n

    @property
    def confidence(self) -> float:
        """How surely the next use succeeds."""
        return confidence_of(self.succeeded, self.n)


def confidence_of(succeeded: int, n: int) -> float:
    """Return the lower end of the 95 % interval of a share: few uses give little confidence, however good they were.

    Source: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927.
    """
    if n == 0:
        return 0.0
    share, z = succeeded / n, _Z_95
    centre = share + z * z / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return min(share, max(0.0, (centre - spread) / (1 + z * z / n)))  # rounding could pass either end


class StatisticsRepository:
    """Writes uses and reads figures, in the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def note(self, organization_id: UUID, uses: Sequence[Use]) -> None:
        """Write uses down."""
        if not uses:
            return
        rows = [
            {
                "organization_id": organization_id,
                "kind": use.kind,
                "name": use.name,
                "ok": use.ok,
                "duration_ms": use.duration_ms,
                "cost_microusd": use.cost_microusd,
                "run_id": use.run_id,
            }
            for use in uses
        ]
        await self._session.execute(_NOTE, rows)

    async def figures(self, who: Principal, kind: Literal["agent", "tool"], days: int) -> dict[str, Figures]:
        """Return the figures of everything of a kind that was used in the last days, by name."""
        duration = Measurement.duration_ms
        query = (
            select(
                Measurement.name,
                func.count(),
                func.count().filter(Measurement.ok),
                func.percentile_cont(0.5).within_group(duration),
                func.percentile_cont(0.95).within_group(duration),
                func.sum(Measurement.cost_microusd),
            )
            .where(
                Measurement.organization_id == who.organization_id,
                Measurement.kind == kind,
                Measurement.measured_at >= func.now() - timedelta(days=days),
            )
            .group_by(Measurement.name)
        )
        rows = await self._session.execute(query)
        return {
            name: Figures(n, succeeded, round(p50), round(p95), int(cost))
            for name, n, succeeded, p50, p95, cost in rows
        }
