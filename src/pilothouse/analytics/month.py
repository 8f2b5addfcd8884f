"""What the present month will come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from pilothouse.analytics.forecast import Forecast, forecast
from pilothouse.analytics.periods import Period, next_start, start_of
from pilothouse.analytics.schemas import ForecastDay, ForecastRead, MonthForecast
from pilothouse.analytics.wording import explain_forecast
from pilothouse.core.clock import Clock
from pilothouse.core.money import to_decimal_string
from pilothouse.core.principal import Principal
from pilothouse.gateway.ledger.reports import Dimension, LedgerReports, SpendQuestion

_LEARNT_FROM = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class _Month:
    """The present month in some zone: its bounds, today, and the beginnings of the days that are left."""

    starts_at: datetime
    ends_at: datetime
    today_at: datetime
    days_left: list[datetime]

    @classmethod
    def of(cls, now: datetime, zone: str) -> "_Month":
        starts_at, today_at = start_of(now, "month", ZoneInfo(zone)), start_of(now, "day", ZoneInfo(zone))
        ends_at = next_start(starts_at, "month", ZoneInfo(zone))
        return cls(starts_at, ends_at, today_at, Period(today_at, ends_at).buckets("day", zone))


class MonthService:
    """Forecasts within the caller's transaction."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._reports = LedgerReports(session)
        self._clock = clock

    async def forecast(self, who: Principal, only: Mapping[Dimension, str | UUID]) -> ForecastRead:
        """Forecast the month that is under way, from the days before today."""
        now, zone = self._clock.now(), await self._reports.zone_of(who)
        month = _Month.of(now, zone)
        period = Period.of(min(month.today_at - _LEARNT_FROM, month.starts_at), now)
        question = SpendQuestion(period.since, period.until, "day", zone, only=only)
        spent = {cell.bucket_at: cell.sums.cost_microusd for cell in await self._reports.spend(who, question)}
        history = [spent.get(day, 0) for day in period.buckets("day", zone) if day < month.today_at]
        # the first day of the period is cut short by its beginning
        ahead = forecast(history[1:], len(month.days_left))
        so_far = sum(amount for day, amount in spent.items() if day >= month.starts_at)
        n_days = sum(1 for day, amount in spent.items() if amount and day < month.today_at)
        return ForecastRead(
            time_zone=zone,
            month_starts_at=month.starts_at,
            month_ends_at=month.ends_at,
            spent_usd=to_decimal_string(so_far),
            forecast=_month_of(ahead, month, so_far, spent.get(month.today_at, 0)) if ahead else None,
            explanation=explain_forecast(ahead, n_days),
        )


def _month_of(ahead: Forecast, month: _Month, so_far: int, today: int) -> MonthForecast:
    """Add what is spent and what is ahead. What today has spent counts once: it is part of what today will."""
    daily = [max(ahead.daily_microusd[0], today), *ahead.daily_microusd[1:]]
    before_today = so_far - today
    expected = before_today + sum(daily)
    low, high = (before_today + max(bound, today) for bound in (ahead.low_microusd, ahead.high_microusd))
    return MonthForecast(
        method=ahead.method,
        expected_usd=to_decimal_string(expected),
        low_usd=to_decimal_string(min(low, expected)),
        high_usd=to_decimal_string(max(high, expected)),
        learnt_from_days=ahead.n_days,
        days=[
            ForecastDay(day_at=day_at, cost_usd=to_decimal_string(amount))
            for day_at, amount in zip(month.days_left, daily, strict=True)
        ],
    )
