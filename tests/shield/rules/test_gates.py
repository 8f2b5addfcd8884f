import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.shield.decoding.layers import LAYERS
from pilothouse.shield.detector import Rule, find_detectors
from pilothouse.shield.rules.dialect import pattern_of, room_around, width_of
from pilothouse.shield.rules.gates import gated, widened

FLAGS = re.ASCII | re.MULTILINE
DETECTORS = (*find_detectors(), *(layer.trigger for layer in LAYERS))
RULES = [rule for detector in DETECTORS for rule in detector.rules]
PATTERNS = [pattern_of(rule) for rule in RULES]
BEHIND = [(PATTERNS[number], gate) for gate, numbers in gated(RULES, PATTERNS).items() for number in numbers]
WIDER = [(pattern, wide) for pattern in PATTERNS if (wide := widened(pattern)) != pattern]
FILL = r"(?:[\w'\-,\s]{1,20}\s)?"


def matching(pattern: str) -> st.SearchStrategy[str]:
    return st.from_regex(re.compile(pattern, FLAGS), fullmatch=True)


class TestGates:
    @settings(max_examples=300, deadline=None)
    @given(st.data())
    def test_stand_in_whatever_their_rules_match_and_as_near_as_they_are_looked_for(self, data: st.DataObject) -> None:
        pattern, gate = data.draw(st.sampled_from(BEHIND))
        seen = data.draw(matching(pattern))
        before, behind = room_around(gate, pattern)
        widest = width_of(Rule(gate))
        places = ((start, end) for end in range(len(seen), -1, -1) for start in range(max(0, end - widest), end))
        exact = re.compile(gate, FLAGS)
        ends = (end for start, end in places if exact.fullmatch(seen, start, end))
        assert any(end <= before + widest and len(seen) - end <= behind for end in ends)

    def test_that_are_a_part_of_a_pattern_leave_little_room_around_them(self) -> None:
        assert room_around("c{2}d?", "a{1,3}bc{2}d?(?:e|fg)") == (4, 2)
        assert room_around(r"\bab", r"\babc{3}") == (0, 3)

    @pytest.mark.parametrize("gate", ["bc", "b|c", "(?:a|b)", "z"])
    def test_that_are_none_leave_all_of_it(self, gate: str) -> None:
        assert room_around(gate, "ab|cd{5}") == (6, 6)

    def test_are_shared_by_rules_that_begin_alike(self) -> None:
        rules = [Rule(rf"\b(?:drop|leave) {word}") for word in "abcdefg"]
        assert gated(rules, [each.pattern for each in rules]) == {r"\b(?:drop|leave)": list(range(7))}

    def test_are_none_where_few_begin_so(self) -> None:
        assert gated([Rule(r"\b(?:drop|leave) it")], [r"\b(?:drop|leave) it"]) == {}


class TestWidened:
    @settings(max_examples=200, deadline=None)
    @given(st.data())
    def test_matches_what_the_rule_matches(self, data: st.DataObject) -> None:
        pattern, wide = data.draw(st.sampled_from(WIDER))
        seen = data.draw(matching(pattern).filter(str.isascii))
        assert re.fullmatch(wide, seen, FLAGS)

    @pytest.mark.parametrize(
        "pattern",
        [
            f"(?:show|tell) {FILL}(?:instructions|prompt)",  # one gap
            f"(?:show|tell) {FILL}(?:hidden|secret) {FILL}prompt",  # no short word between
            f"show (?:{FILL}the {FILL}prompt|it)|{FILL}not",  # the gaps are no whole part of it
        ],
    )
    def test_leaves_a_pattern_alone(self, pattern: str) -> None:
        assert widened(pattern) == pattern
