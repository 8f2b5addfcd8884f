from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.notify.schedule import next_daily

ZONES = ("UTC", "Europe/Paris", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe")
moments = st.integers(0, 10 * 365 * 24 * 3600).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


class TestNextDaily:
    @pytest.mark.parametrize(
        ("now", "expected"),
        [("2026-05-20T04:00+00:00", "2026-05-20T05:00+00:00"), ("2026-05-20T05:00+00:00", "2026-05-21T05:00+00:00")],
    )
    def test_is_the_morning_in_the_organizations_zone(self, now: str, expected: str) -> None:
        assert next_daily(datetime.fromisoformat(now), "Europe/Paris", 7) == datetime.fromisoformat(expected)

    def test_follows_the_clock_when_it_changes(self) -> None:
        """On 29 March 2026 Paris goes from UTC+1 to UTC+2."""
        assert next_daily(datetime(2026, 3, 28, 12, tzinfo=UTC), "Europe/Paris", 7).hour == 5
        assert next_daily(datetime(2026, 3, 27, 12, tzinfo=UTC), "Europe/Paris", 7).hour == 6

    @given(moments, st.sampled_from(ZONES), st.integers(0, 23))
    def test_comes_once_a_day_whatever_the_zone(self, now: datetime, zone: str, hour: int) -> None:
        following = next_daily(now, zone, hour)
        assert timedelta() < following - now <= timedelta(hours=50)
        after = next_daily(following, zone, hour)
        assert following < after
        days = (after.astimezone(ZoneInfo(zone)).date() - following.astimezone(ZoneInfo(zone)).date()).days
        assert days == 1
