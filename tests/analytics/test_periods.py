from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from pilothouse.analytics.errors import PeriodNotUsable
from pilothouse.analytics.periods import Period, next_start, start_of
from pilothouse.db.engine import Database

BUCKETS = ["hour", "day", "week", "month"]
ZONES = ["UTC", "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago"]
moments = st.integers(0, 126_000_000).map(lambda second: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=second))


class TestStartOf:
    @settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(st.lists(moments, min_size=50, max_size=50), st.sampled_from(BUCKETS), st.sampled_from(ZONES))
    async def test_agrees_with_postgresql(
        self, database: Database, several: list[datetime], bucket: str, zone: str
    ) -> None:
        if bucket == "hour":
            zone = "UTC"  # hours are added up by UTC
        async with database.transaction() as session:
            query = text(
                "select date_trunc(:bucket, moment, :zone) from unnest(cast(:moments as timestamptz[])) moment"
            )
            answer = await session.scalars(query, {"bucket": bucket, "zone": zone, "moments": several})
            assert [start_of(moment, bucket, ZoneInfo(zone)) for moment in several] == list(answer)

    @given(moments, st.sampled_from(BUCKETS), st.sampled_from(ZONES))
    def test_is_followed_by_the_next_one_without_a_gap(self, moment: datetime, bucket: str, zone: str) -> None:
        start = start_of(moment, bucket, ZoneInfo(zone))
        following = next_start(start, bucket, ZoneInfo(zone))
        assert start <= moment < following
        assert start_of(following - timedelta(microseconds=1), bucket, ZoneInfo(zone)) == start
        assert start_of(following, bucket, ZoneInfo(zone)) == following


class TestPeriod:
    def test_is_widened_to_whole_hours(self) -> None:
        period = Period.of(datetime(2026, 5, 1, 10, 20, tzinfo=UTC), datetime(2026, 5, 1, 12, 1, tzinfo=UTC))
        assert period == Period(datetime(2026, 5, 1, 10, tzinfo=UTC), datetime(2026, 5, 1, 13, tzinfo=UTC))

    def test_has_one_of_the_same_length_before(self) -> None:
        period = Period(datetime(2026, 5, 3, tzinfo=UTC), datetime(2026, 5, 5, tzinfo=UTC))
        assert period.before == Period(datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 3, tzinfo=UTC))

    def test_has_a_day_of_23_hours_when_clocks_go_forward(self) -> None:
        period = Period(datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 3, 31, tzinfo=UTC))
        starts = period.buckets("day", "Europe/Berlin")
        assert starts[0] == datetime(2026, 3, 27, 23, tzinfo=UTC)
        assert [later - earlier for earlier, later in pairwise(starts)] == [
            timedelta(hours=hours) for hours in (24, 23, 24)
        ]

    def test_refuses_to_end_before_it_begins(self) -> None:
        with pytest.raises(PeriodNotUsable, match="after"):
            Period.of(datetime(2026, 5, 2, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC))

    def test_refuses_more_buckets_than_a_chart_shows(self) -> None:
        period = Period(datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
        with pytest.raises(PeriodNotUsable, match="hour"):
            period.buckets("hour", "UTC")
        assert len(period.buckets("month", "UTC")) == 72
