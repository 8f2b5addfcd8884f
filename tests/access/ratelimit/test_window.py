from hypothesis import given
from hypothesis import strategies as st

from pilothouse.access.ratelimit.limit import Limit, Standing
from pilothouse.access.ratelimit.window import Window

LIMIT = Limit(10, 60)


class TestTake:
    def test_counts_down_to_the_last_one(self) -> None:
        window = Window(7)
        assert [window.take(LIMIT, 0.5).remaining for _ in range(10)] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
        assert window.take(LIMIT, 0.5).is_refused

    def test_what_is_refused_is_not_counted(self) -> None:
        window = Window(7, count=10)
        window.take(LIMIT, 0.5)
        assert window.count == 10

    def test_the_window_before_counts_as_far_as_it_reaches_in(self) -> None:
        window = Window(7, count=10)
        window.move_to(8)
        assert window.take(LIMIT, 0.0).is_refused
        assert window.take(LIMIT, 0.5) == Standing(10, 4, 30.0)

    def test_an_older_one_does_not(self) -> None:
        window = Window(7, count=10)
        window.move_to(9)
        assert window.take(LIMIT, 0.0).remaining == 9


class TestWait:
    @given(
        amount=st.integers(1, 200),
        count=st.integers(0, 200),
        before=st.integers(0, 200),
        into=st.floats(0, 1, exclude_max=True),
    )
    def test_is_how_long_it_takes_and_no_longer_than_two_windows(
        self, amount: int, count: int, before: int, into: float
    ) -> None:
        limit = Limit(amount, 60)
        window = Window(7, count=min(count, amount), count_before=min(before, amount))
        standing = window.take(limit, into)
        if not standing.is_refused:
            return
        assert 0 <= standing.reset_s <= 120
        number, later = divmod(7 + into + standing.reset_s / 60 + 1e-9, 1)
        window.move_to(int(number))
        assert not window.take(limit, later).is_refused


class TestBound:
    @given(st.lists(st.floats(0, 40), max_size=200))
    def test_no_window_has_more_than_the_limit_and_no_minute_more_than_twice_that(self, pauses) -> None:
        """Two counts stand for all the times: a window that came in one burst can let a second one follow early."""
        window, now_s, passed = Window(0), 0.0, []
        for pause_s in pauses:
            now_s += pause_s
            number, into = divmod(now_s / 60, 1)
            window.move_to(int(number))
            if not window.take(LIMIT, into).is_refused:
                passed.append(now_s)
        for begin in passed:
            assert sum(begin <= moment < begin + 60 for moment in passed) <= 2 * LIMIT.amount
        per_window = [int(moment / 60) for moment in passed]
        assert all(per_window.count(number) <= LIMIT.amount for number in per_window)
