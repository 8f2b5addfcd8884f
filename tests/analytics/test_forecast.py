from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.analytics.forecast import FEWEST_DAYS, forecast

WEEK = [100, 110, 105, 95, 90, 10, 5]


class TestForecast:
    @pytest.mark.parametrize("history", [[], [0] * 100, [5] * (FEWEST_DAYS - 1), [0] * 90 + [5] * (FEWEST_DAYS - 1)])
    def test_says_nothing_about_too_few_days(self, history: list[int]) -> None:
        assert forecast(history, 10) is None

    def test_takes_the_mean_of_some_days(self) -> None:
        ahead = forecast([10, 20, 30] * 3, 4)
        assert (ahead.method, ahead.daily_microusd) == ("mean", (20, 20, 20, 20))
        assert ahead.low_microusd < 80 < ahead.high_microusd

    def test_leaves_out_the_days_before_anybody_spent_anything(self) -> None:
        assert forecast([0] * 50 + [20] * 10, 3) == forecast([20] * 10, 3)

    def test_repeats_a_week_that_never_differs(self) -> None:
        ahead = forecast([day * 1_000_000 for day in WEEK * 8], 10)
        assert ahead.method == "holt_winters"
        assert ahead.daily_microusd == pytest.approx([day * 1_000_000 for day in [*WEEK, *WEEK[:3]]], rel=1e-6)
        assert ahead.low_microusd == pytest.approx(ahead.total_microusd, rel=1e-6)

    def test_begins_with_the_weekday_that_follows_the_history(self) -> None:
        ahead = forecast([day * 1000 for day in (WEEK * 8)[:-2]], 2)
        assert ahead.daily_microusd[0] < 20_000
        assert ahead.daily_microusd[1] < 20_000

    def test_goes_on_with_a_rise_and_less_than_it_was(self) -> None:
        history = [1_000_000 + 10_000 * day for day in range(84)]
        ahead = forecast(history, 14)
        assert history[-1] < ahead.daily_microusd[-1] < history[-1] + 14 * 10_000

    def test_holds_the_truth_in_its_interval_about_as_often_as_it_says(self) -> None:
        """Four cases of five, in a simple world of weekdays and chance; the seed is fixed."""
        hits = 0
        for seed in range(200):
            random = Random(seed)
            days = [int(day * 10_000 * random.lognormvariate(0, 0.3)) for day in WEEK * 12]
            ahead = forecast(days[:70], 14)
            hits += ahead.low_microusd <= sum(days[70:]) <= ahead.high_microusd
        assert 120 <= hits <= 195

    @given(st.lists(st.integers(0, 10**12), max_size=60), st.integers(1, 31))
    def test_is_never_below_nothing_and_lies_in_its_interval(self, history: list[int], n_ahead: int) -> None:
        ahead = forecast(history, n_ahead)
        if ahead is not None:
            assert len(ahead.daily_microusd) == n_ahead
            assert min(ahead.daily_microusd) >= 0
            assert 0 <= ahead.low_microusd <= ahead.total_microusd <= ahead.high_microusd
            assert forecast(history, n_ahead) == ahead
