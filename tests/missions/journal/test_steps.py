import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.missions.journal.steps import BY_KEY, INDEX, STEPS, after


class TestSteps:
    def test_fill_the_whole_progress_without_overlap(self) -> None:
        edges = [(step.percent_from, step.percent_to) for step in STEPS]
        assert edges == [(0, 5), (5, 30), (30, 40), (40, 55), (55, 80), (80, 100)]

    @pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
    @given(fraction=st.floats(allow_nan=False))
    def test_report_inside_their_band_whatever_a_tool_says(self, step, fraction) -> None:
        assert step.percent_from <= step.percent(fraction) <= step.percent_to

    def test_follow_each_other(self) -> None:
        assert [after(step.key) for step in STEPS] == [*STEPS[1:], None]
        assert [INDEX[step.key] for step in STEPS] == [1, 2, 3, 4, 5, 6]
        assert BY_KEY["intent"] is STEPS[1]
