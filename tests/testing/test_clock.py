from datetime import UTC, datetime

from pilothouse.testing import FrozenClock


def test_stands_still_until_told_to_move() -> None:
    clock = FrozenClock(datetime(2026, 1, 1, tzinfo=UTC))
    assert clock.now() == clock.now()
    assert clock.advance(hours=1, seconds=30) == datetime(2026, 1, 1, 1, 0, 30, tzinfo=UTC)
