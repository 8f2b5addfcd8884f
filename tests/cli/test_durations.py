from datetime import UTC, datetime, timedelta

import pytest

from pilothouse.cli.durations import parse_duration, parse_moment
from pilothouse.core.errors import InvalidInput


class TestParseDuration:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("30d", timedelta(days=30)),
            ("24h", timedelta(days=1)),
            (" 90M ", timedelta(minutes=90)),
            ("2w", timedelta(weeks=2)),
        ],
    )
    def test_reads_what_people_write(self, text: str, expected: timedelta) -> None:
        assert parse_duration(text) == expected

    @pytest.mark.parametrize("text", ["", "30", "d", "0d", "-3d", "3y", "1.5h", "999999d", "٣d"])
    def test_refuses_everything_else(self, text: str) -> None:
        with pytest.raises(InvalidInput, match="stretch of time"):
            parse_duration(text)


class TestParseMoment:
    def test_takes_dates_in_utc(self) -> None:
        assert parse_moment("2026-11-01") == datetime(2026, 11, 1, tzinfo=UTC)
        assert parse_moment("2026-11-01T12:00+02:00") == datetime(2026, 11, 1, 10, tzinfo=UTC)

    def test_takes_stretches_back_or_forward_from_now(self) -> None:
        now = datetime.now(UTC)
        assert parse_moment("1d") <= now - timedelta(hours=23)
        assert parse_moment("1d", forward=True) >= now + timedelta(hours=23)

    def test_refuses_everything_else(self) -> None:
        with pytest.raises(InvalidInput, match="no time"):
            parse_moment("tomorrow")
