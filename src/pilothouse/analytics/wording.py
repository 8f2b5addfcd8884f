"""Anomalies and forecasts in words."""

from datetime import datetime

from pilothouse.analytics.anomalies import Anomaly
from pilothouse.analytics.forecast import FEWEST_DAYS, Forecast
from pilothouse.core.money import usd, usd_exactly
from pilothouse.gateway.ledger.reports import Dimension

_NOBODY: dict[Dimension, str] = {
    "model": "Calls without a model",
    "provider": "Calls without a provider",
    "agent": "Calls without an agent",
    "user": "Calls without a user",
    "api_key": "Calls without an API key",
    "team": "Calls of people in no team",
}
_NOTICEABLE = 1.5


def label(dimension: Dimension, value: str | None, name: str | None) -> str:
    """Name what an anomaly is about."""
    if value is None:
        return _NOBODY[dimension]
    noun = {"user": "User ", "api_key": "API key ", "team": "Team ", "agent": "Agent "}.get(dimension, "")
    return f"{noun}{name or value}"


def explain_anomaly(subject: str, anomaly: Anomaly, day: datetime) -> str:
    """Say what was unusual and what made it so. `day` is its beginning in the organization's zone."""
    on = f"{day:%A} {day.day} {day:%B}"
    cost = usd(anomaly.day.cost_microusd)
    if anomaly.kind == "new":
        return f"{subject} is new: it cost {cost} on {on}, with {_calls(anomaly.day.calls)}."
    usual = usd(anomaly.usual.cost_microusd)
    like = f"a {day:%A}" if anomaly.is_of_weekday else "a day"
    return f"{subject} cost {cost} on {on}, where {usual} is usual for {like}. {_cause(anomaly)}"


def _cause(anomaly: Anomaly) -> str:
    now, usual = anomaly.day, anomaly.usual
    if now.calls >= _NOTICEABLE * max(1, usual.calls):
        return f"It made {_calls(now.calls)} instead of {usual.calls:,}."
    if not now.calls or not usual.calls:
        return f"It made {_calls(now.calls)}."
    each, before = now.cost_microusd // now.calls, usual.cost_microusd // usual.calls
    return f"It made about as many calls as usual, each at {usd_exactly(each)} instead of {usd_exactly(before)}."


def explain_forecast(forecast: Forecast | None, n_days: int) -> str:
    """Say what a forecast goes by, or why there is none."""
    if forecast is None:
        return (
            f"There is not enough to go by: {n_days} of the {FEWEST_DAYS} whole days of spending that a forecast needs."
        )
    if forecast.method == "mean":
        return f"The mean of the last {forecast.n_days} days goes on; after four weeks weekdays are told apart."
    return f"Level, trend and weekdays of the last {forecast.n_days} days go on (Holt-Winters)."


def _calls(n: int) -> str:
    return "1 call" if n == 1 else f"{n:,} calls"
