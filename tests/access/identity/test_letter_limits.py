import pytest

from pilothouse.access.audit.caller import LOCAL, Caller
from pilothouse.access.identity.errors import TooManyLetters
from pilothouse.access.identity.letter_limits import LetterLimits
from pilothouse.access.settings import AccessSettings
from tests.access.conftest import FrozenClock

HERE, THERE = Caller("203.0.113.7"), Caller("198.51.100.9")


@pytest.fixture
def limits(clock: FrozenClock) -> LetterLimits:
    return LetterLimits(AccessSettings(letters_per_address=2, letters_per_caller=3, letters_window_s=60), clock)


class TestLetterLimits:
    def test_protect_a_mailbox_whoever_asks_and_however_it_is_spelled(
        self, limits: LetterLimits, clock: FrozenClock
    ) -> None:
        limits.count("ada@example.com", HERE)
        limits.count("\uff21DA@example.com", THERE)
        with pytest.raises(TooManyLetters) as refused:
            limits.count("Ada@example.com", LOCAL)
        assert refused.value.retry_after_s == 60
        clock.advance(60)
        limits.count("ada@example.com", HERE)

    def test_stop_a_caller_who_tries_many(self, limits: LetterLimits) -> None:
        for number in range(3):
            limits.count(f"{number}@example.com", HERE)
        with pytest.raises(TooManyLetters):
            limits.count("3@example.com", HERE)
        limits.count("3@example.com", THERE)

    def test_do_not_limit_the_operator_at_the_machine(self, limits: LetterLimits) -> None:
        for number in range(10):
            limits.count(f"{number}@example.com", LOCAL)
