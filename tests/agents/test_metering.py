"""What a run may use."""

import pytest

from pilothouse.agents import UsageLimits
from pilothouse.agents.errors import UsageLimitReached
from pilothouse.agents.metering import Meter, RepetitionWatch
from pilothouse.llm.messages import Usage


def meter(**limits: int) -> Meter:
    return Meter("poet", UsageLimits(**limits))


@pytest.mark.parametrize(
    ("limits", "limit", "words"),
    [
        ({"max_model_calls": 1}, "model_calls", "1 model calls"),
        ({"max_tokens": 30}, "tokens", "30 tokens"),
        ({"max_cost_microusd": 20_000}, "cost", r"\$0\.02"),
    ],
)
def test_a_model_call_past_a_limit_is_refused_by_its_name(limits: dict[str, int], limit: str, words: str) -> None:
    counted = meter(**limits)
    counted.admit_model_call()
    counted.count_model_call(Usage(20, 10), 20_000)
    with pytest.raises(UsageLimitReached, match=words) as refused:
        counted.admit_model_call()
    assert refused.value.details == {"limit": limit}


def test_tool_calls_run_out() -> None:
    counted = meter(max_tool_calls=2)
    assert [counted.count_tool_call(5) for _ in range(3)] == [True, True, False]
    assert (counted.tool_calls, counted.cost_microusd) == (2, 10)
    assert not counted.may_offer_tools


def test_what_is_never_asked_twice_in_a_row_is_never_refused() -> None:
    watch = RepetitionWatch(2)
    assert not any(watch.observe([call]) for call in "abababab")


def test_the_third_answer_with_the_same_call_is_told_and_the_fourth_is_in_vain() -> None:
    watch = RepetitionWatch(2)
    assert [watch.observe(["a", other]) for other in "xyz"] == [set(), set(), {"a"}]
    assert not watch.was_told_in_vain
    watch.observe(["a"])
    assert watch.was_told_in_vain


def test_the_same_call_twice_in_one_answer_is_no_repetition() -> None:
    assert RepetitionWatch(2).observe(["dice", "dice", "dice"]) == set()
