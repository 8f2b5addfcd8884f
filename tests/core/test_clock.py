from datetime import UTC, datetime, timedelta

from pilothouse.core.clock import SystemClock


class TestSystemClock:
    def test_tells_an_aware_moment_in_utc(self):
        now = SystemClock().now()
        assert now.tzinfo is UTC
        assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)
