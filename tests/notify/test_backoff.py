from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pilothouse.notify.backoff import pause_after

seconds = st.floats(0.001, 100_000)


def mean_pause_s(tries: int) -> float:
    return sum(pause_after(tries, 5, 21_600).total_seconds() for _ in range(400)) / 400


class TestPauseAfter:
    def test_is_four_times_longer_each_time(self) -> None:
        for tries, usual_s in ((1, 5), (2, 20), (3, 80)):
            assert abs(mean_pause_s(tries) - usual_s) < usual_s * 0.1

    @given(st.integers(1, 10_000), seconds, seconds)
    def test_keeps_its_bound_however_often_it_failed(self, tries: int, first_s: float, longest_s: float) -> None:
        assert timedelta() <= pause_after(tries, first_s, longest_s) <= timedelta(seconds=longest_s * 1.2 + 0.001)

    def test_waits_as_long_as_the_receiver_asks(self) -> None:
        assert pause_after(1, 5, 21_600, asked_s=300) == timedelta(seconds=300)

    def test_does_not_wait_for_ever_because_a_receiver_asks(self) -> None:
        assert pause_after(1, 5, 100, asked_s=10**9) <= timedelta(seconds=120)

    def test_does_not_send_everybody_at_the_same_moment(self) -> None:
        assert len({pause_after(3, 5, 21_600) for _ in range(50)}) > 40
