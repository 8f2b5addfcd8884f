import pytest

from pilothouse.access.identity.errors import TooManyFailedLogins
from pilothouse.access.identity.failed_logins import FailedLogins
from tests.access.conftest import FrozenClock

HERE, THERE = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def failures(clock: FrozenClock) -> FailedLogins:
    return FailedLogins(limit=3, window_s=900, clock=clock)


class TestFailedLogins:
    def test_refuses_past_the_limit_and_says_how_long(self, failures: FailedLogins, clock: FrozenClock) -> None:
        for _ in range(3):
            failures.begin("ada@example.com", HERE)
            clock.advance(60)
        with pytest.raises(TooManyFailedLogins, match="12 minutes") as refused:
            failures.begin("ADA@example.com", HERE)
        assert refused.value.retry_after_s == 720

    def test_lets_the_window_pass(self, failures: FailedLogins, clock: FrozenClock) -> None:
        for _ in range(3):
            failures.begin("ada@example.com", HERE)
        clock.advance(900)
        failures.begin("ada@example.com", HERE)

    def test_does_not_lock_the_owner_out_who_comes_from_elsewhere(self, failures: FailedLogins) -> None:
        for _ in range(3):
            failures.begin("ada@example.com", HERE)
        failures.begin("ada@example.com", THERE)
        failures.begin("bob@example.com", HERE)

    def test_forgets_when_somebody_gets_in(self, failures: FailedLogins) -> None:
        for _ in range(10):
            failures.begin("ada@example.com", HERE)
            failures.succeed("ada@example.com", HERE)
