from datetime import UTC, datetime, timedelta

import pytest

from pilothouse.gateway.budgets.history import Stretch, burn_down, project

START = datetime(2030, 6, 3, tzinfo=UTC)
DAY = timedelta(days=1)


def _hours(*costs: tuple[float, int]) -> dict[datetime, int]:
    return {START + timedelta(hours=hour): cost for hour, cost in costs}


def _week(passed: timedelta, spent: int, limit: int = 1_000_000) -> Stretch:
    return Stretch(START, START + 7 * DAY, START + passed, limit, spent)


class TestBurnDown:
    def test_is_told_by_hour_while_it_is_short(self) -> None:
        unit, points = burn_down(_hours((0, 500_000), (5, 250_000)), "UTC")
        assert unit == "hour"
        assert [(p.starts_at.hour, p.spent_usd, p.total_usd) for p in points] == [
            (0, "0.500000", "0.500000"),
            (5, "0.250000", "0.750000"),
        ]

    def test_is_told_by_the_organizations_days_when_it_reaches_over_days(self) -> None:
        unit, points = burn_down(_hours((1, 1), (6, 2), (100, 4)), "America/New_York")
        assert unit == "day"
        assert [(p.starts_at.isoformat(), p.total_usd) for p in points] == [
            ("2030-06-02T00:00:00-04:00", "0.000001"),
            ("2030-06-03T00:00:00-04:00", "0.000003"),
            ("2030-06-07T00:00:00-04:00", "0.000007"),
        ]

    def test_of_nothing_is_empty(self) -> None:
        assert burn_down({}, "UTC") == ("hour", [])


class TestProject:
    def test_carries_the_pace_to_the_end(self) -> None:
        projected, runs_out_at = project(_week(2 * DAY, 200_000), {})
        assert projected == 700_000
        assert runs_out_at is None

    def test_tells_when_the_limit_is_reached(self) -> None:
        projected, runs_out_at = project(_week(2 * DAY, 500_000), {})
        assert (projected, runs_out_at) == (1_750_000, START + 4 * DAY)

    def test_tells_that_it_has_run_out_already(self) -> None:
        assert project(_week(2 * DAY, 1_200_000), {})[1] == START + 2 * DAY

    @pytest.mark.parametrize("passed", [timedelta(hours=1), 8 * DAY])
    def test_says_nothing_too_early_or_when_it_is_over(self, passed: timedelta) -> None:
        assert project(_week(passed, 200_000), {}) == (None, None)

    def test_of_a_window_without_spending_stays_at_nothing(self) -> None:
        assert project(_week(2 * DAY, 0), {}) == (0, None)

    def test_takes_a_totals_pace_from_its_last_week(self) -> None:
        total = Stretch(datetime(1970, 1, 1, tzinfo=UTC), None, START + 30 * DAY, 1_000_000, 900_000)
        hours = _hours((0, 830_000), (24 * 25, 70_000))
        projected, runs_out_at = project(total, hours)
        assert (projected, runs_out_at) == (None, START + 40 * DAY)

    def test_of_a_total_without_recent_spending_never_runs_out(self) -> None:
        total = Stretch(datetime(1970, 1, 1, tzinfo=UTC), None, START + 30 * DAY, 1_000_000, 900_000)
        assert project(total, _hours((0, 900_000))) == (None, None)
        assert project(total, {}) == (None, None)
