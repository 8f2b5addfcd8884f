from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.analytics.anomalies import Day, find_anomalies

USD = 1_000_000
some_day = st.builds(Day, st.integers(-(10**9), 10**12), st.integers(0, 10**6))
WEEK = [100, 110, 105, 95, 90, 10, 5]


def days(dollars: list[float], calls: int = 10) -> list[Day]:
    return [Day(round(each * USD), calls if each else 0) for each in dollars]


class TestFindAnomalies:
    def test_finds_a_day_far_above_the_usual(self) -> None:
        (found,) = find_anomalies(days([10.0] * 30 + [50.0]), 7)
        assert (found.kind, found.place, found.usual.cost_microusd, found.excess_microusd) == (
            "spike",
            30,
            10 * USD,
            40 * USD,
        )
        assert found.score > 3.5

    def test_knows_the_weekdays(self) -> None:
        """100 dollars are usual on a Monday and very much on a Saturday."""
        assert find_anomalies(days([*(WEEK * 8), 100.0]), 1) == []
        (found,) = find_anomalies(days([*(WEEK * 8), *WEEK[:5], 100.0]), 1)
        assert (found.usual.cost_microusd, found.is_of_weekday) == (10 * USD, True)

    def test_is_not_blinded_by_an_earlier_outlier(self) -> None:
        history = [10.0] * 30
        history[20] = 500.0
        assert len(find_anomalies(days([*history, 40.0]), 1)) == 1

    def test_leaves_out_what_is_far_in_spreads_but_little_money(self) -> None:
        assert find_anomalies(days([0.01] * 30 + [0.9]), 7) == []
        assert len(find_anomalies(days([0.01] * 30 + [0.9]), 7, least_excess_microusd=0)) == 1

    def test_tells_of_something_new_once(self) -> None:
        history = [Day(5 * USD, 1)] * 30
        found = find_anomalies([Day()] * 28 + [Day(20 * USD, 4), Day(21 * USD, 4)], 7)
        assert [(each.kind, each.place) for each in found] == [("new", 28)]
        assert find_anomalies(history, 7) == []

    def test_tells_of_something_new_again_when_it_leaps(self) -> None:
        found = find_anomalies([Day()] * 28 + [Day(2 * USD, 1), Day(1000 * USD, 9)], 7)
        assert [each.place for each in found] == [28, 29]

    def test_takes_nothing_for_news_in_the_first_week_of_all(self) -> None:
        assert find_anomalies(days([0, 0, 50.0, 60.0]), 7) == []

    def test_judges_only_the_last_days(self) -> None:
        assert find_anomalies(days([10.0] * 30 + [50.0] + [10.0] * 7), 7) == []

    def test_stays_quiet_in_a_world_of_weekdays_and_some_chance(self) -> None:
        random = Random(5)
        false_alarms = sum(
            len(find_anomalies(days([each * random.uniform(0.8, 1.2) for each in WEEK * 10]), 7)) for _ in range(100)
        )
        assert false_alarms < 35  # of 700 days

    @pytest.mark.parametrize("history", [[], [Day()], [Day()] * 40, days([1.0])])
    def test_has_nothing_to_say_about_nothing(self, history: list[Day]) -> None:
        assert find_anomalies(history, 7) == []

    @given(
        st.lists(st.builds(Day, st.integers(-(10**9), 10**12), st.integers(0, 10**6)), max_size=80), st.integers(1, 31)
    )
    def test_tells_only_of_judged_days_that_cost_more(self, history: list[Day], n_last: int) -> None:
        for found in find_anomalies(history, n_last):
            assert len(history) - n_last <= found.place < len(history)
            assert history[found.place] == found.day
            assert found.excess_microusd >= USD
