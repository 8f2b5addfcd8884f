from collections import Counter
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.access.audit import refusals
from pilothouse.access.audit.refusals import Refusals


class Clock:
    """Stands still until it is set."""

    time = 0.0

    def __call__(self) -> float:
        return self.time


class TestCount:
    def test_tells_the_first_at_once_and_the_rest_after_a_minute(self) -> None:
        clock = Clock()
        refused = Refusals(clock)
        assert [refused.count("read") for _ in range(5)] == [1, 0, 0, 0, 0]
        clock.time = 59.9
        assert refused.count("read") == 0
        clock.time = 60.0
        assert [refused.count("read") for _ in range(2)] == [6, 0]

    def test_counts_each_kind_by_itself(self) -> None:
        refused = Refusals(Clock())
        assert [refused.count(kind) for kind in ("read", "list", "read")] == [1, 1, 0]

    @given(st.lists(st.tuples(st.floats(0, 100), st.sampled_from("abc")), max_size=60))
    def test_loses_none_that_an_entry_follows(self, asked: list[tuple[float, str]]) -> None:
        clock, told, seen = Clock(), Counter[str](), Counter[str]()
        refused = Refusals(clock)
        for time, (_, kind) in zip(accumulate(pause for pause, _ in asked), asked, strict=True):
            clock.time = time
            seen[kind] += 1
            told[kind] += (times := refused.count(kind))
            assert not times or told[kind] == seen[kind]

    def test_forgets_what_was_refused_longest_ago(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(refusals, "_MOST_KINDS", 2)
        refused = Refusals(Clock())
        for kind in ("a", "b", "a", "c"):
            refused.count(kind)
        assert (refused.count("a"), refused.count("b")) == (0, 1)
