"""Trust is lost at once and won back with time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.core.errors import InvalidInput
from pilothouse.shield.findings import Severity
from pilothouse.shield.trust import Event, score

NOW = datetime(2026, 1, 31, tzinfo=UTC)
severities = st.sampled_from(Severity)
events = st.builds(
    Event,
    kind=st.sampled_from(["finding", "blocked", "approved", "refused", "succeeded", "failed", "false_alarm"]),
    occurred_at=st.integers(0, 400).map(lambda days: NOW - timedelta(days=days)),
    severity=severities,
    confidence=st.floats(0, 1),
)


def found(severity: Severity, days_ago: float = 0, confidence: float = 1.0) -> Event:
    return Event("finding", NOW - timedelta(days=days_ago), severity, confidence, severity.name)


class TestScore:
    def test_what_was_scanned_and_is_clean_has_everything(self) -> None:
        assert score([], now=NOW, is_scanned=True).score == 100

    def test_what_nobody_has_looked_at_says_so(self) -> None:
        trust = score([], now=NOW)
        assert trust.score == 70
        assert [reason.words for reason in trust.reasons] == ["not scanned yet"]

    def test_one_critical_finding_is_enough(self) -> None:
        assert score([found(Severity.CRITICAL)], now=NOW, is_scanned=True).score < 15

    def test_good_runs_do_not_buy_off_a_critical_finding(self) -> None:
        good = [Event("succeeded", NOW) for _ in range(10_000)]
        assert score([found(Severity.CRITICAL), *good], now=NOW).score < 20

    def test_reasons_add_up_to_what_is_missing(self) -> None:
        trust = score([found(Severity.HIGH), found(Severity.LOW)], now=NOW, is_scanned=True)
        assert sum(reason.points for reason in trust.reasons) == pytest.approx(trust.score - 100, abs=0.05)
        assert trust.reasons[0].words == "HIGH"

    def test_a_half_life_must_be_positive(self) -> None:
        with pytest.raises(InvalidInput):
            score([], now=NOW, half_life_days=0)

    @given(happened=st.lists(events, max_size=40), is_scanned=st.booleans())
    def test_it_is_between_0_and_100(self, happened: list[Event], *, is_scanned: bool) -> None:
        assert 0 <= score(happened, now=NOW, is_scanned=is_scanned).score <= 100

    @given(st.lists(events, max_size=20), severities, severities)
    def test_a_graver_finding_never_leaves_more(self, happened: list[Event], one: Severity, other: Severity) -> None:
        less, more = sorted((one, other))
        assert score([*happened, found(more)], now=NOW).score <= score([*happened, found(less)], now=NOW).score

    @given(st.lists(st.builds(found, severities, st.floats(0, 100)), max_size=20), st.integers(0, 300))
    def test_it_recovers_with_time(self, happened: list[Event], days: int) -> None:
        assert score(happened, now=NOW + timedelta(days=days)).score >= score(happened, now=NOW).score
