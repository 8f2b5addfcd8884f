"""What a person used in chat."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from pilothouse.chat.turns.repository import TurnRepository
from pilothouse.chat.turns.schemas import UsageRead, UsageSliceRead
from pilothouse.core.clock import Clock
from pilothouse.core.money import to_decimal_string
from pilothouse.core.principal import Principal


async def usage_of(turns: TurnRepository, who: Principal, days: int, clock: Clock) -> UsageRead:
    """Sum a person's turns of the last days, and by day, agent and model."""
    since = clock.now() - timedelta(days=days)
    whole = await turns.used_since(who, since)
    slices = {by: _slices(await turns.used_by(who, since, by)) for by in ("day", "agent", "model")}
    return UsageRead(
        days=days,
        turns=whole.turns,
        conversations=whole[0],
        input_tokens=whole.input_tokens,
        output_tokens=whole.output_tokens,
        cached_input_tokens=whole.cached_input_tokens,
        cache_hit_rate=round(whole.cached_input_tokens / whole.input_tokens, 4) if whole.input_tokens else None,
        cost_usd=to_decimal_string(int(whole.cost_microusd)),
        by_day=slices["day"],
        by_agent=slices["agent"],
        by_model=slices["model"],
    )


def _slices(rows: Sequence[Any]) -> list[UsageSliceRead]:
    return [
        UsageSliceRead(
            name=row.name,
            turns=row.turns,
            input_tokens=row.input_tokens,
            output_tokens=row.output_tokens,
            cost_usd=to_decimal_string(int(row.cost_microusd)),
        )
        for row in rows
    ]
