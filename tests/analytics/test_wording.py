from datetime import UTC, datetime

import pytest

from pilothouse.analytics.anomalies import Anomaly, Day
from pilothouse.analytics.forecast import Forecast
from pilothouse.analytics.wording import explain_anomaly, explain_forecast, label

TUESDAY = datetime(2026, 11, 3, tzinfo=UTC)
USD = 1_000_000


class TestExplainAnomaly:
    def test_says_that_there_were_more_calls(self) -> None:
        anomaly = Anomaly("spike", 0, Day(12 * USD, 4100), Day(2 * USD, 700), 9.0, is_of_weekday=True)
        assert explain_anomaly("gpt-4o", anomaly, TUESDAY) == (
            "gpt-4o cost $12.00 on Tuesday 3 November, where $2.00 is usual for a Tuesday. "
            "It made 4,100 calls instead of 700."
        )

    def test_says_that_calls_were_dearer(self) -> None:
        anomaly = Anomaly("spike", 0, Day(10 * USD, 1000), Day(1 * USD, 1000), 9.0)
        assert explain_anomaly("gpt-4o", anomaly, TUESDAY).endswith(
            "usual for a day. It made about as many calls as usual, each at $0.01 instead of $0.001."
        )

    def test_says_that_something_is_new(self) -> None:
        anomaly = Anomaly("new", 0, Day(3 * USD, 1), Day(), None)
        words = explain_anomaly("Agent writer", anomaly, TUESDAY)
        assert words == "Agent writer is new: it cost $3.00 on Tuesday 3 November, with 1 call."

    def test_has_words_for_a_correction_without_calls(self) -> None:
        anomaly = Anomaly("spike", 0, Day(3 * USD, 0), Day(), 9.0)
        assert explain_anomaly("x", anomaly, TUESDAY).endswith("It made 0 calls.")


class TestLabel:
    @pytest.mark.parametrize(
        ("dimension", "value", "name", "expected"),
        [
            ("model", "gpt-4o", "gpt-4o", "gpt-4o"),
            ("user", "0193", "Ada", "User Ada"),
            ("api_key", "0193", None, "API key 0193"),
            ("agent", None, None, "Calls without an agent"),
        ],
    )
    def test_names_what_people_know(self, dimension: str, value: str | None, name: str | None, expected: str) -> None:
        assert label(dimension, value, name) == expected


class TestExplainForecast:
    def test_says_what_it_goes_by(self) -> None:
        assert "not enough" in explain_forecast(None, 3)
        assert "10 days" in explain_forecast(Forecast("mean", (1,), 0, 2, 10), 10)
        assert "Holt-Winters" in explain_forecast(Forecast("holt_winters", (1,), 0, 2, 60), 60)
